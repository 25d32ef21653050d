import type pg from 'pg';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { Watched } from '../../domain/sentinel/window.js';
import { bytes, instant, int, json, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable, type RowOf } from '../postgres/statement.js';
import { openJson, type Sealing } from '../secrets/sealing.js';
import type { Citizen, Content } from '../ticket/stored-ticket.js';

const COLUMNS = 't.id, t.snapshot, t.area_path, t.wrapped_key, t.citizen_sealed, t.content_sealed, t.registered_at';
const GIVES = {
  ...{ id: uuid, snapshot: json<TicketState>(), area_path: orNull(listOf(text)), wrapped_key: orNull(bytes) },
  ...{ citizen_sealed: orNull(bytes), content_sealed: orNull(bytes), registered_at: instant },
};
/** That there is a report is told to nobody who did not ask for it, and how many there are neither. */
const WATCHED = `t.type <> 'report' AND t.wrapped_key IS NOT NULL`;

const NEWEST = statement(
  `SELECT ${COLUMNS} FROM ticket t WHERE t.registered_at >= $1 AND ${WATCHED} ORDER BY t.registered_at DESC LIMIT $2::int`,
  { takes: [instant, int], gives: GIVES },
);
const THESE = statement(`SELECT ${COLUMNS} FROM ticket t WHERE t.id = ANY($1::uuid[]) AND ${WATCHED}`, {
  takes: [listOf(uuid)],
  gives: GIVES,
});
/** In the hour before, and in the same hour of each of the days before. */
const USUAL = statement(
  `SELECT count(*)::int AS n FROM ticket t
   WHERE t.class_code = $1 AND t.area_path @> ARRAY[$2::text] AND t.type <> 'report'
     AND t.registered_at > $3::timestamptz - make_interval(days => $4::int) AND t.registered_at <= $3::timestamptz - interval '1 day'
     AND extract(epoch FROM $3::timestamptz - t.registered_at)::bigint % 86400 < 3600`,
  { takes: [text, text, instant, int], gives: { n: int } },
);

/** Where in the city a unit lies, and how finely that is known. */
export type LevelOf = (unit: string) => string | undefined;

export interface WatchedTickets {
  /** The newest since then, oldest first. */
  newest(since: Date, most: number, levelOf: LevelOf): Promise<Watched[]>;
  these(database: Queryable, ids: readonly string[], levelOf: LevelOf): Promise<ReadonlyMap<string, Watched>>;
  /** How many of a class in a district are usual in the hour before this instant, by the days before. */
  usual(
    of: { readonly classCode: string; readonly district: string; readonly at: Date },
    days: number,
  ): Promise<number>;
}

export function createWatchedTickets(
  pool: pg.Pool,
  sealing: Sealing,
  phoneOf: (written: string) => string | null,
): WatchedTickets {
  function watched(row: RowOf<typeof GIVES>, levelOf: LevelOf): Watched | null {
    const key = row.wrapped_key && sealing.unwrap(row.id, row.wrapped_key);
    if (!key || !row.content_sealed) return null;
    const { title, text: said } = openJson(key, row.content_sealed, `content:${row.id}`) as Content;
    const citizen = row.citizen_sealed && (openJson(key, row.citizen_sealed, `citizen:${row.id}`) as Citizen);
    const { identity = citizen?.identity, channel, classCode, urgency } = row.snapshot;
    const phone = citizen?.phone != null && identity !== 'anonymous' ? phoneOf(citizen.phone) : null;
    const at = (level: string): string | null => row.area_path?.find((unit) => levelOf(unit) === level) ?? null;
    return {
      ...{ id: row.id, at: row.registered_at.getTime(), said: { title, text: said }, channel, classCode },
      // Who is not to be known is nobody else than who asks.
      citizen: phone ?? row.id,
      place: at('community') ?? at('township'),
      district: at('district'),
      // What many lose at once is P1, or worse.
      isOutage: urgency === 'P0' || urgency === 'P1',
    };
  }

  return {
    async newest(since, most, levelOf) {
      const rows = await NEWEST.rows(pool, [since, most]);
      return rows.reverse().flatMap((row) => watched(row, levelOf) ?? []);
    },

    async these(database, ids, levelOf) {
      const rows = ids.length === 0 ? [] : await THESE.rows(database, [ids]);
      const found = rows.flatMap((row) => watched(row, levelOf) ?? []);
      return new Map(found.map((one) => [one.id, one]));
    },

    async usual({ classCode, district, at }, days) {
      const [row] = await USUAL.rows(pool, [classCode, district, at, days]);
      return (row?.n ?? 0) / days;
    },
  };
}
