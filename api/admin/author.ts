import type { Request } from 'express';
import type { Author } from '../../storage/admin/change-trail.js';
import type { Account } from '../access/account.js';
import { keyPrefixOf } from '../look/look-trail.js';

/** Who changes something, as the trail keeps it. */
export function authorOf({ id, role, unit, by }: Account, request: Request, requestKey: string | null): Author {
  return {
    ...{ id, role, unit, requestKey },
    position: by.kind === 'session' ? by.position : null,
    key: by.kind === 'key' ? keyPrefixOf(request) : null,
    session: by.kind === 'session' ? by.id : null,
    address: request.ip ?? null,
  };
}
