import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { ROLES, type Role } from '../../domain/ticket/vocabulary.js';
import { bool, bytes, instant, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { inTables, prismaOver, type Tables } from '../postgres/prisma.js';
import { statement } from '../postgres/statement.js';
import { tokenHash } from '../secrets/token-hash.js';

/** How long a session lasts. */
export interface SessionLengths {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

export interface NewSession {
  readonly personId: string;
  readonly positionId: string;
  readonly secondFactor: boolean;
  readonly address: string | null;
  readonly agent: string | null;
  /** The identity provider by which the person signed in; absent: by a password. */
  readonly providerId?: string | null;
  /** When the person showed who they are, if that was before. */
  readonly signedInAt?: Date;
}

/** A session that opens something now. */
export interface OpenSession {
  readonly id: string;
  readonly person: string;
  readonly position: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
  readonly secondFactor: boolean;
  readonly signedInAt: Date;
  readonly endsAt: Date;
}

/** What is told of a session to whose it is. */
export interface SessionRow {
  readonly id: string;
  readonly position: string;
  readonly secondFactor: boolean;
  readonly signedInAt: Date;
  readonly lastSeenAt: Date;
  readonly endsAt: Date;
  readonly address: string | null;
  readonly agent: string | null;
}

export interface SessionsOf {
  readonly personId: string;
  readonly id?: string;
  readonly not?: string;
  /** Only those that were begun by this identity provider. */
  readonly providerId?: string;
  /** Only of who signed in by then. */
  readonly signedInUntil?: Date;
}

export interface SessionStore {
  /** Answers with the token, which is kept nowhere. */
  begin(session: NewSession, now: Date): Promise<string>;
  /** Whose token this is; `null` when it opens nothing, without saying why. Counts as a sign of life. */
  find(token: string, now: Date): Promise<OpenSession | null>;
  /**
   * In place of this session another one, with a token of its own, until the same end. `null`: it is over already, and
   * nothing was begun.
   */
  renew(id: string, change: { positionId?: string; secondFactor?: true }, now: Date): Promise<string | null>;
  /** The open ones, the last used first. */
  list(personId: string, now: Date): Promise<SessionRow[]>;
  /** One, or all but one, or all, or those of a provider; answers how many. A second time ends none. */
  end(which: SessionsOf, now: Date): Promise<number>;
  /** Which of these are open. */
  stillOpen(ids: readonly string[], now: Date): Promise<Set<string>>;
}

const SEEN_EVERY_MS = 60_000;
const TOKEN_BYTES = 32;
const AGENT_LENGTH = 200;
/** What is over is kept so long, for who asks from where somebody signed in. */
const KEPT_MS = 90 * 86_400_000;

/** The person is here and has the position; `now` and `idleSince` are placeholders. */
const standing = (now: string, idleSince: string): string => `
FROM session s JOIN person p ON p.id = s.person_id JOIN person_position o ON o.id = s.position_id
WHERE s.ended_at IS NULL AND s.ends_at > ${now} AND s.last_seen_at > ${idleSince} AND p.state = 'active'
  AND o.person_id = s.person_id AND o.valid_from <= ${now} AND (o.valid_until IS NULL OR o.valid_until > ${now})
  AND (o.role <> 'handler' OR EXISTS (SELECT FROM unit u WHERE u.id = o.unit_id AND u.id = ANY(u.path)))`;

const FIND = statement(
  `SELECT s.id, s.person_id AS person, s.position_id AS position, p.name, o.role, o.unit_id AS unit,
     s.second_factor AS "secondFactor", s.signed_in_at AS "signedInAt", s.last_seen_at AS "lastSeenAt",
     s.ends_at AS "endsAt" ${standing('$2', '$3')} AND s.token_hash = $1`,
  {
    name: 'find-session',
    takes: [bytes, instant, instant],
    gives: {
      ...{ id: uuid, person: uuid, position: uuid, name: text, role: text, unit: orNull(text), secondFactor: bool },
      ...{ signedInAt: instant, lastSeenAt: instant, endsAt: instant },
    },
  },
);
const OPEN = statement(`SELECT s.id ${standing('$2', '$3')} AND s.id = ANY($1::uuid[])`, {
  takes: [listOf(uuid), instant, instant],
  gives: { id: uuid },
});
const LIST = statement(
  `SELECT s.id, s.position_id AS position, s.second_factor AS "secondFactor", s.signed_in_at AS "signedInAt",
     s.last_seen_at AS "lastSeenAt", s.ends_at AS "endsAt", s.address, s.agent ${standing('$2', '$3')}
     AND s.person_id = $1 ORDER BY s.last_seen_at DESC, s.id`,
  {
    takes: [uuid, instant, instant],
    gives: {
      ...{ id: uuid, position: uuid, secondFactor: bool, signedInAt: instant, lastSeenAt: instant, endsAt: instant },
      ...{ address: orNull(text), agent: orNull(text) },
    },
  },
);
const SEEN = statement('UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2', {
  takes: [uuid, instant],
});

/**
 * Sessions are asked for anew at every request and remembered nowhere, so whatever ends one ends it in every process at
 * once.
 */
export function createSessionStore(pool: pg.Pool, { idleMs, absoluteMs }: SessionLengths): SessionStore {
  const idleSince = (now: Date): Date => new Date(now.getTime() - idleMs);

  async function insert(tx: Tables, session: NewSession, times: { signedInAt: Date; endsAt: Date }, now: Date) {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const { personId, positionId, secondFactor, address, agent, providerId = null } = session;
    await tx.session.create({
      data: {
        ...{ id: randomUUID(), personId, positionId, secondFactor, address, providerId, ...times, lastSeenAt: now },
        tokenHash: tokenHash(token),
        agent: agent === null ? null : agent.slice(0, AGENT_LENGTH),
      },
    });
    return token;
  }

  return {
    begin: (session, now) =>
      inTables(pool, async (tx) => {
        await tx.session.deleteMany({
          where: { personId: session.personId, endsAt: { lt: new Date(now.getTime() - KEPT_MS) } },
        });
        const { signedInAt = now } = session;
        return insert(tx, session, { signedInAt, endsAt: new Date(now.getTime() + absoluteMs) }, now);
      }),

    async find(token, now) {
      const [row] = await FIND.rows(pool, [tokenHash(token), now, idleSince(now)]);
      const role = ROLES.find((one) => one === row?.role);
      // A role that this version does not know opens nothing.
      if (!row || role === undefined) return null;
      const { lastSeenAt, ...session } = row;
      if (now.getTime() - lastSeenAt.getTime() >= SEEN_EVERY_MS) await SEEN.run(pool, [row.id, now]);
      return { ...session, role };
    },

    renew: (id, change, now) =>
      inTables(pool, async (tx) => {
        const [ended] = await tx.session.updateManyAndReturn({ where: { id, endedAt: null }, data: { endedAt: now } });
        if (!ended) return null;
        const { signedInAt, endsAt } = ended;
        return insert(tx, { ...ended, ...change }, { signedInAt, endsAt }, now);
      }),

    list: (personId, now) => LIST.rows(pool, [personId, now, idleSince(now)]),

    async end({ personId, id, not, providerId, signedInUntil }, now) {
      const { session } = await prismaOver(pool);
      const { count } = await session.updateMany({
        where: {
          personId,
          endedAt: null,
          ...(id !== undefined && { id }),
          ...(not !== undefined && { NOT: { id: not } }),
          ...(providerId !== undefined && { providerId }),
          ...(signedInUntil !== undefined && { signedInAt: { lte: signedInUntil } }),
        },
        data: { endedAt: now },
      });
      return count;
    },

    async stillOpen(ids, now) {
      const rows = await OPEN.rows(pool, [ids, now, idleSince(now)]);
      return new Set(rows.map(({ id }) => id));
    },
  };
}
