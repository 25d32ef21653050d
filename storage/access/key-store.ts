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
  type AlongWithKey,
  type MadeApiKey,
  type NewApiKey,
} from './api-keys.js';
import type { ApiKey } from '../generated/client.js';
import { text, uuid } from '../postgres/kinds.js';
import type { Noted } from '../admin/noun-store.js';
import { inside, inTables, prismaOver, type Tables } from '../postgres/prisma.js';
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
  create(key: NewApiKey, noted?: Noted<KeyRow>): Promise<MadeApiKey>;
  /** `null`: the Idempotency-Key of the answer was used before, and nothing was made. */
  createOnce(
    key: NewApiKey,
    answerWith: (made: MadeApiKey) => StoredResponse,
    noted?: Noted<KeyRow>,
  ): Promise<MadeApiKey | null>;
  find(id: string): Promise<KeyRow | null>;
  /** Newest first. */
  list(filter: KeyFilter): Promise<KeyRow[]>;
  /** By id or prefix, for good. A second time changes nothing. `null`: there is no such key. */
  revoke(idOrPrefix: string, noted?: Noted<KeyRow>): Promise<KeyRow | null>;
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
    create: async (key, noted) => createApiKey(await prismaOver(pool), key, both(await newsOf(key), made(noted))),
    createOnce: async (key, answerWith, noted) =>
      createApiKeyOnce(await prismaOver(pool), key, answerWith, both(await newsOf(key), made(noted))),
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

    revoke: (idOrPrefix, noted) =>
      inTables(pool, async (tx) => {
        const before = new Map((await keysNamed(tx, idOrPrefix)).map((key) => [key.id, key]));
        const [revoked] = await REVOKE.rows(inside(tx), [idOrPrefix]);
        const [after] = revoked ? await keysNamed(tx, revoked.id) : [];
        if (!after) return null;
        const was = before.get(after.id) ?? null;
        if (was?.revokedAt === null) await noted?.(tx, was, after);
        return after;
      }),

    stillOpen: (ids) => openApiKeys(pool, ids),
  };
}

async function keysNamed(tx: Tables, idOrPrefix: string): Promise<KeyRow[]> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(idOrPrefix);
  const rows = await tx.apiKey.findMany({ where: isId ? { id: idOrPrefix } : { prefix: idOrPrefix } });
  return rows.map(keyOf);
}

function both(one: AlongWithKey | null, other: AlongWithKey | null): AlongWithKey {
  return async (tx, key) => {
    await one?.(tx, key);
    await other?.(tx, key);
  };
}

/** Told of a key that was made, without its secret. */
function made(noted: Noted<KeyRow> | undefined): AlongWithKey | null {
  if (!noted) return null;
  return async (tx, { id }) => {
    const [key] = await keysNamed(tx, id);
    if (key) await noted(tx, null, key);
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
