import type { Command } from '../../domain/ticket/commands.js';
import { allowedActions } from '../../domain/ticket/decide.js';
import { isLive } from '../../domain/ticket/draft.js';
import { explainClock } from '../../domain/ticket/explain.js';
import type { Instant } from '../../domain/calendar/types.js';
import { OWED_BY_UNIT } from '../../domain/ticket/lists.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { waitingOf } from '../../domain/ticket/waiting.js';
import type { Played } from './steps.js';
import type { World } from './tickets.js';

/** What takes longer to see than a test can wait for after each step: plain JSON, and dates that explain themselves. */
export function brokenAtLength(ticket: TicketState, world: World): string[] {
  const broken = ticket.clocks.flatMap((clock) => unexplained(world, clock));
  if (hasUndefined(ticket)) broken.push('holds an undefined, which JSON forgets');
  const text = JSON.stringify(ticket);
  if (JSON.stringify(JSON.parse(text)) !== text) broken.push('is not plain JSON');
  return broken;
}

/** What anybody may do at any time, and what takes a ticket no further. */
const NO_STEP: readonly Command[] = [
  'urge',
  'supervise',
  'answerSupervision',
  'withdraw',
  'merge',
  'unmerge',
  'attach',
];

/** What holds of every ticket at every moment, as lines of what does not. */
export function brokenIn(ticket: TicketState): string[] {
  const broken: string[] = [];
  const claim = (holds: boolean, what: string): void => {
    if (!holds) broken.push(what);
  };
  const { clocks, state } = ticket;
  const live = clocks.filter(isLive);
  const kind = STATE_KIND[state];

  claim(unique(clocks.map((clock) => clock.id)), 'two clocks have one id');
  claim(
    unique(live.map((clock) => `${clock.key}:${clock.ref ?? ''}`)),
    `two live clocks of a kind: ${live.map((one) => one.id).join(', ')}`,
  );
  claim(
    kind !== 'open' ||
      live.length > 0 ||
      (state === 'merged' && ticket.master !== null) ||
      (state === 'split' && ticket.parts !== undefined),
    `${state} without a live clock`,
  );
  claim(kind !== 'end' || live.length === 0, `${state} with live clocks ${live.map((one) => one.id).join(', ')}`);
  if (state === 'closed') {
    const left = live.filter((clock) => clock.key !== 'reopenWindow' && clock.key !== 'decision');
    claim(left.length === 0, `closed with live clocks ${left.map((one) => one.id).join(', ')}`);
    claim(ticket.closingCode !== null && ticket.closedAt !== null, 'closed without a code');
  }
  claim(kind !== 'open' || ticket.closingCode === null, `${state} with the closing code ${String(ticket.closingCode)}`);
  claim(live.some((clock) => clock.state === 'paused') ? state === 'suspended' : true, `a paused clock in ${state}`);
  claim(
    live.some((clock) => clock.state === 'held' && clock.key !== 'reopenWindow') ? state === 'replied' : true,
    `a held clock in ${state}`,
  );
  // So a list may say by date and state alone that a unit is late.
  claim(
    live.some(({ key, state: runs }) => key === 'handle' && runs === 'running') === OWED_BY_UNIT.includes(state),
    `the handling time ${OWED_BY_UNIT.includes(state) ? 'stands' : 'runs'} in ${state}`,
  );
  for (const clock of clocks) {
    claim(unique(clock.rungs.map((rung) => rung.rung)), `${clock.id} has a rung twice`);
    claim((clock.satisfiedAt === null) === (clock.state !== 'satisfied'), `${clock.id} is ${clock.state}`);
    claim(clock.amendments.at(-1)?.dueAt === clock.dueAt, `the ledger of ${clock.id} ends elsewhere`);
  }

  const openRequests = ticket.requests.filter((request) => request.status === 'open');
  claim(openRequests.length <= 1, 'two open requests');
  for (const { id } of openRequests) {
    claim(
      live.some((clock) => clock.key === 'decision' && clock.ref === id),
      `request ${id} waits without a clock`,
    );
  }
  claim(kind !== 'end' || openRequests.length === 0, `${state} with an open request`);
  for (const clock of live.filter((one) => one.key === 'decision')) {
    claim(
      openRequests.some((request) => request.id === clock.ref),
      `${clock.id} runs for no request`,
    );
  }
  for (const clock of live.filter((one) => one.key === 'task' || one.key === 'reportIn')) {
    const task = ticket.tasks.find((one) => one.id === clock.ref);
    claim(task?.status === 'assigned' || task?.status === 'reportedIn', `${clock.id} runs for no task`);
  }

  const { lead } = ticket;
  if (lead !== null && state !== 'merged') {
    claim(lead.level !== 'community' && lead.level !== 'grid', `a ${lead.level} owns`);
    claim(
      !ticket.classFacts?.departmentOnly || lead.level !== 'township',
      'a township owns what belongs to departments',
    );
    claim(ticket.accusedUnit === null || !lead.path.includes(ticket.accusedUnit), 'the accused unit owns');
  }
  if (['dispatched', 'inProgress', 'suspended', 'replied'].includes(state))
    claim(lead !== null, `${state} without a lead`);
  if (['pendingDispatch', 'consulting', 'adjudication', 'registered'].includes(state))
    claim(lead === null, `${state} with a lead`);
  claim(
    state !== 'pendingDispatch' || ticket.hop < ticket.pack.rules.maxHops,
    'waits for a dispatch that the hop limit forbids',
  );
  claim((state === 'merged') <= (ticket.master !== null), 'merged without a master');
  claim(kind === 'open' || state === 'merged' || ticket.followers.every((one) => one.told), 'a follower was forgotten');
  claim(ticket.level >= 0 && ticket.level <= 5, `level ${ticket.level}`);
  const { for: awaited, sentence } = waitingOf(ticket);
  claim(/\S。$/.test(sentence.zh) && !sentence.zh.includes('undefined'), `waits for “${sentence.zh}”`);
  claim(/^\S.*\S\.$/.test(sentence.en) && !sentence.en.includes('undefined'), `waits for “${sentence.en}”`);
  const awaitsOthers = ['suspended', 'merged', 'split'].includes(state);
  claim(kind !== 'open' || awaited !== null || awaitsOthers, `${state} awaits nobody`);
  if (awaited !== null) {
    const may = allowedActions(ticket, { id: '', ...awaited }).filter((command) => !NO_STEP.includes(command));
    claim(may.length > 0, `the ${awaited.role} of ${String(awaited.unit)} is awaited and can do nothing`);
  }
  claim(ticket.nudges.recent.length <= ticket.pack.rules.nudges.count, 'remembers too many nudges');
  return broken;
}

function unexplained(world: World, clock: TicketState['clocks'][number]): string[] {
  const { steps, dueAt } = explainClock(world.calendar, clock);
  const broken: string[] = [];
  if (steps.at(-1)?.dueAt !== dueAt) broken.push(`the steps of ${clock.id} end elsewhere`);
  steps.forEach((step, index) => {
    const counts = step.limit !== null && step.limit.amount > 0 && step.kind !== 'suspended';
    const segments = step.segments;
    if (counts && segments.at(-1)?.to !== step.dueAt)
      broken.push(`step ${index} of ${clock.id} has no segments to its date`);
    if (!segments.every((segment, n) => n === 0 || segments[n - 1]?.to === segment.from))
      broken.push(`a gap in ${clock.id}`);
    const from = step.kind === 'extended' ? steps[index - 1]?.dueAt : step.at;
    if (counts && segments[0]?.from !== from) broken.push(`step ${index} of ${clock.id} begins elsewhere`);
  });
  return broken;
}

/** What holds of every step from one ticket to the next. */
export function brokenBetween(before: TicketState, { ticket, events }: Played, now: Instant): string[] {
  const broken: string[] = [];
  const claim = (holds: boolean, what: string): void => {
    if (!holds) broken.push(what);
  };
  claim(events.length > 0, 'a step without an event');
  claim(ticket.version === before.version + events.length, 'the version is not that of the last event');
  let { state, version } = before;
  for (const event of events) {
    version += 1;
    claim(event.seq === version, `event ${event.seq} stands where ${version} belongs`);
    claim(event.from === state, `${event.type} leaves ${event.from} while the ticket is ${state}`);
    claim(event.at === now, `${event.type} has an instant of its own`);
    state = event.to;
  }
  claim(state === ticket.state, `the events lead to ${state}, the ticket is ${ticket.state}`);
  claim((ticket.stateSince === now) >= (ticket.state !== before.state), 'stateSince was forgotten');
  const maySink = events.some((event) => event.type === 'replyAccepted' || event.type === 'masterReplied');
  claim(maySink || ticket.level >= before.level, `the level fell by ${events.map((event) => event.type).join(', ')}`);
  claim(ticket.round >= before.round && ticket.round <= before.round + 1, 'the round jumped');
  const sent = events.filter((event) => ['dispatched', 'redispatched', 'adjudicated'].includes(event.type)).length;
  claim(ticket.hop === before.hop + sent, 'a hop was not counted');
  claim(
    !events.some((event) => event.type === 'dispatched') || before.hop < before.pack.rules.maxHops,
    'dispatched beyond the hop limit',
  );

  const after = new Map(ticket.clocks.map((clock) => [clock.id, clock]));
  for (const clock of before.clocks) {
    const next = after.get(clock.id);
    claim(next !== undefined, `${clock.id} vanished`);
    claim(isLive(clock) || !next || !isLive(next), `${clock.id} was ${clock.state} and lives again`);
    for (const rung of clock.rungs) {
      const later = next?.rungs.find((one) => one.rung === rung.rung);
      // A date that was moved ahead is a new one, and has its rungs once more.
      const again = next !== undefined && next.dueAt > clock.dueAt && next.dueAt > now && later?.firedAt === null;
      if (rung.firedAt !== null)
        claim(again || later?.firedAt === rung.firedAt, `${clock.id} ${rung.rung} may fire again`);
      else if (later?.firedAt) claim(rung.at <= now && later.firedAt === now, `${clock.id} ${rung.rung} fired early`);
    }
  }
  for (const { id, key, state, dueAt, overdueAt } of ticket.clocks) {
    if (state !== 'running') continue;
    claim(overdueAt === null || dueAt <= now, `${id} is overdue while its date lies ahead`);
    if (key === 'handle') claim(ticket.overdue === (overdueAt !== null), `the ticket does not say what ${id} says`);
  }
  claim(!ticket.overdue || ticket.lead !== null, 'overdue while no unit holds it');
  const names = events
    .filter((event) => event.data['rung'] !== undefined)
    .map((event) => `${String(event.data['clock'])} ${String(event.data['rung'])}`);
  claim(unique(names), 'a rung fired twice');
  return broken;
}

function unique(list: readonly string[]): boolean {
  return new Set(list).size === list.length;
}

function hasUndefined(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUndefined);
}
