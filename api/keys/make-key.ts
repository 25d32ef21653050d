import type { NewKey } from '../../contracts/keys.js';
import { Refusal } from '../../domain/refusal.js';
import type { MadeApiKey, NewApiKey } from '../../storage/api-keys.js';
import type { KeyRow } from '../../storage/key-store.js';
import { normalisedAddress } from '../http/addresses.js';
import { bodyHashOf, replayed, sealedAnswer } from '../http/idempotency.js';
import { invalidField } from '../http/problem.js';
import type { Answer } from '../http/route.js';
import type { Account, Services } from '../services.js';
import { presentKey } from './key-presenter.js';

/**
 * Makes a key for a machine. The secret is in this answer alone; under an Idempotency-Key, whoever lost the answer gets it again
 * for a day, from the ledger, where it lies sealed.
 */
export async function makeKey(
  services: Pick<Services, 'keys' | 'store' | 'sealing' | 'reference' | 'now'>,
  body: NewKey,
  account: Account,
  key: string | null,
): Promise<Answer> {
  const now = services.now();
  const bodyHash = bodyHashOf('makeKey', body);
  const before = key === null ? null : await services.store.keptAnswer(account.id, key);
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
  };
  const { units } = await services.reference.current();
  if (wanted.unit !== null && !units.has(wanted.unit)) {
    throw new Refusal('unit-not-found', `There is no unit ${wanted.unit}. See GET /api/v1/units.`);
  }
  if (key === null) return answerWith(wanted, await services.keys.create(wanted), now);

  const of = { actorId: account.id, key, bodyHash, ticketId: null };
  const made = await services.keys.createOnce(wanted, (one) =>
    sealedAnswer(services, of, answerWith(wanted, one, now)),
  );
  if (made) return answerWith(wanted, made, now);
  const kept = await services.store.keptAnswer(account.id, key);
  if (!kept) throw new Error('An Idempotency-Key was taken, and its answer is gone. The ledger was cleared meanwhile.');
  return replayed(services, kept, bodyHash);
}

function answerWith(wanted: NewApiKey, { id, prefix, apiKey }: MadeApiKey, now: Date): Answer {
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
