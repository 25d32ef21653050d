import { createHash } from 'node:crypto';
import { apiKeyPrefix, findApiKey, type Queryable } from '../../storage/api-keys.js';
import type { ReferenceData } from '../../storage/reference-data.js';
import type { Account } from '../services.js';

export interface Accounts {
  /** Who presents this `Authorization` header; `null` for nobody that is known. */
  of(authorization: string | undefined): Promise<Account | null>;
}

/** A revoked key works this long at most. */
const KNOWN_FOR_MS = 5_000;
/** A new key is refused this long at most after somebody tried it too early. */
const UNKNOWN_FOR_MS = 1_000;
/** A flood of invented keys must not fill the memory. */
const MOST_HELD = 10_000;

interface Held {
  readonly account: Promise<Awaited<ReturnType<typeof findApiKey>>>;
  until: number;
}

/** Looks keys up in the database and remembers them for seconds, so that a busy system of a department costs no query each. */
export function createAccounts(database: Queryable, reference: ReferenceData, clock: () => number): Accounts {
  const held = new Map<string, Held>();

  function look(digest: string, key: string): Held {
    if (held.size >= MOST_HELD) held.clear();
    const account = findApiKey(database, key);
    const entry: Held = { account, until: clock() + KNOWN_FOR_MS };
    held.set(digest, entry);
    account.then(
      (found) => {
        if (found === null) entry.until = clock() + UNKNOWN_FOR_MS;
      },
      () => held.delete(digest),
    );
    return entry;
  }

  return {
    async of(authorization) {
      const key = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization ?? '')?.[1];
      if (key === undefined || apiKeyPrefix(key) === null) return null;
      // The map holds digests: a dump of the memory gives no key away.
      const digest = createHash('sha256').update(key).digest('base64');
      const entry = held.get(digest);
      const found = await (entry && entry.until > clock() ? entry : look(digest, key)).account;
      if (found === null) return null;
      const { units } = await reference.current();
      return { ...found, unitPath: found.unit === null ? [] : (units.get(found.unit)?.path ?? []) };
    },
  };
}
