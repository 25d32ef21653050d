import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { QueryResult, QueryResultRow } from 'pg';
import { KEY_SCOPES, type KeyScope } from '../../domain/access/key-scopes.js';
import { ROLES, type Role } from '../../domain/ticket/vocabulary.js';
import type { StoredResponse } from '../ticket/ticket-store.js';

/** A pool, or one connection of it inside a transaction. */
export interface Queryable {
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<QueryResult<Row>>;
}

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  /** Null for an account that belongs to no unit. */
  readonly unit: string | null;
  readonly demo?: boolean;
  readonly expiresAt?: Date | null;
  /** Absent or empty: all that the role may do. */
  readonly scopes?: readonly KeyScope[];
  /** Absent or empty: from anywhere. */
  readonly allowedAddresses?: readonly string[];
  readonly createdBy?: string;
  readonly createdAt?: Date;
}

export interface MadeApiKey {
  readonly id: string;
  readonly prefix: string;
  readonly apiKey: string;
}

/** The account behind a key that is open now. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
  readonly scopes: readonly KeyScope[];
  readonly allowedAddresses: readonly string[];
  readonly expiresAt: Date | null;
}

const PREFIX_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const PREFIX_LENGTH = 8;
const SECRET_BYTES = 32;
const SHAPE = /^hy_([a-z2-7]{8})_[A-Za-z0-9_-]{43}$/;
const CREATE_ATTEMPTS = 5;

const COLUMNS =
  'id, prefix, secret_hash, name, role, unit_id, demo, expires_at, scopes, allowed_addresses, created_by, created_at';
const VALUES =
  '$1::uuid, $2, $3::bytea, $4, $5, $6, $7::bool, $8::timestamptz, $9::text[], $10::text[], $11, coalesce($12::timestamptz, now())';
const MAKE = `INSERT INTO api_key (${COLUMNS}) VALUES (${VALUES}) RETURNING id`;
const MAKE_ONCE = `
WITH claimed AS (
  INSERT INTO idempotency_record (actor_id, key, body_hash, status, response) VALUES ($13, $14, $15, $16, $17)
  ON CONFLICT DO NOTHING RETURNING key
)
INSERT INTO api_key (${COLUMNS}) SELECT ${VALUES} FROM claimed RETURNING id`;

/**
 * Makes an account and its key. The key is in this answer and nowhere else: the database keeps its prefix, which finds
 * the row, and its SHA-256. A slow hash would buy nothing, since 256 random bits cannot be guessed from their digest,
 * and every request would pay for it.
 */
export async function createApiKey(database: Queryable, account: NewApiKey): Promise<MadeApiKey> {
  const made = await make(database, account, null);
  if (made === null) throw new Error('The database took an API key and did not keep it.');
  return made;
}

/** The same, once per Idempotency-Key: `null` when that was used before, and then nothing was made. */
export function createApiKeyOnce(
  database: Queryable,
  account: NewApiKey,
  answerWith: (made: MadeApiKey) => StoredResponse,
): Promise<MadeApiKey | null> {
  return make(database, account, answerWith);
}

async function make(
  database: Queryable,
  account: NewApiKey,
  answerWith: ((made: MadeApiKey) => StoredResponse) | null,
): Promise<MadeApiKey | null> {
  const id = randomUUID();
  // Two keys meet in a prefix once in a million millions; the second then takes another.
  for (let attempt = 0; attempt < CREATE_ATTEMPTS; attempt += 1) {
    const prefix = randomPrefix();
    const made = { id, prefix, apiKey: `hy_${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
    const values = [
      id,
      prefix,
      digestOf(made.apiKey),
      account.name,
      account.role,
      account.unit,
      account.demo ?? false,
      account.expiresAt ?? null,
      account.scopes ?? [],
      account.allowedAddresses ?? [],
      account.createdBy ?? null,
      account.createdAt ?? null,
    ];
    const answer = answerWith?.(made);
    const claim = answer ? [answer.actorId, answer.key, answer.bodyHash, answer.status, answer.response] : [];
    try {
      const { rowCount } = await database.query(answer ? MAKE_ONCE : MAKE, [...values, ...claim]);
      return rowCount === 1 ? made : null;
    } catch (error) {
      if (!isPrefixTaken(error)) throw error;
    }
  }
  throw new Error(
    `No API key could be made for ${account.name}: ${CREATE_ATTEMPTS} random prefixes were all taken, which does not happen by chance. Check the random source of this machine.`,
  );
}

/** Who presents this key; null when it is malformed, unknown, expired or revoked, without saying which. */
export async function findApiKey(database: Queryable, presentedKey: string): Promise<Account | null> {
  const prefix = apiKeyPrefix(presentedKey);
  if (prefix === null) return null;
  const { rows } = await database.query<{
    id: string;
    name: string;
    role: string;
    unit: string | null;
    secretHash: Buffer;
    scopes: string[] | null;
    allowedAddresses: string[] | null;
    expiresAt: Date | null;
  }>(
    `SELECT id, name, role, unit_id AS unit, secret_hash AS "secretHash", scopes, allowed_addresses AS "allowedAddresses",
       expires_at AS "expiresAt"
     FROM api_key WHERE prefix = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    [prefix],
  );
  const [row] = rows;
  if (!row || !sameDigest(row.secretHash, digestOf(presentedKey))) return null;
  const { id, name, unit, allowedAddresses, expiresAt } = row;
  return {
    id,
    name,
    role: roleOf(row),
    unit,
    scopes: scopesOf(row),
    allowedAddresses: allowedAddresses ?? [],
    expiresAt,
  };
}

/** SQL: the key opens something yet. That of a unit which left the tree does not: nobody could say what is about that unit. */
export const keyStands = (
  key: string,
): string => `${key}.revoked_at IS NULL AND (${key}.expires_at IS NULL OR ${key}.expires_at > now())
  AND (${key}.role <> 'handler' OR EXISTS (SELECT FROM unit u WHERE u.id = ${key}.unit_id AND u.id = ANY(u.path)))`;

/** Which of these keys still open something. */
export async function openApiKeys(database: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT k.id FROM api_key k WHERE k.id = ANY($1::uuid[]) AND ${keyStands('k')}`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The part of a key that may be shown and logged; null when the text is no key. */
export function apiKeyPrefix(apiKey: string): string | null {
  return SHAPE.exec(apiKey)?.[1] ?? null;
}

function isPrefixTaken(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'api_key_prefix_key';
}

function randomPrefix(): string {
  return Array.from(randomBytes(PREFIX_LENGTH), (byte) => PREFIX_LETTERS.charAt(byte % PREFIX_LETTERS.length)).join('');
}

function digestOf(apiKey: string): Buffer {
  return createHash('sha256').update(apiKey, 'utf8').digest();
}

function sameDigest(stored: Buffer, presented: Buffer): boolean {
  return stored.length === presented.length && timingSafeEqual(stored, presented);
}

export function roleOf({ id, role }: { id: string; role: string }): Role {
  const known = ROLES.find((name) => name === role);
  if (known === undefined) {
    throw new Error(
      `API key ${id} has the role "${role}", which this version does not know. Give it one of: ${ROLES.join(', ')}.`,
    );
  }
  return known;
}

/** A scope that this version does not know opens nothing, but must not turn a narrowed key into one without limits. */
export function scopesOf({ id, scopes }: { id: string; scopes: readonly string[] | null }): KeyScope[] {
  const given = scopes ?? [];
  const known = KEY_SCOPES.filter((scope) => given.includes(scope));
  if (given.length > 0 && known.length === 0) {
    throw new Error(
      `API key ${id} has no scope that this version knows. Give it some of: ${KEY_SCOPES.join(', ')}, or make another.`,
    );
  }
  return known;
}
