import type pg from 'pg';
import type { Doing } from '../../domain/access/presence.js';
import { bool, instant, int, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';

export interface Present {
  readonly ticketId: string;
  readonly account: string;
  readonly name: string;
  readonly doing: Doing;
  readonly until: Date;
}

/** Somebody at a ticket, with all that tells in whose sight it lies. */
export interface PlacedPresent extends Present {
  readonly units: readonly string[];
  readonly accusedUnit: string | null;
}

/** Who is at which ticket at this moment. Nothing of it is kept. */
export interface PresenceStore {
  note(present: Present, now: Date): Promise<void>;
  leave(ticketId: string, account: string): Promise<void>;
  of(ticketId: string, now: Date): Promise<Present[]>;
  everybody(now: Date): Promise<PlacedPresent[]>;
  /** At most so many of those whose half a minute is over; answers how many there were. */
  forget(now: Date, most: number): Promise<number>;
}

const GIVES = { ticket_id: uuid, account_id: text, name: text, doing: textOf<Doing>(), until: instant };
const NOTE = statement(
  `INSERT INTO presence (ticket_id, account_id, name, doing, until) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (ticket_id, account_id) DO UPDATE SET name = excluded.name, doing = excluded.doing, until = excluded.until`,
  { takes: [uuid, text, text, text, instant] },
);
const FORGET = statement('DELETE FROM presence WHERE until <= $1', { takes: [instant] });
const FORGET_SOME = statement(
  `DELETE FROM presence WHERE ctid = ANY(ARRAY(
     SELECT ctid FROM presence WHERE until <= $1 LIMIT $2::int FOR UPDATE SKIP LOCKED))`,
  { takes: [instant, int] },
);
const LEAVE = statement('DELETE FROM presence WHERE ticket_id = $1 AND account_id = $2', { takes: [uuid, text] });
const OF = statement(
  `SELECT ticket_id, account_id, name, doing, until FROM presence
   WHERE ticket_id = $1 AND until > $2 ORDER BY name, account_id`,
  { takes: [uuid, instant], gives: GIVES },
);
const EVERYBODY = statement(
  `SELECT p.ticket_id, p.account_id, p.name, p.doing, p.until, t.lead_path, t.task_units, t.kind = 'open' AS open,
     t.accused_unit
   FROM presence p JOIN ticket t ON t.id = p.ticket_id WHERE p.until > $1 ORDER BY p.ticket_id, p.name, p.account_id`,
  {
    takes: [instant],
    gives: {
      ...GIVES,
      ...{
        lead_path: orNull(listOf(text)),
        task_units: orNull(listOf(text)),
        open: orNull(bool),
        accused_unit: orNull(text),
      },
    },
  },
);

export function createPresenceStore(pool: pg.Pool): PresenceStore {
  return {
    async note({ ticketId, account, name, doing, until }, now) {
      await FORGET.run(pool, [now]);
      await NOTE.run(pool, [ticketId, account, name, doing, until]);
    },

    async leave(ticketId, account) {
      await LEAVE.run(pool, [ticketId, account]);
    },

    forget: (now, most) => FORGET_SOME.run(pool, [now, most]),

    of: async (ticketId, now) => (await OF.rows(pool, [ticketId, now])).map(presentOf),

    everybody: async (now) =>
      (await EVERYBODY.rows(pool, [now])).map((row) => ({
        ...presentOf(row),
        units: [...(row.lead_path ?? []), ...(row.open === true ? (row.task_units ?? []) : [])],
        accusedUnit: row.accused_unit,
      })),
  };
}

function presentOf({ ticket_id, account_id, name, doing, until }: RowOf<typeof GIVES>): Present {
  return { ticketId: ticket_id, account: account_id, name, doing, until };
}
