import type pg from 'pg';
import type { WorklistKind, OwedRow } from '../../domain/ticket/worklist.js';
import { soughtIn } from '../../domain/intake/search-words.js';
import { knowsProtection } from '../../domain/ticket/protection.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { scopeWhere } from '../access/scope.js';
import { bool, bytes, instant, json, orNull, text, uuid } from '../postgres/kinds.js';
import { composedStatement, type RowOf } from '../postgres/statement.js';
import type { Sealing } from '../secrets/sealing.js';
import { openJson } from '../secrets/sealing.js';
import type { KeyedWords } from '../ticket/keyed-words.js';
import type { Citizen, Content, Redaction, StoredTicket } from '../ticket/stored-ticket.js';
import { LEVEL, levelsRead } from '../ticket/ticket-filter.js';
import { wordsOf } from '../ticket/ticket-row.js';

export interface WorklistQuestion {
  readonly actor: PlacedActor;
  /** The rows of what the actor's role owes. */
  readonly owed: readonly OwedRow[];
  /** The actor's unit and all below it. */
  readonly units: readonly string[];
  readonly now: Date;
  readonly kind?: readonly WorklistKind[];
  readonly overdue?: boolean;
  readonly dueTo?: string;
  readonly urgency?: readonly string[];
  readonly level?: readonly number[];
  /** Lead units of the ticket, or units above them. */
  readonly unit?: readonly string[];
  /** With all below them. */
  readonly class?: readonly string[];
  /** A number, or words of tickets whose words the actor may read. */
  readonly q?: string;
}

/** Where a page ended: what is paused comes after all that runs, and each of them soonest first. */
export interface WorklistPlace {
  readonly paused: boolean;
  readonly dueAt: string;
  readonly ticketId: string;
  readonly clockId: string;
}

export interface WorklistEntry extends WorklistPlace {
  readonly kind: WorklistKind;
  readonly overdue: boolean;
  /** Who owes it; `null`: the hotline. */
  readonly unit: string | null;
  readonly state: TicketState;
  /** What people wrote of it; a list shows the title. */
  readonly written: Pick<StoredTicket, 'content' | 'redaction'>;
  /** Opened only where the ticket itself does not say how its citizen wants to be known. */
  readonly citizen: Citizen | null;
  /** Whom it was given to; `null`: nobody, or that is over. */
  readonly leasedBy: Lease | null;
}

export interface Lease {
  readonly id: string;
  readonly name: string;
  readonly until: Date;
}

export type WorklistCounts = Readonly<
  Partial<Record<WorklistKind, { readonly total: number; readonly overdue: number }>>
>;

export interface WorklistViews {
  /** One page, and counts of all that the other filters leave, by kind: in one statement, so that they agree. */
  read(
    question: WorklistQuestion,
    after: WorklistPlace | null,
    limit: number,
  ): Promise<{ entries: WorklistEntry[]; counts: WorklistCounts }>;
}

const FIRST_SCOPE_PARAMETER = 20;
const NOTHING_SOUGHT: ReturnType<typeof soughtIn> = { number: null, words: [] };

/**
 * $1 units, $2 keys of the lead, $3 keys of tasks, $4 keys of the role, $5 role, $6 now, $7 overdue, $8 due to, $9
 * urgencies, $10 levels, $15 units of the lead's path, $16 classes, $17 the number, $18 words of the ticket, of which
 * the actor reads those at the levels $19. Clocks that run belong to the unit whose time it
 * is, the lead's or the task's, and have an index by it: a unit's history is long, and what it owes is short; their
 * tickets are looked up one by one (hence OFFSET 0), for a plan that begins with all tickets in sight reads the history
 * too. What waits for a role needs its ticket only where something of the ticket is asked.
 */
const owedSql = (scope: string): string => {
  const columns = 'c.ticket_id, c.id, c.key, c.state, c.due_at, c.unit_id';
  const live = `c.state IN ('running', 'paused') AND ($7::bool IS NULL OR $7 = (c.state = 'running' AND c.due_at < $6))
    AND ($8::timestamptz IS NULL OR c.due_at <= $8)`;
  const filtered = `($9::text[] IS NULL OR t.urgency = ANY($9)) AND ($10::int[] IS NULL OR t.level = ANY($10))
    AND ($15::text[] IS NULL OR t.lead_path && $15) AND ($16::text[] IS NULL OR t.class_code = ANY($16))
    AND ($17::text IS NULL OR t.number = $17) AND ($18::tsquery IS NULL OR (${LEVEL} = ANY($19::text[])
      AND EXISTS (SELECT FROM ticket_words w WHERE w.ticket_id = t.id AND w.words @@ $18)))`;
  const unfiltered = ['$9::text[]', '$10::int[]', '$15::text[]', '$16::text[]', '$17::text', '$18::tsquery'].map(
    (one) => `${one} IS NULL`,
  );
  return `mine AS MATERIALIZED (
    SELECT ${columns} FROM ticket_clock c
    WHERE c.unit_id = ANY($1::text[]) AND c.key = ANY($2::text[] || $3::text[]) AND ${live}
  ), owed AS MATERIALIZED (
    SELECT ${columns}, t.lead_unit FROM mine c
    JOIN LATERAL (SELECT * FROM ticket one WHERE one.id = c.ticket_id OFFSET 0) t ON ${filtered} AND ${scope}
    UNION ALL
    SELECT ${columns}, NULL FROM ticket_clock c
    WHERE c.key = ANY($4::text[]) AND ${live}
      AND (c.key <> 'decision' OR (
        SELECT $5 = ANY(t.deciders) AND NOT $14::text = ANY(t.not_deciders) FROM ticket t WHERE t.id = c.ticket_id))
      AND (${unfiltered.join(' AND ')} OR (SELECT ${filtered} FROM ticket t WHERE t.id = c.ticket_id))
  )`;
};

/**
 * $11 keys of the page, $12 where the page before ended, $13 how many; $14 is the actor, who decides nothing of its
 * own.
 */
const worklistSql = (scope: string): string => `
WITH ${owedSql(scope)}, counted AS (
  SELECT key, count(*)::int AS total, (count(*) FILTER (WHERE state = 'running' AND due_at < $6))::int AS overdue
  FROM owed GROUP BY key
), page AS (
  SELECT *, state = 'paused' AS paused FROM owed
  WHERE key = ANY($11::text[]) AND ($12::jsonb IS NULL OR (state = 'paused', due_at, ticket_id, id)
    > (($12->>0)::bool, ($12->>1)::timestamptz, ($12->>2)::uuid, $12->>3))
  ORDER BY state = 'paused', due_at, ticket_id, id LIMIT $13
)
SELECT (SELECT coalesce(json_agg(counted), '[]') FROM counted) AS counts, page.ticket_id, page.id AS clock_id, page.key, page.paused,
  page.due_at, page.unit_id, page.lead_unit, t.snapshot, t.wrapped_key, t.content_sealed,
  t.citizen_sealed, ${wordsOf('redaction_seq')} AS redaction_sealed, l.holder, l.holder_name, l.until
FROM (SELECT 1) AS once LEFT JOIN page ON TRUE LEFT JOIN ticket t ON t.id = page.ticket_id
LEFT JOIN work_lease l ON l.ticket_id = page.ticket_id AND l.clock_id = page.id AND l.until > $6
ORDER BY page.paused, page.due_at, page.ticket_id, page.id`;

/** One row says the counts alone when the page is empty: then all else is null, and the ticket's id tells. */
const READ = composedStatement('what somebody owes', {
  counts: json<{ key: string; total: number; overdue: number }[]>(),
  ticket_id: orNull(uuid),
  clock_id: text,
  key: text,
  paused: bool,
  due_at: instant,
  unit_id: orNull(text),
  lead_unit: orNull(text),
  snapshot: json<TicketState>(),
  wrapped_key: orNull(bytes),
  content_sealed: orNull(bytes),
  citizen_sealed: orNull(bytes),
  redaction_sealed: orNull(bytes),
  holder: orNull(text),
  holder_name: orNull(text),
  until: orNull(instant),
});
type Row = RowOf<(typeof READ)['gives']>;

export function createWorklistViews(
  pool: pg.Pool,
  sealing: Sealing,
  { allOf }: Pick<KeyedWords, 'allOf'>,
): WorklistViews {
  return {
    async read({ actor, owed, units, now, kind, overdue, dueTo, ...of }, after, limit) {
      const byClock = new Map<string, OwedRow>(owed.map((row) => [row.clock, row]));
      const keys = (rows: readonly OwedRow[]): string[] => rows.map(({ clock }) => clock);
      const scope = scopeWhere(actor, FIRST_SCOPE_PARAMETER);
      const { number, words } = of.q === undefined ? NOTHING_SOUGHT : soughtIn(of.q);
      // Without a name it is planned anew each time: whether one unit is asked for or a district makes another plan.
      const rows = await READ.rows(pool, worklistSql(scope.sql), [
        units,
        keys(owed.filter(({ owner }) => owner === 'lead')),
        keys(owed.filter(({ owner }) => owner === 'taskUnit')),
        keys(owed.filter(({ owner }) => owner === 'role')),
        actor.role,
        now,
        overdue ?? null,
        dueTo ?? null,
        of.urgency ?? null,
        of.level ?? null,
        keys(kind ? owed.filter((row) => kind.includes(row.kind)) : owed),
        after && JSON.stringify([after.paused, after.dueAt, after.ticketId, after.clockId]),
        limit,
        actor.id,
        of.unit ?? null,
        of.class ?? null,
        number,
        words.length === 0 ? null : allOf(words),
        levelsRead(actor),
        ...scope.parameters,
      ]);
      const counts = Object.fromEntries(
        (rows[0]?.counts ?? []).map(({ key, total, overdue: late }) => [
          byClock.get(key)?.kind ?? key,
          { total, overdue: late },
        ]),
      ) as WorklistCounts;
      const entries = rows.flatMap((row): WorklistEntry[] => {
        const rule = byClock.get(row.key);
        if (row.ticket_id === null || !rule) return [];
        return [
          {
            kind: rule.kind,
            paused: row.paused,
            dueAt: row.due_at.toISOString(),
            ticketId: row.ticket_id,
            clockId: row.clock_id,
            overdue: !row.paused && row.due_at < now,
            unit: { lead: row.lead_unit, taskUnit: row.unit_id, role: null }[rule.owner],
            state: row.snapshot,
            written: writtenIn(sealing, row),
            citizen: knowsProtection(row.snapshot) ? null : citizenIn(sealing, row),
            leasedBy: leaseIn(row),
          },
        ];
      });
      return { entries, counts };
    },
  };
}

type Sealed = Pick<Row, 'ticket_id' | 'wrapped_key' | 'content_sealed' | 'redaction_sealed' | 'citizen_sealed'>;

export function writtenIn(
  sealing: Sealing,
  { ticket_id: id, wrapped_key, content_sealed, redaction_sealed }: Omit<Sealed, 'citizen_sealed'>,
): WorklistEntry['written'] {
  if (id === null || !wrapped_key || !content_sealed) return { content: null, redaction: null };
  const key = sealing.unwrap(id, wrapped_key);
  return {
    content: openJson(key, content_sealed, `content:${id}`) as Content,
    redaction: redaction_sealed && (openJson(key, redaction_sealed, `text:${id}`) as Redaction),
  };
}

export function citizenIn(
  sealing: Sealing,
  { ticket_id: id, wrapped_key, citizen_sealed }: Pick<Sealed, 'ticket_id' | 'wrapped_key' | 'citizen_sealed'>,
): Citizen | null {
  if (id === null || !wrapped_key || !citizen_sealed) return null;
  return openJson(sealing.unwrap(id, wrapped_key), citizen_sealed, `citizen:${id}`) as Citizen;
}

function leaseIn({ holder, holder_name: name, until }: Row): Lease | null {
  return holder === null || name === null || until === null ? null : { id: holder, name, until };
}
