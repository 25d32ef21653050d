import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { isSamePosition, PERSON_STATES, type PersonState, type RoleInUnit } from '../../domain/access/people.js';
import { ROLES, type Role } from '../../domain/ticket/vocabulary.js';
import type { Prisma } from '../generated/client.js';
import type { Noted } from '../admin/noun-store.js';
import { int, uuid } from '../postgres/kinds.js';
import { inside, inTables, prismaOver, violated, type Tables } from '../postgres/prisma.js';
import { statement } from '../postgres/statement.js';
import type { StoredResponse } from '../ticket/ticket-store.js';
import { KEY_CHANNEL } from './key-store.js';

export interface PositionWish extends RoleInUnit {
  readonly from: Date;
  /** The first instant at which it is over. */
  readonly until: Date | null;
}

export interface PersonPosition extends PositionWish {
  readonly id: string;
}

export interface PersonWish {
  /** Folded. */
  readonly signInName: string;
  readonly name: string;
  readonly positions: readonly PositionWish[];
}

export interface Person extends Omit<PersonWish, 'positions'> {
  readonly id: string;
  readonly state: PersonState;
  /** Counts its changes. */
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly leftAt: Date | null;
  /** Those that are not over, the first before those that begin later. */
  readonly positions: readonly PersonPosition[];
}

export interface PersonFilter {
  readonly state?: PersonState | undefined;
  readonly role?: Role | undefined;
  readonly unit?: string | undefined;
}

/** Another person has this sign-in name. */
export class SignInNameTaken extends Error {
  override readonly name = 'SignInNameTaken';
}

export interface PersonStore {
  /** By sign-in name. */
  list(filter: PersonFilter, now: Date): Promise<Person[]>;
  find(id: string, now: Date): Promise<Person | null>;
  /** By a name that is folded. */
  named(signInName: string, now: Date): Promise<Person | null>;
  /** `null`: the Idempotency-Key of the answer was used before, and nothing was made. */
  create(
    wish: PersonWish,
    by: string | null,
    now: Date,
    answerWith: ((made: Person) => StoredResponse) | undefined,
    noted: Noted<Person>,
  ): Promise<Person | null>;
  /** At this version, or at any for `null`. Answers `null` when there is no such person at this version. */
  replace(
    id: string,
    wish: PersonWish,
    version: number | null,
    now: Date,
    noted: Noted<Person>,
  ): Promise<Person | null>;
  /** The same; whoever leaves has no position and no key from that moment on. */
  setState(
    id: string,
    state: PersonState,
    version: number | null,
    now: Date,
    noted?: Noted<Person>,
  ): Promise<Person | null>;
}

/** No process may go on believing what it remembers of a person's keys. */
const TELL_OF_KEYS = statement(
  `SELECT count(pg_notify('${KEY_CHANNEL}', id::text))::int AS told FROM api_key WHERE person_id = $1 AND revoked_at IS NULL`,
  { takes: [uuid], gives: { told: int } },
);
const REVOKE_KEYS = statement(
  `WITH revoked AS (UPDATE api_key SET revoked_at = now() WHERE person_id = $1 AND revoked_at IS NULL RETURNING id)
   SELECT count(pg_notify('${KEY_CHANNEL}', id::text))::int AS told FROM revoked`,
  { takes: [uuid], gives: { told: int } },
);

export function createPersonStore(pool: pg.Pool): PersonStore {
  async function findIn(tx: Tables, where: Prisma.PersonWhereUniqueInput, now: Date): Promise<Person | null> {
    const row = await tx.person.findUnique({ where, include: standing(now) });
    return row && personOf(row);
  }

  async function tellOf(
    tx: Tables,
    id: string,
    before: Person | null,
    now: Date,
    noted: Noted<Person> | undefined,
  ): Promise<Person | null> {
    const after = await findIn(tx, { id }, now);
    if (after !== null) await noted?.(tx, before, after);
    return after;
  }

  /** The version counts on, if it is the one that is meant. */
  async function stepped(
    tx: Tables,
    id: string,
    version: number | null,
    data: Prisma.PersonUpdateManyMutationInput,
  ): Promise<boolean> {
    const where = { id, ...(version !== null && { version }) };
    const { count } = await tx.person.updateMany({ where, data: { ...data, version: { increment: 1 } } });
    return count === 1;
  }

  return {
    async list({ state, role, unit }, now) {
      const { person } = await prismaOver(pool);
      const position = { ...(role !== undefined && { role }), ...(unit !== undefined && { unitId: unit }) };
      const rows = await person.findMany({
        where: {
          ...(state !== undefined && { state }),
          ...(Object.keys(position).length > 0 && { positions: { some: { ...position, ...notOver(now) } } }),
        },
        include: standing(now),
        orderBy: { signInName: 'asc' },
      });
      return rows.map(personOf);
    },

    find: async (id, now) => findIn(await prismaOver(pool), { id }, now),
    named: async (signInName, now) => findIn(await prismaOver(pool), { signInName }, now),

    create: (wish, by, now, answerWith, noted) =>
      saying(() =>
        inTables(pool, async (tx) => {
          const { signInName, name } = wish;
          const made: Person = {
            ...{ id: randomUUID(), signInName, name, state: 'active', version: 1 },
            ...{ createdAt: now, createdBy: by, leftAt: null },
            positions: wish.positions.map((position) => ({ id: randomUUID(), ...position })),
          };
          if (answerWith) {
            const { actorId, key, bodyHash, status, response } = answerWith(made);
            const claim = { actorId, key, bodyHash, status, response: Buffer.from(response) };
            const { count } = await tx.idempotencyRecord.createMany({ data: [claim], skipDuplicates: true });
            if (count === 0) return null;
          }
          const { id, state, version } = made;
          const row = { id, signInName, name, state, version, createdAt: now, createdBy: by, updatedAt: now };
          await tx.person.create({ data: row });
          await tx.personPosition.createMany({ data: made.positions.map((position) => rowOf(id, position)) });
          await noted(tx, null, made);
          return made;
        }),
      ),

    replace: (id, { signInName, name, positions }, version, now, noted) =>
      saying(() =>
        inTables(pool, async (tx) => {
          const before = await findIn(tx, { id }, now);
          if (!(await stepped(tx, id, version, { signInName, name, updatedAt: now }))) return null;
          const there = before?.positions ?? [];
          for (const position of there) {
            const wanted = positions.find((one) => isSamePosition(one, position));
            const data = { validFrom: wanted?.from ?? position.from, validUntil: wanted ? wanted.until : now };
            if (!wanted && position.from > now) await tx.personPosition.delete({ where: { id: position.id } });
            else await tx.personPosition.update({ where: { id: position.id }, data });
          }
          const fresh = positions.filter((one) => !there.some((position) => isSamePosition(one, position)));
          await tx.personPosition.createMany({ data: fresh.map((one) => rowOf(id, { id: randomUUID(), ...one })) });
          await TELL_OF_KEYS.rows(inside(tx), [id]);
          return tellOf(tx, id, before, now, noted);
        }),
      ),

    setState: (id, state, version, now, noted) =>
      inTables(pool, async (tx) => {
        const before = await findIn(tx, { id }, now);
        const data = { state, updatedAt: now, leftAt: state === 'left' ? now : null };
        if (!(await stepped(tx, id, version, data))) return null;
        if (state === 'left') {
          await tx.personPosition.deleteMany({ where: { personId: id, validFrom: { gte: now } } });
          await tx.personPosition.updateMany({ where: { personId: id, ...notOver(now) }, data: { validUntil: now } });
        }
        if (state !== 'active')
          await tx.session.updateMany({ where: { personId: id, endedAt: null }, data: { endedAt: now } });
        await (state === 'left' ? REVOKE_KEYS : TELL_OF_KEYS).rows(inside(tx), [id]);
        return tellOf(tx, id, before, now, noted);
      }),
  };
}

const notOver = (now: Date) => ({ OR: [{ validUntil: null }, { validUntil: { gt: now } }] });
const standing = (now: Date) =>
  ({
    positions: { where: notOver(now), orderBy: [{ validFrom: 'asc' }, { role: 'asc' }, { id: 'asc' }] },
  }) satisfies Prisma.PersonInclude;

async function saying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw violated(error) === 'person_sign_in_name_key' ? new SignInNameTaken() : error;
  }
}

function rowOf(personId: string, { id, role, unit, from, until }: PersonPosition) {
  return { id, personId, role, unitId: unit, validFrom: from, validUntil: until };
}

function personOf(row: Prisma.PersonGetPayload<{ include: { positions: true } }>): Person {
  const { id, signInName, name, version, createdAt, createdBy, leftAt } = row;
  return {
    ...{ id, signInName, name, version, createdAt, createdBy, leftAt },
    // A state that this version does not know opens nothing.
    state: PERSON_STATES.find((state) => state === row.state) ?? 'locked',
    positions: row.positions.flatMap(({ id: of, role: written, unitId, validFrom, validUntil }) => {
      const role = ROLES.find((one) => one === written);
      return role === undefined ? [] : [{ id: of, role, unit: unitId, from: validFrom, until: validUntil }];
    }),
  };
}
