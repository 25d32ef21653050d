import type pg from 'pg';
import type { QueryResultRow } from 'pg';
import type { Prisma, PrismaClient } from '../generated/client.js';
import { bigint, text } from './kinds.js';
import { statement, type Asked, type Queryable } from './statement.js';

const clients = new WeakMap<pg.Pool, Promise<PrismaClient>>();

/**
 * Prisma Client over the connections of a pool that `openDatabase` made: for ordinary reads and writes, one table at a
 * time. It is loaded when it is first asked for, since it takes some 40 MB and 0.2 s of a process, and it owns nothing
 * but the pool: whoever ends that has ended both.
 */
export function prismaOver(pool: pg.Pool): Promise<PrismaClient> {
  const there = clients.get(pool);
  if (there) return there;
  const made = make(pool);
  clients.set(pool, made);
  // Whoever asks next tries again.
  made.catch(() => clients.delete(pool));
  return made;
}

const ZONE = statement("SELECT current_setting('TimeZone') AS zone", { gives: { zone: text } });

async function make(pool: pg.Pool): Promise<PrismaClient> {
  const [session] = await ZONE.rows(pool, []);
  if (session?.zone !== 'UTC') {
    throw new Error(
      `The sessions of the database are in ${session?.zone ?? 'no time zone'} and not in UTC, so instants would be moved. Something between drops the option "-c TimeZone=UTC" of the connection: let it pass, or set the time zone of the database to UTC.`,
    );
  }
  const [{ PrismaClient }, { PrismaPg }] = await Promise.all([
    import('../generated/client.js'),
    import('@prisma/adapter-pg'),
  ]);
  // In the other formats an error reads and shows the sources around its call.
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }), errorFormat: 'minimal' });
}

/** The tables, of a client or inside one of its transactions. */
export type Tables = Prisma.TransactionClient;

/** As long as a list of a whole city may take, and whoever waits for its turn behind one. */
const LONG = { maxWait: 120_000, timeout: 120_000 } as const;

/** All or nothing. */
export async function inTables<T>(pool: pg.Pool, work: (tx: Tables) => Promise<T>): Promise<T> {
  return (await prismaOver(pool)).$transaction(work, LONG);
}

/** Whoever takes the same lock waits until this transaction has ended. */
export async function takeLock(tx: Tables, lock: number): Promise<void> {
  await LOCK.rows(inside(tx), [String(lock)]);
}

const LOCK = statement('SELECT pg_advisory_xact_lock($1)::text AS locked', {
  takes: [bigint],
  gives: { locked: text },
});

/**
 * Statements of ours inside a transaction of Prisma Client: those that give texts, ids, small whole numbers and yes or
 * no. Of other types it makes other values than the driver does.
 */
export function inside(tx: Tables): Queryable {
  return {
    async query<Row extends QueryResultRow>({ text: sql, values }: Asked) {
      // eslint-disable-next-line no-restricted-syntax -- The text is that of a statement, whose values are bound.
      const rows = await tx.$queryRawUnsafe<Row[]>(sql, ...values);
      return { rows, rowCount: rows.length };
    },
  };
}

/** Which constraint the database says would be violated; `null`: the error is another one. */
export function violated(error: unknown): string | null {
  const { code, meta } = (error ?? {}) as {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { constraint?: { index?: string } } } };
  };
  return code === 'P2002' ? (meta?.driverAdapterError?.cause?.constraint?.index ?? null) : null;
}

/** A value of ours for a column of JSON: what makes it JSON leaves out what is undefined. */
export function asJson(value: object): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
