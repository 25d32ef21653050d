import type { NewKey } from '../../contracts/keys.js';
import { isSamePosition } from '../../domain/access/people.js';
import { assertTakesNew } from '../../domain/city/closing.js';
import type { Noted } from '../../storage/admin/noun-store.js';
import type { MadeApiKey, NewApiKey } from '../../storage/access/api-keys.js';
import type { KeyRow } from '../../storage/access/key-store.js';
import { isWithin, normalisedAddress } from '../http/addresses.js';
import { bodyHashOf, replayed, sealedAnswer } from '../idempotency/idempotency.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import type { Services } from '../services.js';
import type { Account } from './account.js';
import { presentKey } from './key-presenter.js';

/**
 * Makes a key for a machine. The secret is in this answer alone; under an Idempotency-Key, whoever lost the answer gets
 * it again for a day, from the ledger, where it lies sealed.
 */
export async function makeKey(
  services: Pick<Services, 'keys' | 'people' | 'store' | 'sealing' | 'reference' | 'now'>,
  body: NewKey,
  account: Account,
  key: string | null,
  noteMade: (made: MadeApiKey) => void,
  noted: Noted<KeyRow>,
): Promise<RouteResponse> {
  const now = services.now();
  const bodyHash = bodyHashOf('makeKey', body);
  const before = key === null ? null : await services.store.storedResponse(account.id, key);
  if (before) return replayed(services, before, bodyHash);

  const wanted: NewApiKey = {
    name: body.name,
    role: body.role,
    unit: body.unit ?? null,
    scopes: [...new Set(body.scopes)],
    allowedAddresses: addressesIn(body),
    expiresAt: expiryIn(body, now),
    createdBy: account.id,
    createdAt: now,
    person: body.person ?? null,
  };
  const { units } = await services.reference.current();
  if (wanted.unit !== null) assertTakesNew(wanted.unit, units);
  await assertHeld(wanted, services.people, now);
  if (account.by.kind === 'key') assertNoWider(wanted, await services.keys.find(account.by.id));
  const answer = (made: MadeApiKey): RouteResponse => {
    noteMade(made);
    return answerWith(wanted, made, now);
  };
  if (key === null) return answer(await services.keys.create(wanted, noted));

  const of = { actorId: account.id, key, bodyHash, ticketId: null };
  const made = await services.keys.createOnce(
    wanted,
    (one) => sealedAnswer(services, of, answerWith(wanted, one, now)),
    noted,
  );
  if (made) return answer(made);
  const kept = await services.store.storedResponse(account.id, key);
  if (!kept) throw new Error('An Idempotency-Key was taken, and its answer is gone. The ledger was cleared meanwhile.');
  return replayed(services, kept, bodyHash);
}

/** A key of a person opens nothing but what one of the person's positions does. */
async function assertHeld({ person: id, role, unit }: NewApiKey, people: Services['people'], now: Date): Promise<void> {
  if (id == null) return;
  const person = await people.find(id, now);
  const held = person?.positions.some((one) => isSamePosition(one, { role, unit }) && one.from <= now) === true;
  if (person?.state !== 'active' || !held) {
    throw new ApiProblem('position-not-held', 'The person of this key does not have its role in its unit now.');
  }
}

/** Whoever holds a narrow key must not be able to make a wide one of it. */
function assertNoWider(wanted: NewApiKey, own: KeyRow | null): void {
  if (own === null) throw new ApiProblem('unauthenticated', 'The key that asks is not there any more.');
  const scopes = wanted.scopes ?? [];
  if (own.scopes.length > 0 && (scopes.length === 0 || scopes.some((scope) => !own.scopes.includes(scope)))) {
    throw tooWide(`Yours is for: ${own.scopes.join(', ')}. Name some of these in \`scopes\`.`);
  }
  if (own.expiresAt !== null && (wanted.expiresAt == null || wanted.expiresAt > own.expiresAt)) {
    throw tooWide(`Yours ends at ${chinaTime(own.expiresAt)}. Name an \`expiresAt\` not after it.`);
  }
  const addresses = wanted.allowedAddresses ?? [];
  const { allowedAddresses: around } = own;
  if (around.length > 0 && (addresses.length === 0 || addresses.some((one) => !isWithin(one, around)))) {
    throw tooWide(`Yours may be used from: ${around.join(', ')}. Name addresses within these in \`allowedAddresses\`.`);
  }
}

function tooWide(why: string): ApiProblem {
  return new ApiProblem('key-too-wide', `A key makes no key that may do more than itself. ${why}`);
}

function answerWith(wanted: NewApiKey, { id, prefix, apiKey }: MadeApiKey, now: Date): RouteResponse {
  const row: KeyRow = {
    id,
    prefix,
    name: wanted.name,
    role: wanted.role,
    unit: wanted.unit,
    scopes: wanted.scopes ?? [],
    allowedAddresses: wanted.allowedAddresses ?? [],
    demo: false,
    createdAt: now,
    createdBy: wanted.createdBy ?? null,
    person: wanted.person ?? null,
    expiresAt: wanted.expiresAt ?? null,
    lastUsedAt: null,
    revokedAt: null,
  };
  return { status: 201, body: { ...presentKey(row, now), apiKey } };
}

function addressesIn({ allowedAddresses }: NewKey): string[] {
  return allowedAddresses.map((text, index) => {
    const address = normalisedAddress(text);
    if (address !== null) return address;
    throw invalidField(
      `/allowedAddresses/${index}`,
      'wrong-format',
      'Write an address such as 192.0.2.7, or a network such as 10.1.0.0/16.',
    );
  });
}

function expiryIn({ expiresAt }: NewKey, now: Date): Date | null {
  if (expiresAt == null) return null;
  const at = new Date(expiresAt);
  if (at.getTime() > now.getTime()) return at;
  throw invalidField('/expiresAt', 'out-of-range', 'A key expires in the future.');
}
