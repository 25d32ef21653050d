import { createHash } from 'node:crypto';
import { apiKeyPrefix, findApiKey } from '../../storage/access/api-keys.js';
import type { Queryable } from '../../storage/postgres/statement.js';
import type { KeyNews } from '../../storage/access/key-news.js';
import type { KeyUse } from '../../storage/access/key-use.js';
import { placeOf } from '../../domain/ticket/relations.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import type { Account } from './account.js';
import { isAllowedAddress } from '../http/addresses.js';
import { ApiProblem } from '../http/problem.js';

export interface Accounts {
  /**
   * Who presents this `Authorization` header; `null` for nobody that is known. Throws a problem for a key that may not
   * be used from this address; without an address, for every key that is bound to some.
   */
  of(authorization: string | undefined, address?: string): Promise<Account | null>;
  /**
   * Whether answering costs no look-up, or one for a key that was good here a while ago: not so for keys that somebody
   * invents.
   */
  knows(authorization: string | undefined): boolean;
}

/** Bounds how long a change that is not a revocation takes to be seen. */
const KNOWN_FOR_MS = 5_000;
/** A new key is refused this long at most after somebody tried it too early. */
const UNKNOWN_FOR_MS = 1_000;
/** A flood of invented keys must not fill the memory. */
const MOST_HELD = 10_000;

type Found = Awaited<ReturnType<typeof findApiKey>>;
interface Held {
  readonly account: Promise<Found>;
  readonly session: number | null;
  until: number;
  /** It stood for an account when it was last looked up. */
  good: boolean;
}

/**
 * Looks keys up in the database and remembers them for seconds, so that a busy system of a department costs no query
 * each. What is remembered of a key is dropped the moment it is revoked; while that could not be heard, nothing is
 * remembered. `clock`: milliseconds since 1970.
 */
export function createAccounts(
  database: Queryable,
  reference: ReferenceData,
  clock: () => number,
  { news, use }: { readonly news?: Pick<KeyNews, 'session' | 'onRevoked'>; readonly use?: Pick<KeyUse, 'note'> } = {},
): Accounts {
  const held = new Map<string, Held>();
  const sessionNow = (): number | null => (news ? news.session() : 0);
  news?.onRevoked((id) => {
    for (const [digest, { account }] of held) {
      account.then(
        (found) => {
          if (found?.id === id) held.delete(digest);
        },
        () => held.delete(digest),
      );
    }
  });

  function look(digest: string, key: string): Held {
    if (held.size >= MOST_HELD) held.clear();
    const session = sessionNow();
    const account = findApiKey(database, key);
    // While revocations cannot be heard an answer serves nobody else; that the key was good is all that is kept.
    const until = session === null ? -Infinity : clock() + KNOWN_FOR_MS;
    const entry: Held = { account, session, until, good: false };
    held.set(digest, entry);
    account.then(
      (found) => {
        entry.good = found !== null;
        if (found === null && session !== null) entry.until = clock() + UNKNOWN_FOR_MS;
      },
      () => held.delete(digest),
    );
    return entry;
  }

  function remembered(digest: string): Held | undefined {
    const entry = held.get(digest);
    return entry && entry.until > clock() && entry.session === sessionNow() ? entry : undefined;
  }

  return {
    knows(authorization) {
      const presented = keyIn(authorization);
      return (
        presented === null || remembered(presented.digest) !== undefined || held.get(presented.digest)?.good === true
      );
    },

    async of(authorization, address) {
      const presented = keyIn(authorization);
      if (presented === null) return null;
      const { key, digest } = presented;
      const found = await (remembered(digest) ?? look(digest, key)).account;
      if (found === null || (found.expiresAt !== null && found.expiresAt.getTime() <= clock())) return null;
      const { allowedAddresses, id, ...account } = found;
      if (!isAllowedAddress(allowedAddresses, address)) {
        throw new ApiProblem('address-not-allowed', 'This key may not be used from the address that you call from.');
      }
      use?.note(id);
      return {
        ...account,
        id: account.person ?? id,
        by: { kind: 'key', id },
        ...placeOf(found.unit, (await reference.current()).units),
      };
    },
  };
}

/** `null`: what is shown has not even the shape of a key. The digest names it in memory: a dump gives no key away. */
function keyIn(authorization: string | undefined): { readonly key: string; readonly digest: string } | null {
  const key = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization ?? '')?.[1];
  if (key === undefined || apiKeyPrefix(key) === null) return null;
  return { key, digest: createHash('sha256').update(key).digest('base64') };
}
