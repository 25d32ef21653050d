import type pg from 'pg';
import type { KeyScope } from '../../domain/access/key-scopes.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import {
  createApiKey,
  createApiKeyOnce,
  openApiKeys,
  roleOf,
  scopesOf,
  type MadeApiKey,
  type NewApiKey,
} from './api-keys.js';
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

const COLUMNS = `id, prefix, name, role, unit_id, scopes, allowed_addresses, demo, created_at, created_by, expires_at, last_used_at,
  revoked_at`;

export function createKeyStore(pool: pg.Pool): KeyStore {
  return {
    create: (key) => createApiKey(pool, key),
    createOnce: (key, answerWith) => createApiKeyOnce(pool, key, answerWith),

    async find(id) {
      const { rows } = await pool.query<Row>(`SELECT ${COLUMNS} FROM api_key WHERE id = $1`, [id]);
      return rows[0] ? keyOf(rows[0]) : null;
    },

    async list({ unit, role, open }) {
      const { rows } = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM api_key
         WHERE ($1::text IS NULL OR unit_id = $1) AND ($2::text IS NULL OR role = $2)
           AND ($3::bool IS NULL OR $3 = (revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())))
         ORDER BY created_at DESC, id`,
        [unit ?? null, role ?? null, open ?? null],
      );
      return rows.map(keyOf);
    },

    async revoke(idOrPrefix) {
      const { rows } = await pool.query<Row>(
        `WITH revoked AS (
           UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id::text = $1 OR prefix = $1 RETURNING ${COLUMNS}
         ), told AS MATERIALIZED (SELECT pg_notify('${KEY_CHANNEL}', id::text) FROM revoked)
         SELECT revoked.* FROM revoked, (SELECT count(*) FROM told) AS once`,
        [idOrPrefix],
      );
      return rows[0] ? keyOf(rows[0]) : null;
    },

    stillOpen: (ids) => openApiKeys(pool, ids),
  };
}

interface Row {
  id: string;
  prefix: string;
  name: string;
  role: string;
  unit_id: string | null;
  scopes: string[] | null;
  allowed_addresses: string[] | null;
  demo: boolean;
  created_at: Date;
  created_by: string | null;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

function keyOf(row: Row): KeyRow {
  return {
    id: row.id,
    prefix: row.prefix,
    name: row.name,
    role: roleOf(row),
    unit: row.unit_id,
    scopes: scopesOf(row),
    allowedAddresses: row.allowed_addresses ?? [],
    demo: row.demo,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
