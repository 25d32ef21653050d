import { dateClocks } from '../../domain/ticket/dating.js';
import { recalculate } from '../../domain/ticket/firing.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { chain } from '../../storage/event/event-chain.js';
import type { ComparedRows, RowVersion, StoredEvent } from '../../storage/reconcile/reconcile-store.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';

/** Every way in which the two stores can disagree about a ticket. */
export const FINDING_KINDS = [
  'not-started',
  'workflow-lost',
  'workflow-stopped',
  'no-answer',
  'behind',
  'ahead',
  'row-differs',
  'clocks-differ',
  'event-gap',
  'chain-broken',
  'calendar-old',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/**
 * What is known of a ticket's workflow. One that ended still answers until its history expires; one that was broken off
 * may. `silent`: the engine has it running, and it does not say what it knows.
 */
export type Looked =
  | { readonly is: 'well'; readonly state: TicketState }
  | { readonly is: 'stopped'; readonly state: TicketState | null }
  | { readonly is: 'missing' | 'silent' };

/** A ticket this young is being started by the request that brought it. */
export const STARTS_WITHIN_MS = 10_000;
/**
 * The engine waits ten seconds for a task. What was shown so long ago, and is not in the history yet, will never be.
 */
const LOST_AFTER_MS = 60_000;
export interface View {
  readonly id: string;
  readonly row: RowVersion;
  readonly looked: Looked;
  readonly compared: ComparedRows | undefined;
  readonly events: readonly StoredEvent[];
  /** The version of the calendar by which its dates would be others; `null` when they would not. */
  readonly calendar: string | null;
}

export interface Difference {
  readonly kind: FindingKind;
  readonly says: string;
  /** The same at both looks, or the ticket was only moving. */
  readonly mark: string;
  readonly view: View;
}

export function stateOf(looked: Looked): TicketState | null {
  return looked.is === 'well' || looked.is === 'stopped' ? looked.state : null;
}

/** All in which row, clocks and events of one ticket are not as its workflow says. */
export function differences(view: View, now: number): Difference[] {
  const { id, row, looked, compared, calendar } = view;
  const says: [FindingKind, string][] = [...ofWorkflow(row, looked, now), ...ofEvents(view, now)];
  const known = stateOf(looked);
  if (known !== null) {
    const { version, state } = known;
    if (row.version < version)
      says.push(['behind', `shows version ${row.version}, ${row.state}; the workflow is at ${version}, ${state}`]);
    if (isLost(row, version, now))
      says.push([
        'ahead',
        `shows version ${row.version}, ${row.state}; the workflow is at ${version}, ${state}: a step was shown and then lost`,
      ]);
    if (compared && compared.columns.length > 0)
      says.push(['row-differs', `shows other ${compared.columns.join(', ')}`]);
    if (compared && compared.clocks.length > 0)
      says.push(['clocks-differ', `shows other clocks: ${compared.clocks.join(', ')}`]);
  }
  if (calendar !== null) says.push(['calendar-old', 'has dates by a calendar that has been revised since']);
  const version = known === null ? '-' : known.version;
  return says.map(([kind, words]) => ({ kind, says: words, mark: `${id} ${kind} ${row.version} ${version}`, view }));
}

/** A row may be ahead for as long as the engine waits for the task that showed it. */
function isLost(row: RowVersion, version: number, now: number): boolean {
  return row.version > version && now - row.updatedAt.getTime() > LOST_AFTER_MS;
}

function ofWorkflow(row: RowVersion, looked: Looked, now: number): [FindingKind, string][] {
  if (looked.is === 'silent') return [['no-answer', `is ${row.state}; its workflow runs, and does not answer`]];
  if (looked.is === 'well' || STATE_KIND[row.state] === 'end') return [];
  if (looked.is === 'missing') {
    const isNew = row.version === 1 && !row.startConfirmed;
    if (!isNew) return [['workflow-lost', `is ${row.state}, but there is no workflow any more`]];
    return now - row.registeredAt.getTime() > STARTS_WITHIN_MS
      ? [['not-started', 'was accepted, but has no workflow']]
      : [];
  }
  return [['workflow-stopped', `is ${row.state}, but its workflow was broken off`]];
}

function ofEvents({ id, row, looked, events }: View, now: number): [FindingKind, string][] {
  const says: [FindingKind, string][] = [];
  const state = stateOf(looked);
  const upTo = state === null || isLost(row, state.version, now) ? row.version : Math.max(row.version, state.version);
  const known = new Set(events.map(({ seq }) => seq));
  const lacking = Array.from({ length: upTo }, (_, index) => index + 1).filter((seq) => !known.has(seq));
  if (lacking.length > 0)
    says.push(['event-gap', `has no event ${lacking.slice(0, 10).join(', ')}${lacking.length > 10 ? ' …' : ''}`]);
  const broken = events.filter((event, index) => {
    const before = events[index - 1];
    if (event.seq !== 1 && before?.seq !== event.seq - 1) return false;
    return chain({ id, lastHash: before?.hash ?? '' }, [event])[0]?.hash !== event.hash;
  });
  if (broken.length > 0)
    says.push(['chain-broken', `event ${broken.map(({ seq }) => seq).join(', ')} is not what was sealed`]);
  const last = events.at(-1);
  if (state !== null && last?.seq === state.version && last.hash !== state.lastHash)
    says.push(['chain-broken', `event ${last.seq} is not the one that the workflow made`]);
  return says;
}

/**
 * A ticket whose dates the present calendar would make others was not told of it: it had no workflow then, or was dated
 * by a process that held the old one. A calendar that changes none of its dates is none of its business.
 */
export function calendarAmiss(ticket: TicketState, data: ReferenceSnapshot, at: string): string | null {
  const pack = data.pack(ticket.pack.code, ticket.pack.version);
  const calendar = data.calendarFor(ticket.lead?.path ?? []);
  const revision = pack ? recalculate(ticket, at, calendar.version) : null;
  if (!pack || !revision) return null;
  const dated = dateClocks(pack, calendar, revision.ticket, revision.dating);
  const known = new Map(ticket.clocks.map(({ id, dueAt }) => [id, dueAt]));
  return dated.some(({ id, dueAt }) => known.get(id) !== dueAt) ? calendar.version : null;
}
