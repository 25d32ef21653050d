import type { Instant } from '../calendar/types.js';
import { openTasks } from './relations.js';
import type { EventData, TicketState } from './ticket.js';

/** What the words of an event are about, for who has to do something now. */
export const ABOUT = ['request', 'task', 'supervision', 'reply'] as const;
export type About = (typeof ABOUT)[number];

export interface SaidNow {
  readonly about: About;
  /** The request, task or supervision. */
  readonly ref: string | null;
  /** The event that keeps the words. */
  readonly seq: number;
}

/** As much of an event as says what its words are about. */
export interface Worded {
  readonly seq: number;
  readonly type: string;
  readonly at: Instant;
  readonly data: EventData;
}

const REQUESTED = [
  'returnRequested',
  'extensionRequested',
  'suspensionRequested',
  'terminationRequested',
  'appealed',
] as const;
/** By these a unit is given a task. */
const GIVEN = ['dispatched', 'redispatched', 'adjudicated', 'whistled'] as const;
export const TYPES_NOW: readonly string[] = [...REQUESTED, ...GIVEN, 'taskAnswered', 'supervised', 'replied'];

/** Whether there can be any: most tickets that are read have neither reply nor anything open. */
export function mayHaveWordsNow({ requests, tasks, supervisions, people }: TicketState): boolean {
  return people.repliedBy !== null || requests.length + tasks.length + supervisions.length > 0;
}

/**
 * The words that somebody needs who has to decide, to answer or to review: of requests that wait, of tasks that are
 * open or answered, of supervisions that want an answer, and of the last reply. Oldest first.
 */
export function saidNow(ticket: TicketState, events: readonly Worded[]): SaidNow[] {
  const waiting = new Set(ticket.requests.filter(({ status }) => status === 'open').map(({ id }) => id));
  const wanted = new Set(ticket.supervisions.filter(({ answeredAt }) => answeredAt === null).map(({ id }) => id));
  const tasks = new Set([...openTasks(ticket), ...ticket.tasks.filter(({ status }) => status === 'answered')]);
  const lastReply = events.findLast(({ type }) => type === 'replied')?.seq;
  return events.flatMap(({ seq, type, at, data }): SaidNow[] => {
    if (seq === lastReply) return [{ about: 'reply', ref: null, seq }];
    const { request, supervision, task } = data;
    if (isOneOf(REQUESTED, type)) return known('request', request, waiting, seq);
    if (type === 'supervised') return known('supervision', supervision, wanted, seq);
    if (type === 'taskAnswered') return known('task', task, new Set([...tasks].map(({ id }) => id)), seq);
    if (!isOneOf(GIVEN, type)) return [];
    return [...tasks].flatMap((one) => (one.at === at ? [{ about: 'task' as const, ref: one.id, seq }] : []));
  });
}

function known(about: About, ref: unknown, among: ReadonlySet<string>, seq: number): SaidNow[] {
  return typeof ref === 'string' && among.has(ref) ? [{ about, ref, seq }] : [];
}

function isOneOf(types: readonly string[], type: string): boolean {
  return types.includes(type);
}
