import type pg from 'pg';
import type { KeyScope } from '../../domain/access/key-scopes.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { newsOfKey } from './administrator-news.js';
import {
  createApiKey,
  createApiKeyOnce,
  openApiKeys,
  roleOf,
  scopesOf,
  type MadeApiKey,
  type NewApiKey,
} from './api-keys.js';
import type { ApiKey } from '../generated/client.js';
import { text, uuid } from '../postgres/kinds.js';
import { prismaOver } from '../postgres/prisma.js';
import { statement } from '../postgres/statement.js';
import type { StoredResponse } from '../ticket/ticket-store.js';

/** What may be told of a key: all but its secret, which nobody has. */
export interface KeyRow {
  readonly id: string;
  readonly prefix: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
  readonly scopes: readonly KeyScope[];
  readonly allowedAddresses: readonly string[];
  /** Whose it is; `null`: a machine's. */
  readonly person: string | null;
  readonly demo: boolean;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface KeyFilter {
  readonly unit?: string;
  readonly role?: Role;
  readonly open?: boolean;
}

export interface KeyStore {
  /** Of an administrator's key all administrators are told. */
  create(key: NewApiKey): Promise<MadeApiKey>;
  /** `null`: the Idempotency-Key of the answer was used before, and nothing was made. */
  createOnce(key: NewApiKey, answerWith: (made: MadeApiKey) => StoredResponse): Promise<MadeApiKey | null>;
  find(id: string): Promise<KeyRow | null>;
  /** Newest first. */
  list(filter: KeyFilter): Promise<KeyRow[]>;
  /** By id or prefix, for good. A second time changes nothing. `null`: there is no such key. */
  revoke(idOrPrefix: string): Promise<KeyRow | null>;
  /** Which of these keys are still open. */
  stillOpen(ids: readonly string[]): Promise<Set<string>>;
}

/** Every process that remembers keys listens here; what is told is the id of a key that opens nothing any more. */
export const KEY_CHANNEL = 'api_key';

/** Revoked and told in one, so that no process that remembers the key can miss it. */
const REVOKE = statement(
  `WITH revoked AS (
     UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id::text = $1 OR prefix = $1 RETURNING id
   ), told AS MATERIALIZED (SELECT pg_notify('${KEY_CHANNEL}', id::text) FROM revoked)
   SELECT revoked.id FROM revoked, (SELECT count(*) FROM told) AS once`,
  { takes: [text], gives: { id: uuid } },
);

export function createKeyStore(pool: pg.Pool): KeyStore {
  const find = async (id: string): Promise<KeyRow | null> => {
    const { apiKey } = await prismaOver(pool);
    const row = await apiKey.findUnique({ where: { id } });
    return row && keyOf(row);
  };
  const newsOf = (key: NewApiKey) => newsOfKey(pool, key, key.createdAt ?? new Date());
  return {
    create: async (key) => createApiKey(await prismaOver(pool), key, await newsOf(key)),
    createOnce: async (key, answerWith) => createApiKeyOnce(await prismaOver(pool), key, answerWith, await newsOf(key)),
    find,

    async list({ unit, role, open }) {
      const { apiKey } = await prismaOver(pool);
      const standing = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
      const rows = await apiKey.findMany({
        where: {
          ...(unit !== undefined && { unitId: unit }),
          ...(role !== undefined && { role }),
          ...(open !== undefined && { [open ? 'AND' : 'NOT']: standing }),
        },
        orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      });
      return rows.map(keyOf);
    },

    async revoke(idOrPrefix) {
      const [revoked] = await REVOKE.rows(pool, [idOrPrefix]);
      return revoked ? find(revoked.id) : null;
    },

    stillOpen: (ids) => openApiKeys(pool, ids),
  };
}

function keyOf(row: ApiKey): KeyRow {
  const { id, prefix, name, unitId, allowedAddresses, demo } = row;
  const { personId: person, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt } = row;
  return {
    ...{ id, prefix, name, allowedAddresses, demo, person, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt },
    role: roleOf(row),
    unit: unitId,
    scopes: scopesOf(row),
  };
}
