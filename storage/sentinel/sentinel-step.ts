import type pg from 'pg';
import { rowsOfIntents } from '../../domain/notice/notice-rows.js';
import { ACKNOWLEDGED_WITHIN_MS, type Alert } from '../../domain/sentinel/alert.js';
import { alertIntentsOf, alertRungsOf } from '../../domain/sentinel/alert-rungs.js';
import { outcomeOf, watch, type Finding, type Seen, type Standing } from '../../domain/sentinel/watch.js';
import { LOOKED_BACK_MS, SURGE } from '../../domain/sentinel/watch-rows.js';
import { createWindow, type MatterWindow, type Watched } from '../../domain/sentinel/window.js';
import type { FeedPosition } from '../../domain/webhook/subscription.js';
import type { AlertRule } from '../../domain/sentinel/vocabulary.js';
import { isBefore } from '../event/event-feed.js';
import { noticesAsJson, TOLD } from '../notice/notice-rows.js';
import { bigint, instant, int, jsonb, listOf, orNull, text, textOf, uuid, xid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import type { ReferenceSnapshot } from '../reference/reference-data.js';
import { ALERT_COLUMNS, ALERT_GIVES, alertOf, linkTicket, noteGrowth } from './alert-rows.js';
import { registeredAfter, type Registered } from './sentinel-feed.js';
import type { WatchedTickets } from './watched-tickets.js';

/** So many of the newest are held by one process to be compared with. */
const HELD = 15_000;
/** So many are looked at in one transaction: what came of the others is looked at next. */
const AT_ONCE = 100;

export interface Looked {
  /** There is more in the feed already. */
  readonly more: boolean;
  /** When an alert that nobody has acknowledged is to be told again; `null`: there is none. */
  readonly looksAt: Date | null;
}

export interface SentinelSteps {
  /**
   * Looks at what was registered since, raises alerts and lets them grow, and tells whom it is due to tell. How far it
   * has looked is written with what it found, so each is looked at once, whichever process dies.
   */
  step(at: Date, snapshot: ReferenceSnapshot): Promise<Looked>;
}

const BEGIN = statement(
  `INSERT INTO sentinel (shard, xid, feed_id)
   SELECT $1, COALESCE(e.feed_xid, '0'::xid8), COALESCE(e.feed_id, 0)
   FROM (SELECT 1) one LEFT JOIN LATERAL (
     SELECT feed_xid, feed_id FROM ticket_event WHERE feed_xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY feed_xid DESC, feed_id DESC LIMIT 1) e ON TRUE
   ON CONFLICT (shard) DO NOTHING`,
  { takes: [text] },
);
const CURSOR = statement('SELECT xid::text AS xid, feed_id::text AS id FROM sentinel WHERE shard = $1 FOR UPDATE', {
  takes: [text],
  gives: { xid: text, id: text },
});
const MOVE = statement('UPDATE sentinel SET xid = $2, feed_id = $3 WHERE shard = $1', { takes: [text, xid, bigint] });
const STANDING = statement(
  `SELECT l.ticket_id, a.id, a.rule, a.raised_at FROM alert_ticket l JOIN alert a ON a.id = l.alert_id
   WHERE l.ticket_id = ANY($1::uuid[]) ORDER BY a.raised_at, a.id`,
  { takes: [listOf(uuid)], gives: { ticket_id: uuid, id: uuid, rule: textOf<AlertRule>(), raised_at: instant } },
);
const RAISE = statement(
  `INSERT INTO alert (rule, version, raised_by, class_code, place, owner, raised_at, since, last_at, tickets, citizens, why, acknowledge_by)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (raised_by) DO NOTHING RETURNING id`,
  {
    takes: [
      ...([text, int, uuid, orNull(text), orNull(text), orNull(text), instant, instant, instant, int] as const),
      ...([int, jsonb(), instant] as const),
    ],
    gives: { id: uuid },
  },
);
const MEMBERS = statement('SELECT ticket_id FROM alert_ticket WHERE alert_id = $1', {
  takes: [uuid],
  gives: { ticket_id: uuid },
});
/** Those that nobody sees to; each waits for its next rung. */
const UNTOLD = statement(
  `SELECT ${ALERT_COLUMNS} FROM alert a WHERE a.disposition IS NULL AND a.acknowledged_at IS NULL AND a.told < 3
   ORDER BY a.raised_at, a.id LIMIT 500 FOR UPDATE`,
  { gives: ALERT_GIVES },
);
const TOLD_TO = statement('UPDATE alert SET told = $2 WHERE id = $1', { takes: [uuid, int] });

export function createSentinelSteps(pool: pg.Pool, tickets: WatchedTickets, shard: string): SentinelSteps {
  let held: { readonly window: MatterWindow; seen: FeedPosition } | null = null;

  /** What this process holds, brought up to where all others have looked. */
  async function broughtUp(
    client: Queryable,
    cursor: FeedPosition,
    at: Date,
    levelOf: (unit: string) => string | undefined,
  ): Promise<MatterWindow> {
    if (held === null) {
      const window = createWindow();
      // What it holds is what came by then; what is in the feed beyond the cursor is looked at all the same.
      for (const one of await tickets.newest(new Date(at.getTime() - LOOKED_BACK_MS), HELD, levelOf)) window.add(one);
      held = { window, seen: cursor };
    }
    while (isBefore(held.seen, cursor)) {
      const { registered, next } = await registeredAfter(client, held.seen);
      const by = registered.filter(({ position }) => !isBefore(cursor, position));
      const found = await tickets.these(
        client,
        by.map(({ ticketId }) => ticketId),
        levelOf,
      );
      for (const one of by) addTo(held.window, one, found.get(one.ticketId));
      held.seen = next === null || isBefore(cursor, next) ? cursor : next;
    }
    return held.window;
  }

  async function lookAt(
    client: Queryable,
    one: Watched,
    window: MatterWindow,
    snapshot: ReferenceSnapshot,
  ): Promise<void> {
    window.add(one);
    const seen = await watch(one, window, ({ classCode, district, at }) =>
      classCode === null || district === null
        ? 0
        : tickets.usual({ classCode, district, at: new Date(at) }, SURGE.days),
    );
    if (seen.findings.length === 0 && seen.near.length === 0) return;
    const { raise, join } = outcomeOf(one, seen, await standingOf(client, seen));
    if (raise !== null) await raised(client, raise, one, snapshot);
    if (join !== null) await joined(client, join, one, window);
  }

  return {
    step: (at, snapshot) =>
      inTransaction(pool, async (client) => {
        const levelOf = (unit: string): string | undefined => snapshot.units.get(unit)?.level;
        await BEGIN.run(client, [shard]);
        const [cursor] = await CURSOR.rows(client, [shard]);
        if (!cursor) throw new Error('The place of the sentinel was written and is not there.');
        const window = await broughtUp(client, cursor, at, levelOf);
        const page = await registeredAfter(client, cursor);
        const now = page.registered.slice(0, AT_ONCE);
        const found = await tickets.these(
          client,
          now.map(({ ticketId }) => ticketId),
          levelOf,
        );
        for (const { ticketId, isErased } of now) {
          const one = found.get(ticketId);
          if (isErased) window.forget(ticketId);
          else if (one) await lookAt(client, one, window, snapshot);
        }
        const isAll = now.length === page.registered.length;
        const next = isAll ? page.next : positionOf(now);
        if (next !== null) await MOVE.run(client, [shard, next.xid, next.id]);
        if (held !== null && next !== null) held.seen = next;
        return { more: page.more || !isAll, looksAt: await tellDue(client, at, snapshot) };
      }).catch((error: unknown) => {
        // What was not written may be in what is held: it is made anew.
        held = null;
        throw error;
      }),
  };
}

function addTo(window: MatterWindow, { ticketId, isErased }: Registered, one: Watched | undefined): void {
  if (isErased) window.forget(ticketId);
  else if (one) window.add(one);
}

function positionOf(some: readonly Registered[]): FeedPosition | null {
  return some.at(-1)?.position ?? null;
}

async function standingOf(client: Queryable, { findings, near }: Seen): Promise<ReadonlyMap<string, Standing[]>> {
  const ids = new Set([...near, ...findings.flatMap(({ tickets: found }) => found.map(({ id }) => id))]);
  const standing = new Map<string, Standing[]>();
  for (const { ticket_id: ticket, id: alert, rule, raised_at: at } of await STANDING.rows(client, [[...ids]]))
    standing.set(ticket, [...(standing.get(ticket) ?? []), { alert, rule, raisedAt: at.getTime() }]);
  return standing;
}

async function raised(
  client: Queryable,
  { rule, version, tickets, citizens, why }: Finding,
  by: Watched,
  snapshot: ReferenceSnapshot,
): Promise<void> {
  const [classCode, place] = [sameOf(tickets, 'classCode'), sameOf(tickets, 'place') ?? sameOf(tickets, 'district')];
  const at = new Date(by.at);
  const times = tickets.map((one) => one.at);
  const [made] = await RAISE.rows(client, [
    ...([rule, version, by.id, classCode, place, ownerOf(classCode, by, snapshot), at] as const),
    ...([new Date(Math.min(...times)), new Date(Math.max(...times)), tickets.length, citizens] as const),
    ...([JSON.stringify(why), new Date(by.at + ACKNOWLEDGED_WITHIN_MS)] as const),
  ]);
  if (!made) return;
  for (const one of tickets) await linkTicket(client, made.id, { id: one.id, registeredAt: new Date(one.at) }, null);
}

async function joined(client: Queryable, alert: string, one: Watched, window: MatterWindow): Promise<void> {
  if (!(await linkTicket(client, alert, { id: one.id, registeredAt: new Date(one.at) }, null))) return;
  const members = await MEMBERS.rows(client, [alert]);
  const citizens = new Set(members.map(({ ticket_id: id }) => window.get(id)?.citizen ?? id));
  await noteGrowth(client, alert, citizens.size);
}

function sameOf(tickets: readonly Watched[], what: 'classCode' | 'place' | 'district'): string | null {
  const all = new Set(tickets.map((one) => one[what]));
  const [only] = all;
  return all.size === 1 ? (only ?? null) : null;
}

/** Of those that own the class, the one of the district it happened in; `null`: the duty desk. */
function ownerOf(
  classCode: string | null,
  { district }: Watched,
  { classes, units }: ReferenceSnapshot,
): string | null {
  const owners = classCode === null ? [] : (classes.get(classCode)?.owners ?? []);
  const near = owners.find((unit) => district !== null && units.get(unit)?.path.includes(district));
  return near ?? owners[0] ?? null;
}

/** Answers when the next of those that wait is to be told. */
async function tellDue(client: pg.PoolClient, at: Date, { contacts }: ReferenceSnapshot): Promise<Date | null> {
  const times: number[] = [];
  for (const alert of (await UNTOLD.rows(client, [])).map(alertOf)) {
    const next = await tell(client, alert, at, contacts);
    if (next !== null) times.push(next.getTime());
  }
  return times.length === 0 ? null : new Date(Math.min(...times));
}

async function tell(
  client: pg.PoolClient,
  alert: Alert,
  now: Date,
  contacts: ReferenceSnapshot['contacts'],
): Promise<Date | null> {
  const { due, next } = alertRungsOf(alert, now);
  const unit = alert.owner === null ? null : { id: alert.owner, path: contacts.pathOf(alert.owner) };
  for (const { rung, at } of due) {
    const told = { seq: rung, at: at.toISOString(), pack: 'default', citizenHours: null, gatheredUntil: null };
    await TOLD.run(client, [alert.id, noticesAsJson(rowsOfIntents(alertIntentsOf(alert, rung, unit), told, contacts))]);
  }
  if (due.length > 0) await TOLD_TO.run(client, [alert.id, alert.told + due.length]);
  return next;
}
