import { inChina } from '../../domain/calendar/china-time.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { isWrittenTime } from '../../domain/calendar/written-time.js';
import { ticketNumberIn } from '../../domain/intake/search-words.js';
import type { RequestsQuery } from '../../contracts/open311.js';
import type { PublicFilter, Span } from '../../storage/open311/open311-views.js';
import { ApiProblem, invalidField } from '../http/problem.js';

/** What the standard promises a server: no question reaches over more than this. */
const MOST_DAYS = 90;
/** In one answer: what a map shows at a time, and what costs us little. */
export const MOST_REQUESTS = 100;
/** Pages further on cost the database more than they tell; a narrower question gets there. */
const FURTHEST = 100_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export interface RequestsQuestion {
  readonly filter: PublicFilter;
  readonly page: { readonly offset: number; readonly limit: number };
}

/**
 * A list query as the store understands it. `classes` are those that are public. Throws a problem that names the
 * parameter.
 */
export function questionOf(query: RequestsQuery, classes: ReadonlySet<string>, now: Date): RequestsQuestion {
  const ids = query.service_request_id ?? [];
  const numbers = numbersIn(ids);
  const page = pageOf(query, MOST_REQUESTS);
  if (ids.length > 0) return { filter: { classes: [...classes], numbers }, page };
  const asked = spanOf(query.start_date, query.end_date, ['start_date', 'end_date'], now);
  const updated = spanOf(query.updated_after, query.updated_before, ['updated_after', 'updated_before'], now);
  const registered = asked ?? (updated ? null : last90Days(now));
  const open = openOrClosed(query.status ?? []);
  return {
    filter: {
      classes: classesOf(query.service_code ?? [], classes),
      ...(registered && { registered }),
      ...(updated && { updated }),
      ...(open !== null && { open }),
    },
    page,
  };
}

/** What is no number of ours is nobody's. */
export function numbersIn(ids: readonly string[]): string[] {
  if (ids.length > MOST_REQUESTS) {
    throw invalidField('?service_request_id', 'out-of-range', `At most ${MOST_REQUESTS} ids at once.`);
  }
  return ids.map(ticketNumberIn).filter((number) => number !== null);
}

function classesOf(asked: readonly string[], known: ReadonlySet<string>): string[] {
  const unknown = asked.find((code) => !known.has(code));
  if (unknown !== undefined) throw serviceNotFound();
  return asked.length > 0 ? [...asked] : [...known];
}

export function serviceNotFound(): ApiProblem {
  return new ApiProblem('not-found', 'There is no service with this service_code. The service list has them all.');
}

/** `null`: either will do. */
function openOrClosed(status: readonly string[]): boolean | null {
  const words = new Set(status.map((word) => word.toLowerCase()));
  for (const word of words) {
    if (word !== 'open' && word !== 'closed') {
      throw invalidField('?status', 'unknown-value', 'Write open, closed, or both with a comma.');
    }
  }
  return words.size === 1 ? words.has('open') : null;
}

export function pageOf(
  { page = '1', page_size }: Pick<RequestsQuery, 'page' | 'page_size'>,
  most: number,
): RequestsQuestion['page'] {
  const limit = Number(page_size ?? most);
  if (limit > most) throw invalidField('?page_size', 'out-of-range', `At most ${most}.`);
  const offset = (Number(page) - 1) * limit;
  if (offset > FURTHEST) {
    throw invalidField('?page', 'out-of-range', 'Pages end after 100,000 requests. Ask for a shorter span of time.');
  }
  return { offset, limit };
}

function last90Days(now: Date): Span {
  return { from: new Date(now.getTime() - MOST_DAYS * DAY_MS).toISOString(), to: now.toISOString() };
}

/** Between `start_date` and `end_date`. */
export function spanOrLast90Days(
  { start_date, end_date }: Pick<RequestsQuery, 'start_date' | 'end_date'>,
  now: Date,
): Span {
  return spanOf(start_date, end_date, ['start_date', 'end_date'], now) ?? last90Days(now);
}

/** One end alone makes a span of 90 days; none makes none. */
function spanOf(
  start: string | undefined,
  end: string | undefined,
  [startName, endName]: readonly [string, string],
  now: Date,
): Span | null {
  if (start === undefined && end === undefined) return null;
  const from = start === undefined ? null : instantOf(start, startName, 0);
  const to = end === undefined ? null : instantOf(end, endName, DAY_MS - 1);
  const last = to ?? Math.min((from ?? 0) + MOST_DAYS * DAY_MS, Math.max(now.getTime(), from ?? 0));
  const first = from ?? last - MOST_DAYS * DAY_MS;
  if (first > last) throw invalidField(`?${endName}`, 'out-of-range', `This is before ${startName}.`);
  // A date as the end means all of that day.
  const most = MOST_DAYS * DAY_MS + (DATE.test(end ?? '') ? DAY_MS : 0);
  if (last - first > most) {
    throw invalidField(`?${endName}`, 'out-of-range', `The span may not be longer than ${MOST_DAYS} days.`);
  }
  return { from: new Date(first).toISOString(), to: new Date(last).toISOString() };
}

/** A date alone is a day in China. The plus sign of an offset that nobody escaped arrives as a blank. */
function instantOf(written: string, name: string, endOfDay: number): number {
  const text = written.trim().replace(/ (?=\d{2}:\d{2}$)/, '+');
  if (!isWrittenTime(text)) {
    throw invalidField(
      `?${name}`,
      'wrong-format',
      'Write an ISO 8601 time with Z or an offset, or a date, of a day that exists.',
    );
  }
  return DATE.test(text) ? inChina(text).getTime() + endOfDay : Date.parse(text);
}
