import { refuseUnless } from '../../refusal.js';
import { refuseBeyond } from '../bounds.js';
import type { CommandInput } from '../commands.js';
import type { Asked, Draft } from '../draft.js';
import {
  cancelTask,
  emit,
  holdClock,
  isOpenTask,
  lapseRequests,
  nextTaskId,
  satisfyClock,
  startClock,
} from '../draft.js';
import { since } from '../edition.js';
import { assertNotNamed, assertRedacted } from '../handing-on.js';
import { isTakenFor, type Task, type TicketState, type UnitFacts } from '../ticket.js';
import type { UnitLevel } from '../vocabulary.js';
import { unitFacts } from './dispatching.js';

export function acknowledge(draft: Draft): void {
  emit(draft, 'acknowledged', { to: 'inProgress' });
  satisfyClock(draft, 'acknowledge');
}

export function assign(draft: Draft, { body }: CommandInput<'assign'>): void {
  draft.ticket.handler = body.handler;
  emit(draft, 'assigned', { data: { handler: body.handler } });
}

/** Whom the unit had named has left: who speaks for the unit has it, until the unit names another one. */
export function handOver(draft: Draft, { body }: CommandInput<'handOver'>): void {
  draft.ticket.handler = body.handler;
  emit(draft, 'handedOver', { data: { handler: body.handler } });
}

export function recordContact(draft: Draft): void {
  emit(draft, 'contacted', {});
  satisfyClock(draft, 'contact');
}

/** Streets and above may blow; who is called must be able to come (北京市 吹哨报到: three cases). */
const WHISTLERS: readonly UnitLevel[] = ['city', 'cityDepartment', 'district', 'districtDepartment', 'township'];

export function assertWhistles({ ticket }: Asked): UnitFacts {
  const { lead } = ticket;
  refuseUnless(
    lead && WHISTLERS.includes(lead.level),
    'whistle-not-allowed',
    'Only units from township level upwards may blow the whistle.',
  );
  if (since(ticket, 2)) assertRoomFor(ticket, 1);
  return lead;
}

export function whistle(draft: Draft, { body, facts }: CommandInput<'whistle'>): void {
  const { ticket } = draft;
  const lead = assertWhistles(draft);
  assertRedacted(draft);
  const units = [...new Set(body.units)].map((id) => unitFacts(facts, id));
  for (const unit of units) {
    refuseUnless(unit.id !== lead.id, 'whistle-not-allowed', 'A unit cannot whistle for itself.');
    refuseUnless(
      WHISTLERS.includes(unit.level),
      'whistle-not-allowed',
      `A ${unit.level} cannot be whistled for; name its township or a department.`,
    );
    refuseUnless(
      ticket.accusedUnit === null || !isTakenFor(unit, ticket.accusedUnit),
      'accused-unit',
      'The unit that the ticket is about cannot be called in to handle it.',
    );
  }
  assertNotNamed(ticket, units, facts);
  if (since(ticket, 2)) assertNotCalled(ticket, units);
  emit(draft, 'whistled', {
    data: { case: body.case, units: units.map((unit) => unit.id) },
  });
  const limits = ticket.pack.rules.whistle[body.case];
  for (const unit of units) {
    if (since(ticket, 2)) {
      for (const task of ticket.tasks) if (task.unit === unit.id && isOpenTask(task)) cancelTask(draft, task);
    }
    const id = nextTaskId(ticket);
    ticket.tasks.push({
      id,
      kind: 'whistle',
      whistleCase: body.case,
      unit: unit.id,
      status: 'assigned',
      at: draft.at,
      answeredAt: null,
    });
    startClock(draft, 'reportIn', { ref: id, limit: limits.reportIn });
    startClock(draft, 'task', { ref: id, limit: limits.answer });
  }
}

/**
 * One whistle at a time for a unit: called twice it would have two dates for one matter. A unit that only assists may
 * be called to come; what it owed as co-unit is then owed as the whistle says.
 */
function assertNotCalled(ticket: TicketState, units: readonly UnitFacts[]): void {
  const called = ticket.tasks.filter((task) => task.kind === 'whistle' && isOpenTask(task));
  const twice = called.filter((task) => units.some(({ id }) => id === task.unit));
  const names = twice.map((task) => `${task.unit} (task ${task.id})`).join(', ');
  refuseUnless(
    twice.length === 0,
    'task-open',
    `Called in already, and not answered yet: ${names}. Name only others, or wait for their answers.`,
    { units: twice.map((task) => task.unit), tasks: twice.map((task) => task.id) },
  );
  assertRoomFor(ticket, units.length);
}

function assertRoomFor(ticket: TicketState, tasks: number): void {
  const remedy = 'Reply with what the units called so far have found, or ask for a return.';
  refuseBeyond('tasks', ticket.tasks.length + tasks, 'too-many-tasks', remedy);
}

function ownTask(ticket: TicketState, id: string, unit: string | null): Task {
  const task = ticket.tasks.find((one) => one.id === id);
  refuseUnless(task, 'task-not-found', `There is no task ${id} on this ticket.`);
  refuseUnless(task.unit === unit, 'task-not-allowed', `Task ${id} belongs to another unit.`);
  refuseUnless(isOpenTask(task), 'task-not-allowed', `Task ${id} is ${task.status} already.`);
  return task;
}

export function assertToReportIn({ ticket, actor }: Asked): void {
  refuseUnless(
    ticket.tasks.some((task) => task.unit === actor.unit && task.status === 'assigned'),
    'task-not-allowed',
    'Your unit has reported in on all of its tasks.',
  );
}

export function reportIn(draft: Draft, { body, actor }: CommandInput<'reportIn'>): void {
  const task = ownTask(draft.ticket, body.task, actor.unit);
  refuseUnless(task.status === 'assigned', 'task-not-allowed', `Task ${task.id} was reported in already.`);
  task.status = 'reportedIn';
  emit(draft, 'reportedIn', { data: { task: task.id } });
  satisfyClock(draft, 'reportIn', { ref: task.id });
}

export function answerTask(draft: Draft, { body, actor }: CommandInput<'answerTask'>): void {
  const task = ownTask(draft.ticket, body.task, actor.unit);
  task.status = 'answered';
  task.answeredAt = draft.at;
  emit(draft, 'taskAnswered', { data: { task: task.id } });
  satisfyClock(draft, 'reportIn', { ref: task.id });
  satisfyClock(draft, 'task', { ref: task.id });
}

/** The one answer to the citizen. The clock is held, not stopped: only an accepted reply was in time. */
export function reply(draft: Draft, { body, actor }: CommandInput<'reply'>): void {
  const { ticket } = draft;
  const open = ticket.tasks.filter(isOpenTask);
  refuseUnless(
    open.length === 0 || body.openTasksReason,
    'open-tasks',
    `Tasks ${open.map((task) => task.id).join(', ')} are still open. Wait for them, or say why not in openTasksReason.`,
    { tasks: open.map((task) => task.id) },
  );
  emit(draft, 'replied', {
    to: 'replied',
    data: { openTasks: open.map((task) => task.id) },
  });
  ticket.people.repliedBy = actor.id;
  ticket.people.reviewedBy = null;
  ticket.repliedAt = draft.at;
  lapseRequests(draft);
  satisfyClock(draft, 'contact');
  holdClock(draft, 'handle');
  holdClock(draft, 'citizen');
  startClock(draft, 'review');
}
