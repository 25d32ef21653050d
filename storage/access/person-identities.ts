import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { RoleInUnit } from '../../domain/access/people.js';
import { int, uuid } from '../postgres/kinds.js';
import { inside, inTables, prismaOver, violated, type Tables } from '../postgres/prisma.js';
import { statement } from '../postgres/statement.js';
import { tellOfPositions } from './administrator-news.js';
import { KEY_CHANNEL } from './key-store.js';

/** As whom somebody is known at an issuer. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export interface LinkedIdentity extends Identity {
  readonly linkedAt: Date;
  /** `null`: at the command line, or by the first sign-in. */
  readonly linkedBy: string | null;
  readonly lastSignedInAt: Date | null;
}

/** What the first sign-in of somebody makes. */
export interface Newcomer {
  /** Folded, and nobody else's. */
  readonly signInName: string;
  readonly name: string;
}

export interface PersonIdentities {
  /** Whose identity this is. */
  personOf(identity: Identity): Promise<string | null>;
  ofPerson(personId: string): Promise<LinkedIdentity[]>;
  /** `false`: it is another person's. What is linked already stays as it is. */
  link(personId: string, identity: Identity, by: string | null, now: Date): Promise<boolean>;
  /** The person is signed out everywhere. `false`: it was not linked. */
  unlink(personId: string, identity: Identity, now: Date): Promise<boolean>;
  /**
   * An account for who signs in for the first time, with its link and nothing else. `null`: somebody was faster, or the
   * name is taken.
   */
  welcome(newcomer: Newcomer, identity: Identity, now: Date): Promise<string | null>;
  /**
   * Somebody has signed in: of the positions that this provider gave, those that it does not give any more are over,
   * and what it gives besides begins. What a person gave is left alone.
   */
  follow(
    personId: string,
    identity: Identity,
    providerId: string,
    given: readonly RoleInUnit[],
    now: Date,
  ): Promise<void>;
}

const TELL_OF_KEYS = statement(
  `SELECT count(pg_notify('${KEY_CHANNEL}', id::text))::int AS told FROM api_key WHERE person_id = $1 AND revoked_at IS NULL`,
  { takes: [uuid], gives: { told: int } },
);

export function createPersonIdentities(pool: pg.Pool): PersonIdentities {
  return {
    async personOf({ issuer, subject }) {
      const { personIdentity } = await prismaOver(pool);
      const row = await personIdentity.findUnique({ where: { issuer_subject: { issuer, subject } } });
      return row?.personId ?? null;
    },

    async ofPerson(personId) {
      const { personIdentity } = await prismaOver(pool);
      const rows = await personIdentity.findMany({
        where: { personId },
        orderBy: [{ linkedAt: 'asc' }, { issuer: 'asc' }, { subject: 'asc' }],
      });
      return rows.map(({ personId: _whose, ...identity }) => identity);
    },

    async link(personId, identity, linkedBy, now) {
      const { personIdentity } = await prismaOver(pool);
      const row = { ...identity, personId, linkedAt: now, linkedBy };
      await personIdentity.createMany({ data: [row], skipDuplicates: true });
      return (await this.personOf(identity)) === personId;
    },

    unlink: (personId, { issuer, subject }, now) =>
      inTables(pool, async (tx) => {
        const { count } = await tx.personIdentity.deleteMany({ where: { issuer, subject, personId } });
        if (count === 1) await tx.session.updateMany({ where: { personId, endedAt: null }, data: { endedAt: now } });
        return count === 1;
      }),

    async welcome({ signInName, name }, identity, now) {
      const id = randomUUID();
      try {
        await inTables(pool, async (tx) => {
          await tx.person.create({ data: { id, signInName, name, state: 'active', createdAt: now, updatedAt: now } });
          await tx.personIdentity.create({ data: { ...identity, personId: id, linkedAt: now } });
        });
        return id;
      } catch (error) {
        if (violated(error) !== null) return null;
        throw error;
      }
    },

    follow: (personId, { issuer, subject }, providerId, given, now) =>
      inTables(pool, async (tx) => {
        // One after the other: two who sign in as one would both find a position missing.
        await tx.personIdentity.update({
          where: { issuer_subject: { issuer, subject } },
          data: { lastSignedInAt: now },
        });
        const rows = await tx.personPosition.findMany({ where: { personId, ...notOver(now) } });
        const there = rows.map((row) => ({ ...row, unit: row.unitId }));
        const holds = (wanted: RoleInUnit): boolean =>
          there.some((one) => one.role === wanted.role && one.unit === wanted.unit && one.validFrom <= now);
        const over = there.filter(
          (one) =>
            one.providerId === providerId && !given.some(({ role, unit }) => role === one.role && unit === one.unit),
        );
        const fresh = given.filter((wanted) => !holds(wanted));
        if (over.length === 0 && fresh.length === 0) return;
        await tx.personPosition.updateMany({
          where: { id: { in: over.map(({ id }) => id) } },
          data: { validUntil: now },
        });
        const begun = fresh.map(({ role, unit }) => ({
          ...{ id: randomUUID(), personId, role, unitId: unit, validFrom: now, providerId },
        }));
        await tx.personPosition.createMany({ data: begun });
        await tellOfPositions(tx, { person: personId, by: providerId, at: now }, [], begun);
        await tx.person.update({ where: { id: personId }, data: { version: { increment: 1 }, updatedAt: now } });
        await TELL_OF_KEYS.rows(inside(tx), [personId]);
      }),
  };
}

/** Sessions and keys that stand in them open nothing from then on. */
export async function endMappedPositions(tx: Tables, providerId: string, now: Date): Promise<void> {
  const ended = await tx.personPosition.updateManyAndReturn({
    where: { providerId, ...notOver(now) },
    data: { validUntil: now },
  });
  for (const personId of new Set(ended.map((one) => one.personId))) await TELL_OF_KEYS.rows(inside(tx), [personId]);
}

const notOver = (now: Date) => ({ OR: [{ validUntil: null }, { validUntil: { gt: now } }] });
