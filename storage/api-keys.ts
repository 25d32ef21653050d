import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { QueryResult, QueryResultRow } from 'pg';
import { ROLES, type Role } from '../domain/ticket/vocabulary.js';

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
  readonly expiresAt?: Date;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
}

const PREFIX_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const PREFIX_LENGTH = 8;
const SECRET_BYTES = 32;
const SHAPE = /^hy_([a-z2-7]{8})_[A-Za-z0-9_-]{43}$/;
const CREATE_ATTEMPTS = 5;

/**
 * Makes an account and its key. The key is in this answer and nowhere else: the database keeps its prefix, which finds
 * the row, and its SHA-256. A slow hash would buy nothing, since 256 random bits cannot be guessed from their digest,
 * and every request would pay for it.
 */
export async function createApiKey(database: Queryable, account: NewApiKey): Promise<{ id: string; apiKey: string }> {
  const id = randomUUID();
  // Two keys meet in a prefix once in a million millions; the second then takes another.
  for (let attempt = 0; attempt < CREATE_ATTEMPTS; attempt += 1) {
    const prefix = randomPrefix();
    const apiKey = `hy_${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const { rowCount } = await database.query(
      `INSERT INTO api_key (id, prefix, secret_hash, name, role, unit_id, demo, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (prefix) DO NOTHING`,
      [
        id,
        prefix,
        digestOf(apiKey),
        account.name,
        account.role,
        account.unit,
        account.demo ?? false,
        account.expiresAt ?? null,
      ],
    );
    if (rowCount === 1) return { id, apiKey };
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
  }>(
    `SELECT id, name, role, unit_id AS unit, secret_hash AS "secretHash" FROM api_key
      WHERE prefix = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    [prefix],
  );
  const [row] = rows;
  if (!row || !sameDigest(row.secretHash, digestOf(presentedKey))) return null;
  return { id: row.id, name: row.name, role: roleOf(row), unit: row.unit };
}

/** The part of a key that may be shown and logged; null when the text is no key. */
export function apiKeyPrefix(apiKey: string): string | null {
  return SHAPE.exec(apiKey)?.[1] ?? null;
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

function roleOf({ id, role }: { id: string; role: string }): Role {
  const known = ROLES.find((name) => name === role);
  if (known === undefined) {
    throw new Error(
      `API key ${id} has the role "${role}", which this version does not know. Give it one of: ${ROLES.join(', ')}.`,
    );
  }
  return known;
}
