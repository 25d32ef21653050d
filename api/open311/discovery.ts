import type { Request } from 'express';
import type { DiscoveryBody } from '../../contracts/open311.js';
import { chinaTime } from '../http/time.js';
import type { Services } from '../services.js';
import { fingerprintOf } from './catalogue.js';
import { chosen, type Language } from './language.js';
import { OPEN311_PREFIX } from './problems.js';
import { CONTACT, KEY_SERVICE } from './wording.js';

/** The name of the standard, as it must be written: an address that is only a name. */
const SPECIFICATION = 'http://wiki.open311.org/GeoReport_v2';

/**
 * A changed `changeset` tells clients to read services and definitions again. Beside this system stands the one to try
 * clients on, if there is one: a whole system with the same services, so that a request made there has a life, and
 * nobody's time is wasted on it.
 */
export async function discovered(
  { reference, open311 }: Pick<Services, 'reference' | 'open311'>,
  request: Request,
  language: Language,
): Promise<DiscoveryBody> {
  const changeset = chinaTime(await open311.views.changedAt(fingerprintOf(await reference.current())));
  const origin = open311.publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`;
  const own = `${origin}${OPEN311_PREFIX}`;
  const test = open311.testUrl?.replace(/\/$/, '');
  const endpoint = (url: string): DiscoveryBody['endpoints'][number] => ({
    specification: SPECIFICATION,
    url,
    changeset,
    type: url === test ? 'test' : 'production',
    formats: ['text/xml', 'application/json'],
  });
  return {
    changeset,
    contact: chosen(CONTACT, language),
    key_service: chosen(KEY_SERVICE, language),
    endpoints: (test === undefined || test === own ? [own] : [own, test]).map(endpoint),
  };
}
