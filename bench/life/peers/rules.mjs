/**
 * All that the peers know of a ticket: who may do what in which state, and which date runs until when. Days are days of
 * 24 hours; there is no calendar, no pack, no ladder of levels, no notice, no unit's own view, and nothing is sealed.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As in the demonstration of the product, so that all lives end alike. */
const REOPEN_MS = 5_000;

const COMMANDS = {
  accept: {
    role: 'operator',
    from: 'registered',
    to: 'pendingDispatch',
    stops: ['accept'],
    starts: { dispatch: HOUR_MS },
  },
  dispatch: {
    role: 'dispatcher',
    from: 'pendingDispatch',
    to: 'dispatched',
    stops: ['dispatch'],
    starts: { acknowledge: 2 * HOUR_MS, handle: 5 * DAY_MS },
  },
  acknowledge: { role: 'handler', from: 'dispatched', to: 'inProgress', stops: ['acknowledge'] },
  recordContact: { role: 'handler', from: 'inProgress', to: 'inProgress' },
  requestExtension: { role: 'handler', from: 'inProgress', to: 'inProgress', starts: { decide: DAY_MS } },
  decide: {
    role: 'dutyManager',
    from: 'inProgress',
    to: 'inProgress',
    stops: ['decide'],
    starts: { handle: 8 * DAY_MS },
  },
  reply: { role: 'handler', from: 'inProgress', to: 'replied', stops: ['handle'], starts: { review: DAY_MS } },
  reviewReply: {
    role: 'reviewer',
    from: 'replied',
    to: 'callbackPending',
    stops: ['review'],
    starts: { callback: DAY_MS },
  },
  recordCallback: {
    role: 'callbackAgent',
    from: 'callbackPending',
    to: 'closed',
    stops: ['callback'],
    starts: { reopenWindow: REOPEN_MS },
  },
};

export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

/** Version 1 of a ticket, with its first event and date. */
export function registered(id, { title, text, citizen, address, urgency }, actor, at) {
  const ticket = { id, version: 1, state: 'registered', unit: null, urgency, title, text, citizen, address };
  return stepOf(ticket, 'registered', actor, at, {}, [['accept', after(at, HOUR_MS)]]);
}

/** What a command does to a ticket: the next one, its event, and the dates that start (or, `null`, stop). */
export function decided(ticket, { name, actor, body, expectedVersion }, at) {
  const rule = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
  if (!rule) throw new Refused(404, 'not-found', 'There is no such command.');
  if (actor.role !== rule.role) throw new Refused(403, 'actor-not-allowed', `For: ${rule.role}.`);
  if (expectedVersion !== null && expectedVersion !== ticket.version)
    throw new Refused(412, 'stale-version', `The ticket is at version ${ticket.version} by now.`);
  if (ticket.state !== rule.from) throw new Refused(409, 'illegal-transition', `The ticket is ${ticket.state}.`);
  const next = { ...ticket, version: ticket.version + 1, state: rule.to, unit: body.unit ?? ticket.unit };
  return stepOf(next, name, actor, at, body, [
    ...(rule.stops ?? []).map((clock) => [clock, null]),
    ...Object.entries(rule.starts ?? {}).map(([clock, ms]) => [clock, after(at, ms)]),
  ]);
}

/** What a date does that has passed. */
export function fired(ticket, clock, dueAt, at) {
  const ends = clock === 'reopenWindow';
  const next = { ...ticket, version: ticket.version + 1, state: ends ? 'archived' : ticket.state };
  return stepOf(next, ends ? 'archived' : 'overdue', { id: 'clock', role: 'clock' }, at, { clock, dueAt }, [
    [clock, null],
  ]);
}

function stepOf(ticket, type, actor, at, data, clocks) {
  return { ticket, event: { seq: ticket.version, type, actor, at, data }, clocks };
}

function after(at, ms) {
  return new Date(Date.parse(at) + ms).toISOString();
}
