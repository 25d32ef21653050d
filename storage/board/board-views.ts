import type pg from 'pg';
import { UNANSWERED } from '../../domain/ticket/lists.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { Channel, State, TicketType } from '../../domain/ticket/vocabulary.js';
import { int, json, orNull } from '../postgres/kinds.js';
import { composedStatement } from '../postgres/statement.js';
import { scopeWhere } from '../access/scope.js';
import { chinaDay, listedFirst, onList } from '../ticket/ticket-filter.js';

/** What is on the wall, counted among the tickets that the actor may see. */
export interface BoardCounts {
  readonly byState: Readonly<Partial<Record<State, number>>>;
  readonly dueToday: number;
  readonly unacknowledged: number;
  readonly returnedTwice: number;
  readonly pingPong: number;
  readonly dissatisfied: number;
  readonly silent: number;
  readonly unreleased: number;
  readonly waitingDecisions: number;
  readonly overdue: readonly { readonly lead_unit: string; readonly level: number; readonly n: number }[];
  readonly intake: readonly { readonly channel: Channel; readonly type: TicketType; readonly n: number }[];
  readonly oldestUnanswered: {
    readonly id: string;
    readonly number: string;
    readonly state: State;
    readonly registeredAt: string;
  } | null;
}

export interface BoardViews {
  counts(actor: PlacedActor, now: Date): Promise<BoardCounts>;
}

const COUNTED = [
  'dueToday',
  'unacknowledged',
  'returnedTwice',
  'pingPong',
  'dissatisfied',
  'silent',
  'unreleased',
] as const;

const COUNTS = composedStatement('what is on the wall', {
  dueToday: int,
  unacknowledged: int,
  returnedTwice: int,
  pingPong: int,
  dissatisfied: int,
  silent: int,
  unreleased: int,
  waitingDecisions: int,
  states: json<readonly { readonly state: State; readonly n: number }[]>(),
  overdue: json<BoardCounts['overdue']>(),
  intake: json<BoardCounts['intake']>(),
  oldestUnanswered: orNull(json<NonNullable<BoardCounts['oldestUnanswered']>>()),
});

export function createBoardViews(pool: pg.Pool): BoardViews {
  return {
    async counts(actor, now) {
      const scope = scopeWhere(actor, 1);
      const parameters = [...scope.parameters];
      const placeholder = (value: unknown): string => `$${parameters.push(value)}`;
      const on = (list: Parameters<typeof onList>[0]): string => onList(list, { actor, now, placeholder });
      const tickets = (condition: string): string => listedFirst(condition, scope.sql);
      const rows = (columns: readonly string[], condition: string, kind?: 't.kind'): string =>
        `(SELECT coalesce(json_agg(x), '[]') FROM (SELECT ${columns.join(', ')}, count(*)::int AS n ${listedFirst(condition, scope.sql, columns, kind)} GROUP BY ${columns.join(', ')}) x)`;
      const today = chinaDay(now);
      // No list has those that were erased.
      const registeredToday = `t.wrapped_key IS NOT NULL AND t.registered_at >= ${placeholder(today.start)}::timestamptz AND t.registered_at < ${placeholder(today.end)}::timestamptz`;
      const [row] = await COUNTS.rows(
        pool,
        `SELECT
           ${COUNTED.map((list) => `(SELECT count(*)::int ${tickets(on(list))}) AS "${list}"`).join(',\n')},
           (SELECT count(*)::int ${tickets('t.open_request IS NOT NULL')}) AS "waitingDecisions",
           ${rows(['t.state'], "t.kind = 'open'")} AS states,
           ${rows(['t.lead_unit', 't.level'], on('overdue'))} AS overdue,
           ${rows(['t.channel', 't.type'], registeredToday, 't.kind')} AS intake,
           ${oldestOf(UNANSWERED, scope.sql)} AS "oldestUnanswered"`,
        parameters,
      );
      if (!row) throw new Error('The board could not be counted.');
      const { states, ...counts } = row;
      return { ...counts, byState: Object.fromEntries(states.map(({ state, n }) => [state, n])) };
    },
  };
}

/** State by state, for the oldest of all tickets are closed ones and would be walked through first. */
function oldestOf(states: readonly State[], scope: string): string {
  const each = states.map((state) => `'${state}'`).join(', ');
  return `(SELECT json_build_object('id', o.id, 'number', o.number, 'state', o.state, 'registeredAt', o.registered_at)
    FROM unnest(ARRAY[${each}]) AS of(state) CROSS JOIN LATERAL (
      SELECT t.id, t.number, t.state, t.registered_at FROM ticket t WHERE t.state = of.state AND ${scope}
      ORDER BY t.registered_at, t.id LIMIT 1
    ) o ORDER BY o.registered_at, o.id LIMIT 1)`;
}
