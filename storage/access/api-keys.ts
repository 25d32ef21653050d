import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { KEY_SCOPES, type KeyScope } from '../../domain/access/key-scopes.js';
import { ROLES, type Role } from '../../domain/ticket/vocabulary.js';
import type { PrismaClient } from '../generated/client.js';
import { bytes, instant, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { violated, type Tables } from '../postgres/prisma.js';
import { statement, type Queryable } from '../postgres/statement.js';
import type { StoredResponse } from '../ticket/ticket-store.js';

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
  /** Whose it is; absent: a machine's. */
  readonly person?: string | null;
  readonly createdAt?: Date;
}

export interface MadeApiKey {
  readonly id: string;
  readonly prefix: string;
  readonly apiKey: string;
}

/** The account behind a key that is open now. */
export interface Account {
  /** Of the key. */
  readonly id: string;
  /** Whose key it is; `null`: a machine's. */
  readonly person: string | null;
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

/** What is written with a key, or not at all. */
export type AlongWithKey = (tx: Tables, made: MadeApiKey) => Promise<void>;

/**
 * Makes an account and its key. The key is in this answer and nowhere else: the database keeps its prefix, which finds
 * the row, and its SHA-256. A slow hash would buy nothing, since 256 random bits cannot be guessed from their digest,
 * and every request would pay for it.
 */
export function createApiKey(prisma: PrismaClient, account: NewApiKey, also: AlongWithKey | null): Promise<MadeApiKey> {
  return withFreshPrefix(account, (made) =>
    prisma.$transaction(async (tx) => {
      await tx.apiKey.create({ data: rowOf(made, account) });
      await also?.(tx, made);
      return made;
    }),
  );
}

/**
 * The same for many at once, in the caller's transaction, which a prefix that is taken breaks off. Answers in their
 * order.
 */
export async function createApiKeys(tx: Tables, accounts: readonly NewApiKey[]): Promise<MadeApiKey[]> {
  const made = accounts.map((account) => ({ account, key: freshKey(randomUUID()) }));
  await tx.apiKey.createMany({ data: made.map(({ account, key }) => rowOf(key, account)) });
  return made.map(({ key }) => key);
}

function freshKey(id: string): MadeApiKey {
  const prefix = randomPrefix();
  return { id, prefix, apiKey: `hy_${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** The same, once per Idempotency-Key: `null` when that was used before, and then nothing was made. */
export function createApiKeyOnce(
  prisma: PrismaClient,
  account: NewApiKey,
  answerWith: (made: MadeApiKey) => StoredResponse,
  also: AlongWithKey | null,
): Promise<MadeApiKey | null> {
  return withFreshPrefix(account, (made) => {
    const { actorId, key, bodyHash, status, response } = answerWith(made);
    const claim = { actorId, key, bodyHash, status, response: Buffer.from(response) };
    return prisma.$transaction(async (tx) => {
      const { count } = await tx.idempotencyRecord.createMany({ data: [claim], skipDuplicates: true });
      if (count === 0) return null;
      await tx.apiKey.create({ data: rowOf(made, account) });
      await also?.(tx, made);
      return made;
    });
  });
}

function rowOf({ id, prefix, apiKey }: MadeApiKey, account: NewApiKey) {
  const { name, role, unit, demo = false, expiresAt = null, scopes = [], allowedAddresses = [], createdBy } = account;
  return {
    ...{ id, prefix, name, role, demo, expiresAt },
    secretHash: Buffer.from(digestOf(apiKey)),
    unitId: unit,
    scopes: [...scopes],
    allowedAddresses: [...allowedAddresses],
    createdBy: createdBy ?? null,
    personId: account.person ?? null,
    ...(account.createdAt !== undefined && { createdAt: account.createdAt }),
  };
}

/** Two keys meet in a prefix once in a million millions; the second then takes another. */
async function withFreshPrefix<T>(account: NewApiKey, write: (made: MadeApiKey) => Promise<T>): Promise<T> {
  const id = randomUUID();
  for (let attempt = 0; attempt < CREATE_ATTEMPTS; attempt += 1) {
    try {
      return await write(freshKey(id));
    } catch (error) {
      if (violated(error) !== 'api_key_prefix_key') throw error;
    }
  }
  throw new Error(
    `No API key could be made for ${account.name}: ${CREATE_ATTEMPTS} random prefixes were all taken, which does not happen by chance. Check the random source of this machine.`,
  );
}

/** SQL: the key is a machine's, or its person is here and has the key's role in the key's unit now. */
const ownerStands = (key: string): string => `(${key}.person_id IS NULL OR EXISTS (
    SELECT FROM person p JOIN person_position o ON o.person_id = p.id
    WHERE p.id = ${key}.person_id AND p.state = 'active' AND o.role = ${key}.role
      AND o.unit_id IS NOT DISTINCT FROM ${key}.unit_id
      AND o.valid_from <= now() AND (o.valid_until IS NULL OR o.valid_until > now())))`;

/** Asked at nearly every request, so it is one round trip without anything around it. */
const FIND = statement(
  `SELECT id, person_id AS person, name, role, unit_id AS unit, secret_hash AS "secretHash", scopes, allowed_addresses AS "allowedAddresses",
     expires_at AS "expiresAt"
   FROM api_key k
   WHERE prefix = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AND ${ownerStands('k')}`,
  {
    name: 'find-key',
    takes: [text],
    gives: {
      id: uuid,
      person: orNull(uuid),
      name: text,
      role: text,
      unit: orNull(text),
      secretHash: bytes,
      scopes: orNull(listOf(text)),
      allowedAddresses: orNull(listOf(text)),
      expiresAt: orNull(instant),
    },
  },
);

/** Who presents this key; null when it is malformed, unknown, expired or revoked, without saying which. */
export async function findApiKey(database: Queryable, presentedKey: string): Promise<Account | null> {
  const prefix = apiKeyPrefix(presentedKey);
  if (prefix === null) return null;
  const [row] = await FIND.rows(database, [prefix]);
  if (!row || !sameDigest(row.secretHash, digestOf(presentedKey))) return null;
  const { id, person, name, unit, allowedAddresses, expiresAt } = row;
  return {
    id,
    person,
    name,
    role: roleOf(row),
    unit,
    scopes: scopesOf(row),
    allowedAddresses: allowedAddresses ?? [],
    expiresAt,
  };
}

/**
 * SQL: the key opens something yet. That of a unit which left the tree does not: nobody could say what is about that
 * unit.
 */
export const keyStands = (
  key: string,
): string => `${key}.revoked_at IS NULL AND (${key}.expires_at IS NULL OR ${key}.expires_at > now())
  AND ${ownerStands(key)}
  AND (${key}.role <> 'handler' OR EXISTS (SELECT FROM unit u WHERE u.id = ${key}.unit_id AND u.id = ANY(u.path)))`;

const OPEN = statement(`SELECT k.id FROM api_key k WHERE k.id = ANY($1::uuid[]) AND ${keyStands('k')}`, {
  takes: [listOf(uuid)],
  gives: { id: uuid },
});

/** Which of these keys still open something. */
export async function openApiKeys(database: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await OPEN.rows(database, [ids]);
  return new Set(rows.map(({ id }) => id));
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
