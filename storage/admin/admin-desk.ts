import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { AdminAct, AdminNoun, AdminValue } from '../../domain/admin/admin-change.js';
import type { AdminChange, Prisma } from '../generated/client.js';
import { inTables, prismaOver, takeLock, type Tables } from '../postgres/prisma.js';
import type { Sealing } from '../secrets/sealing.js';
import type { StoredResponse } from '../ticket/ticket-store.js';
import type { ChangeSeals } from './change-seals.js';
import { changeOf, personalOf, writeChanges, type Author, type Change, type KeptChange } from './change-trail.js';
import { StaleVersion, type Kept, type NounStore } from './noun-store.js';

/** Administrative acts go one after the other, so that what was looked at is what is changed. */
const ADMIN_LOCK = 7_312_347;

export interface ChangeQuestion {
  readonly noun?: AdminNoun | undefined;
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** The number of the last one of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

export interface PutOptions {
  readonly version: number | null;
  readonly act?: AdminAct;
  readonly undoes?: string;
  /** Something is changed that the value does not show. */
  readonly evenIfSame?: boolean;
}

/** One administrative act, inside its transaction. */
export interface Desk {
  readonly tx: Tables;
  readonly at: Date;
  /** Tells the trail of something that was changed here. */
  note(change: Change): void;
  /**
   * Puts a thing in the place of what is there at this version (`null`: whatever is there); to say the same again
   * changes nothing. Throws `StaleVersion`.
   */
  put<Value extends AdminValue>(
    store: NounStore<Value>,
    id: string,
    wish: (before: Kept<Value> | null) => Value,
    options: PutOptions,
  ): Promise<Kept<Value>>;
  /** Takes it away; a second time changes nothing. */
  remove<Value extends AdminValue>(
    store: NounStore<Value>,
    id: string,
    options: { readonly version: number | null; readonly undoes?: string },
  ): Promise<void>;
}

export interface ActOptions<T> {
  /** The answer under the caller's key; when that was used before nothing is done, and `null` is answered. */
  readonly claim?: (done: T) => StoredResponse;
  /** Everything is done and nothing is kept. */
  readonly dryRun?: boolean;
}

/** Through here goes what administrators change: all or nothing, and written to the trail. */
export interface AdminDesk {
  act<T>(author: Author, work: (desk: Desk) => Promise<T>, options?: ActOptions<T>): Promise<T | null>;
  /** Tells the trail of a change, inside the transaction that makes it. */
  noteIn(tx: Tables, author: Author, change: Change): Promise<void>;
  readonly now: () => Date;
  /** Newest first. */
  list(question: ChangeQuestion): Promise<KeptChange[]>;
  find(number: string): Promise<KeptChange | null>;
}

/** Ends a transaction of which nothing is to be kept. */
class NotKept<T> extends Error {
  constructor(readonly answer: T | null) {
    super('Nothing is kept.');
  }
}

export function createAdminDesk(
  pool: pg.Pool,
  of: { readonly seals: ChangeSeals; readonly sealing: Sealing },
  now: () => Date,
): AdminDesk {
  async function inAct<T>(
    author: Author,
    work: (desk: Desk) => Promise<T>,
    { claim, dryRun = false }: ActOptions<T>,
  ): Promise<T> {
    return inTables(pool, async (tx) => {
      await takeLock(tx, ADMIN_LOCK);
      const changes: Change[] = [];
      const at = now();
      const done = await work(deskIn(tx, at, changes));
      if (dryRun) throw new NotKept(done);
      if (claim) {
        const { actorId, key, bodyHash, status, response } = claim(done);
        const row = { actorId, key, bodyHash, status, response: Buffer.from(response) };
        const { count } = await tx.idempotencyRecord.createMany({ data: [row], skipDuplicates: true });
        if (count === 0) throw new NotKept<T>(null);
      }
      if (changes.length > 0) await writeChanges(tx, of, author, changes, at);
      return done;
    });
  }

  return {
    now,
    async act(author, work, options = {}) {
      try {
        return await inAct(author, work, options);
      } catch (error) {
        if (error instanceof NotKept) return error.answer as Awaited<ReturnType<typeof work>> | null;
        throw error;
      }
    },

    async noteIn(tx, author, change) {
      await takeLock(tx, ADMIN_LOCK);
      await writeChanges(tx, of, author, [change], now());
    },

    async list({ noun, subject, actor, from, to, before, limit }) {
      const { adminChange } = await prismaOver(pool);
      const where: Prisma.AdminChangeWhereInput = {
        ...(noun !== undefined && { noun }),
        ...(subject !== undefined && { subject }),
        ...(actor !== undefined && { actorId: actor }),
        at: { ...(from && { gte: from }), ...(to && { lt: to }) },
        ...(before !== null && { number: { lt: BigInt(before) } }),
      };
      const rows = await adminChange.findMany({ where, orderBy: { number: 'desc' }, take: limit });
      return presented(rows);
    },

    async find(number) {
      const { adminChange } = await prismaOver(pool);
      const row = await adminChange.findUnique({ where: { number: BigInt(number) } });
      return row && ((await presented([row]))[0] ?? null);
    },
  };

  async function presented(rows: readonly AdminChange[]): Promise<KeptChange[]> {
    const numbers = rows.map(({ number }) => number);
    const [undone, personal] = await Promise.all([undoneBy(numbers), personalOf(await prismaOver(pool), numbers)]);
    return rows.map((row) =>
      changeOf(row, personal.get(row.number) ?? null, of.sealing, undone.get(row.number) ?? null),
    );
  }

  async function undoneBy(numbers: readonly bigint[]): Promise<Map<bigint, bigint>> {
    const { adminChange } = await prismaOver(pool);
    const rows = await adminChange.findMany({
      where: { undoes: { in: [...numbers] } },
      select: { number: true, undoes: true },
    });
    return new Map(rows.map(({ number, undoes }) => [undoes ?? 0n, number]));
  }
}

function deskIn(tx: Tables, at: Date, changes: Change[]): Desk {
  const note = (change: Change): void => void changes.push(change);
  return {
    tx,
    at,
    note,
    async put(store, id, wish, { version, act, undoes, evenIfSame = false }) {
      const before = await store.read(tx, id);
      assertAt(before, version);
      const value = wish(before);
      if (before !== null && !evenIfSame && isDeepStrictEqual(plain(before.value), plain(value))) return before;
      await store.put(tx, id, value, before);
      const after = await store.read(tx, id);
      if (after === null) throw new Error(`The database took ${store.noun} and does not give it back.`);
      note({
        ...{ noun: store.noun, subject: id, act: act ?? (before === null ? 'added' : 'changed') },
        ...{ before: before?.value ?? null, after: after.value, version: after.version },
        ...(undoes !== undefined && { undoes }),
      });
      return after;
    },
    async remove(store, id, { version, undoes }) {
      const before = await store.read(tx, id);
      if (before === null) return;
      assertAt(before, version);
      if (!store.remove) throw new Error(`${store.noun} is never removed.`);
      await store.remove(tx, id);
      note({
        ...{ noun: store.noun, subject: id, act: undoes === undefined ? 'removed' : 'undone' },
        ...{ before: before.value, after: null, version: null },
        ...(undoes !== undefined && { undoes }),
      });
    },
  };
}

function assertAt(before: Kept | null, version: number | null): void {
  if (version !== null && before?.version !== version) throw new StaleVersion(before?.version ?? null);
}

/** As JSON has it: what is undefined is not there. */
export function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
