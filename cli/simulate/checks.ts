import type { TicketBody, TicketSummaryBody } from '../../contracts/ticket.js';
import type { Evidence } from './evidence.js';

export interface Finding {
  readonly ticket: string;
  readonly says: string;
}

export interface CheckResult {
  readonly check: string;
  readonly looked: number;
  readonly findings: readonly Finding[];
}

type Judge = (evidence: Evidence) => readonly string[];

/** A rung that fell due this long before its clock was satisfied has had its time. */
const missedAfterMs = 5_000;

/** What must be true of every ticket once the run is over. Each row says what was found wrong with one ticket. */
const CHECKS: readonly { readonly check: string; readonly judge: Judge }[] = [
  { check: 'every ticket has ended', judge: ended },
  { check: 'events have no gap and their states follow each other', judge: chained },
  { check: 'no rung fired twice', judge: firedOnce },
  { check: 'no rung fired early', judge: firedInTime },
  { check: 'no rung was missed', judge: missed },
  { check: 'the list says what the workflow says', judge: sameInList },
  { check: 'the ticket says what the workflow says', judge: sameInTicket },
  { check: 'master and followers were each asked', judge: askedEach },
];

export function checkAll(evidence: readonly Evidence[]): CheckResult[] {
  return CHECKS.map(({ check, judge }) => ({
    check,
    looked: evidence.length,
    findings: evidence.flatMap((one) => judge(one).map((says) => ({ ticket: one.number, says }))),
  }));
}

function ended({ ticket }: Evidence): string[] {
  return ticket.kind === 'end' ? [] : [`is ${ticket.state}`];
}

function chained({ ticket, events }: Evidence): string[] {
  const wrong: string[] = [];
  events.forEach(({ seq, from }, index) => {
    if (seq !== index + 1) wrong.push(`event ${index + 1} has seq ${seq}`);
    const before = events[index - 1];
    if (before && before.to !== from) wrong.push(`event ${seq} starts from ${from} after ${before.to}`);
  });
  if (events.length !== ticket.version) wrong.push(`${events.length} events at version ${ticket.version}`);
  const last = events.at(-1);
  if (last && last.to !== ticket.state) wrong.push(`ends in ${last.to}, shown as ${ticket.state}`);
  return wrong;
}

interface Fired {
  readonly name: string;
  /** A date that moves has its rungs once more. */
  readonly dueAt: string;
  readonly scheduledAt: number;
  readonly firedAt: number;
}

function firedRungs({ events }: Evidence): Fired[] {
  return events.flatMap(({ data }) => {
    const { clock, rung, dueAt, scheduledAt, firedAt } = data;
    if (typeof clock !== 'string' || typeof rung !== 'string') return [];
    return [
      {
        name: `${clock} ${rung}`,
        dueAt: String(dueAt),
        scheduledAt: Date.parse(String(scheduledAt)),
        firedAt: Date.parse(String(firedAt)),
      },
    ];
  });
}

function firedOnce(evidence: Evidence): string[] {
  const rungs = firedRungs(evidence);
  const times = ({ name, dueAt }: Fired): number =>
    rungs.filter((one) => one.name === name && one.dueAt === dueAt).length;
  return [...new Set(rungs.filter((one) => times(one) > 1).map((one) => `${one.name} fired ${times(one)} times`))];
}

function firedInTime(evidence: Evidence): string[] {
  return firedRungs(evidence).flatMap(({ name, scheduledAt, firedAt }) => {
    if (Number.isNaN(scheduledAt) || Number.isNaN(firedAt)) return [`${name} does not say when`];
    return firedAt < scheduledAt ? [`${name} fired ${scheduledAt - firedAt} ms early`] : [];
  });
}

/** How late each rung fired, in milliseconds. */
export function lateness(evidence: readonly Evidence[]): number[] {
  return evidence.flatMap((one) => firedRungs(one).map(({ scheduledAt, firedAt }) => firedAt - scheduledAt));
}

function missed({ ticket, rungs }: Evidence): string[] {
  const clock = ticket.clocks.find(({ id }) => id === 'handle.1');
  const until = clock?.heldAt ?? clock?.satisfiedAt;
  if (rungs === null || until == null) return [];
  return rungs
    .filter(({ at, firedAt }) => firedAt === null && Date.parse(at) < Date.parse(until) - missedAfterMs)
    .map(({ rung, at }) => `handle.1 ${rung} of ${at} never fired, satisfied at ${until}`);
}

const SHOWN = ['state', 'version', 'level', 'overdue', 'closingCode'] as const;
const DATES = ['unitDueAt', 'citizenDueAt'] as const;

/** What a list or a ticket shows otherwise than the workflow says. */
export function differences(shown: TicketSummaryBody, live: TicketSummaryBody): string[] {
  const fields = SHOWN.filter((key) => shown[key] !== live[key]);
  const dates = DATES.filter((key) => instant(shown[key]) !== instant(live[key]));
  return [...fields, ...dates].map((key) => `${key} is ${String(shown[key])}, the workflow says ${String(live[key])}`);
}

function sameInList({ row, live }: Evidence): string[] {
  return row === null ? ['is not in the list'] : differences(row, live);
}

function sameInTicket({ ticket, live }: Evidence): string[] {
  const wrong = differences(ticket, live);
  if (live.source !== 'workflow') wrong.push('its workflow did not answer');
  const told = ticket.clocks.map(clockText);
  const known = live.clocks.map(clockText);
  known.forEach((text, index) => {
    if (told[index] !== text) wrong.push(`clock ${told[index] ?? 'missing'}, the workflow says ${text}`);
  });
  if (told.length > known.length) wrong.push(`${told.length} clocks, the workflow knows ${known.length}`);
  return wrong;
}

function clockText({ id, state, dueAt, satisfiedAt, overdueAt }: TicketBody['clocks'][number]): string {
  return `${id} ${state} due ${instant(dueAt) ?? ''} satisfied ${instant(satisfiedAt) ?? '-'} overdue ${instant(overdueAt) ?? '-'}`;
}

function instant(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

/** One handling, many callbacks: who wanted an answer was asked, whatever became of the others. */
function askedEach({ ticket, events }: Evidence): string[] {
  const shared = ticket.followers.length > 0 || events.some(({ type }) => type === 'masterReplied');
  const pending = events.findLast(({ to, from }) => to === 'callbackPending' && from !== to);
  if (!shared || !ticket.replyWanted || !pending) return [];
  const asked = events.some(
    ({ type, seq }) => seq > pending.seq && ['callbackRecorded', 'callbackMissed', 'rated', 'withdrawn'].includes(type),
  );
  return asked ? [] : ['was never called back'];
}
