import type pg from 'pg';
import type { ListName } from '../../domain/ticket/lists.js';
import { LIST_NAMES, NEWEST_FIRST } from '../../domain/ticket/lists.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { RequestKind } from '../../domain/ticket/vocabulary.js';
import { int, sure, textOf } from '../postgres/kinds.js';
import { composedStatement } from '../postgres/statement.js';
import { scopeWhere } from '../access/scope.js';
import type { KeyedWords } from '../ticket/keyed-words.js';
import type { TicketFilter } from '../ticket/ticket-filter.js';
import { conditions, listedFirst, onList, readsAllWords } from '../ticket/ticket-filter.js';
import type { Count, PageOrder, PageStart } from './page.js';
import { countWithin, countWords, searchNewestFirst } from '../ticket/ticket-search.js';
import type { Reach } from '../ticket/unit-walk.js';
import type { StoredTicket } from '../ticket/stored-ticket.js';
import { PAGE_ROW_GIVES, TICKET_ROW, type PageRow, type TicketRow } from '../ticket/ticket-row.js';

export interface ListedTicket extends StoredTicket {
  /** Where the next page starts if this is the last of its page. */
  readonly place: PageStart;
}

export interface ListViews {
  /** Tickets without the date that they are sorted by do not come. */
  list(actor: PlacedActor, filter: TicketFilter, order: PageOrder, limit: number, now: Date): Promise<ListedTicket[]>;
  /** Exact up to `atMost`, where counting stops; of words that other filters narrow, it may stop before. */
  count(actor: PlacedActor, filter: TicketFilter, now: Date, atMost?: number): Promise<Count>;
  /** All named lists at once. */
  countLists(actor: PlacedActor, now: Date, atMost: number): Promise<Readonly<Record<ListName, Count>>>;
  /** The requests that wait for this actor's decision, by kind. */
  countApprovals(actor: PlacedActor, now: Date): Promise<Readonly<Partial<Record<RequestKind, number>>>>;
}

const COLUMN: Readonly<Record<string, string>> = {
  registeredAt: 'registered_at',
  dueAt: 'unit_due_at',
  updatedAt: 'updated_at',
  lastActAt: 'last_act_at',
  requestedAt: 'requested_at',
  saidLaterAt: 'unreleased_since',
};

const PAGE = composedStatement('a page of a list', PAGE_ROW_GIVES);
const COUNT = composedStatement('how many are on a list', { n: int });
const COUNT_LISTS = composedStatement('how many are on each list', everyList(int));
const COUNT_APPROVALS = composedStatement('requests that wait for somebody, by kind', {
  kind: sure(textOf<RequestKind>()),
  n: int,
});

/** Of the tickets of a unit that have some words, each is looked up: counting stops here. */
const COUNTED_WITHIN = 100;

/** The first page, newest first. */
export const FIRST_PAGE: PageOrder = { sort: NEWEST_FIRST, after: null };

export function createListViews(
  pool: pg.Pool,
  stored: (row: TicketRow) => StoredTicket,
  { allOf }: Pick<KeyedWords, 'allOf'>,
): ListViews {
  const askedOf = (actor: PlacedActor, filter: TicketFilter, now: Date): Asked => {
    const asked = conditions(actor, filter, now);
    return { ...asked, words: asked.words && allOf(asked.words) };
  };
  return {
    async list(actor, filter, { sort, after }, limit, now) {
      const asked = askedOf(actor, filter, now);
      const rows =
        asked.words !== null && sort === NEWEST_FIRST && !isNarrow(filter)
          ? await searchNewestFirst(pool, asked, asked.words, after, limit)
          : await sorted(pool, matching(asked, isNarrow(filter)), { sort, after }, limit);
      return rows.map((row) => ({
        ...stored(row),
        place: { sort, at: row.sorted_at.toISOString(), id: row.id },
      }));
    },

    async count(actor, filter, now, atMost) {
      const asked = askedOf(actor, filter, now);
      // Of who may not read all of them only those are counted: whether there were more to look at would tell of the
      // others.
      if (asked.words !== null && atMost !== undefined && !isNarrow(filter) && readsAllWords(actor))
        return countWords(pool, asked, asked.words, atMost);
      const { reach, words } = asked;
      let most = atMost;
      if (reach && words && atMost && !isNarrow(filter)) {
        most = Math.min(atMost, COUNTED_WITHIN);
        const many = await countWithin(pool, { ...asked, reach }, words, most);
        if (many !== null) return many;
      }
      const { from, parameters } = matching(asked, isNarrow(filter));
      const stop = most === undefined ? '' : ` LIMIT ${most}`;
      const [row] = await COUNT.rows(
        pool,
        `SELECT count(*)::int AS n FROM (SELECT 1 ${from}${stop}) AS found`,
        parameters,
      );
      const total = row?.n ?? 0;
      return { total, isAtLeast: total === most };
    },

    async countLists(actor, now, atMost) {
      const scope = scopeWhere(actor, 1);
      const parameters = [...scope.parameters];
      const placeholder = (value: unknown): string => `$${parameters.push(value)}`;
      const columns = LIST_NAMES.map(
        (list) =>
          `(SELECT count(*)::int FROM (SELECT 1 ${listedFirst(onList(list, { actor, now, placeholder }), scope.sql)} LIMIT ${atMost}) x) AS "${list}"`,
      );
      const [row] = await COUNT_LISTS.rows(pool, `SELECT ${columns.join(',\n')}`, parameters);
      if (!row) throw new Error('The lists could not be counted.');
      return Object.fromEntries(
        LIST_NAMES.map((list) => [list, { total: row[list], isAtLeast: row[list] === atMost }]),
      ) as unknown as Record<ListName, Count>;
    },

    async countApprovals(actor, now) {
      const { where, parameters } = conditions(actor, { list: 'waitingForMe' }, now);
      const rows = await COUNT_APPROVALS.rows(
        pool,
        `SELECT t.open_request AS kind, count(*)::int AS n FROM ticket t WHERE ${where} GROUP BY t.open_request ORDER BY 1`,
        parameters,
      );
      return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
    },
  };
}

function everyList<Of>(of: Of): Record<ListName, Of> {
  return Object.fromEntries(LIST_NAMES.map((list) => [list, of])) as Record<ListName, Of>;
}

/** The list is short enough to be read whole, so words are looked for in it and not the other way round. */
function isNarrow(filter: TicketFilter): boolean {
  return filter.list !== undefined || filter.silentDays !== undefined || filter.handler !== undefined;
}

async function sorted(pool: pg.Pool, asked: Matching, { sort, after }: PageOrder, limit: number): Promise<PageRow[]> {
  const { from, parameters } = asked;
  const falling = sort.startsWith('-');
  const column = `t.${COLUMN[sort.replace('-', '')] ?? 'registered_at'}`;
  const direction = falling ? 'DESC' : 'ASC';
  const terms = [`${column} IS NOT NULL`];
  if (after) {
    const at = `$${parameters.push(after.at)}::timestamptz`;
    const id = `$${parameters.push(after.id)}::uuid`;
    terms.push(`(${column}, t.id) ${falling ? '<' : '>'} (${at}, ${id})`);
  }
  return PAGE.rows(
    pool,
    `SELECT ${TICKET_ROW}, ${column} AS sorted_at ${from} AND ${terms.join(' AND ')}
     ORDER BY ${column} ${direction}, t.id ${direction} LIMIT ${limit}`,
    parameters,
  );
}

interface Asked {
  readonly where: string;
  readonly parameters: unknown[];
  readonly reach: Reach | null;
  /** As a `tsquery` over the index. */
  readonly words: string | null;
}

interface Matching {
  readonly from: string;
  readonly parameters: unknown[];
}

/** `FROM … WHERE …` of all that is asked for, words included. A narrow list is gone through ticket by ticket. */
function matching({ where, parameters, words }: Asked, narrow: boolean): Matching {
  if (words === null) return { from: `FROM ticket t WHERE ${where}`, parameters: [...parameters] };
  const all = [...parameters, words];
  const spoken = `w.words @@ $${all.length}::tsquery`;
  if (narrow) {
    const told = `SELECT FROM ticket_words w WHERE w.ticket_id = t.id AND ${spoken} OFFSET 0`;
    return { from: `FROM ticket t CROSS JOIN LATERAL (${told}) w WHERE ${where}`, parameters: all };
  }
  return where === 'TRUE'
    ? { from: `FROM ticket_words w JOIN ticket t ON t.id = w.ticket_id WHERE ${spoken}`, parameters: all }
    : { from: `FROM ticket t JOIN ticket_words w ON w.ticket_id = t.id WHERE ${spoken} AND ${where}`, parameters: all };
}
