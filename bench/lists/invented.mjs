import { pick, textOf } from './text.mjs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Forwarded tickets a day in a city of ten million. */
const A_DAY = 4_000;
/** Where the open ones stand, in hundredths. */
const OPEN_STATES = [
  ['registered', 2],
  ['pendingDispatch', 5],
  ['consulting', 1],
  ['dispatched', 10],
  ['inProgress', 54],
  ['adjudication', 1],
  ['suspended', 3],
  ['replied', 8],
  ['callbackPending', 13],
  ['dissatisfiedReview', 1.5],
  ['merged', 1.5],
];
const HELD = ['dispatched', 'inProgress', 'suspended', 'replied', 'callbackPending', 'dissatisfiedReview'];
const CHANNELS = ['phone', 'phone', 'phone', 'web', 'wechat', 'app', 'letter', 'grid', 'platform'];
const TYPES = ['help', 'help', 'complaint', 'complaint', 'consult', 'suggestion', 'report'];
const URGENCIES = ['P2', 'P2', 'P2', 'P2', 'P1', 'P1', 'P3', 'P0'];
const REQUESTS = ['extension', 'extension', 'extension', 'return', 'suspension', 'termination'];

/**
 * Makes tickets as their workflows would have left them: so many, the oldest first, four thousand a day up to now, of
 * which the given number is open, most of them young.
 */
export function inventor({ product, reference, sealing, keyedWords, now, n, open, random }) {
  const leads = [...reference.units.values()].filter(
    ({ level, id }) => id !== 'hotline' && !['city', 'community', 'grid'].includes(level),
  );
  const places = [...reference.units.values()].filter(({ level }) => ['township', 'community', 'grid'].includes(level));
  const classes = [...reference.classes.values()].filter(({ level }) => level === 3);
  const [pack] = reference.packs.filter(({ code }) => code === 'default');
  const step = DAY / A_DAY;
  const meanAge = open / A_DAY;
  const { ticket: fresh } = product.registered(
    {
      id: '',
      number: '',
      channel: 'phone',
      type: 'help',
      urgency: 'P2',
      classCode: null,
      classFacts: null,
      replyWanted: true,
      protectedMatters: [],
      identity: 'open',
      accusedUnit: null,
      calendarVersion: 'bench',
    },
    pack,
    { id: 'operator-1', role: 'operator', unit: null },
    new Date(now).toISOString(),
  );

  return function invented(i) {
    const registered = now - (n - 1 - i) * step - random() * step;
    const age = now - registered;
    const at = (ms) => new Date(Math.min(now, registered + ms)).toISOString();
    const isOpen = random() < Math.exp(-age / DAY / meanAge);
    const state = isOpen ? weighted(random, OPEN_STATES) : age > 15 * DAY ? 'archived' : 'closed';
    const lead = isOpen && !HELD.includes(state) ? null : pick(random, leads);
    const id = uuidAt(registered, random);
    const number = `${at(8 * HOUR)
      .slice(0, 10)
      .replaceAll('-', '')}-${String(i + 1).padStart(7, '0')}`;
    const held = state === 'dispatched' ? 'running' : 'satisfied';
    const due = isOpen && age > 5 * DAY && random() < 0.9 ? age + random() * 4 * DAY - HOUR : (4 + random() * 3) * DAY;
    const done = isOpen ? null : random() * Math.min(age, 6 * DAY);
    const overdue = lead !== null && due < (done ?? age);
    const requests = state === 'inProgress' && random() < 0.12 ? [requestOf(random, at, age)] : [];
    const clock = (key, from, until, clockState) => ({
      id: `${key}.1`,
      key,
      ref: null,
      round: 1,
      state: clockState,
      startedAt: at(from),
      dueAt: new Date(registered + until).toISOString(),
      limit: { amount: 5, unit: 'workingDays' },
      rule: `default@1 ${key}`,
      provisional: false,
      satisfiedAt: clockState === 'satisfied' ? at(Math.min(until, from + random() * 20 * HOUR)) : null,
      satisfiedBy: clockState === 'satisfied' ? 'acknowledged' : null,
      heldAt: null,
      overdueAt: null,
      rungs: [],
      amendments: [
        { kind: 'started', at: at(from), dueAt: at(until), limit: { amount: 5, unit: 'workingDays' }, seq: 3 },
      ],
    });
    const running = state === 'suspended' ? 'paused' : isOpen ? 'running' : 'satisfied';
    const clocks =
      lead === null
        ? [clock('dispatch', 0, 2 * HOUR, 'running')]
        : [
            clock('acknowledge', HOUR, 9 * HOUR, held),
            clock('contact', HOUR, 25 * HOUR, held),
            { ...clock('handle', HOUR, due, running), ...(done !== null && { satisfiedAt: at(done) }) },
            clock('citizen', HOUR, due + DAY, running),
            ...(done === null
              ? []
              : [
                  clock('callback', done, done + 2 * DAY, 'satisfied'),
                  clock('reopenWindow', done, done + 15 * DAY, state === 'closed' ? 'running' : 'satisfied'),
                ]),
            ...requests.map((request) => ({
              ...clock('decision', age - HOUR, age + HOUR, 'running'),
              id: 'decision:1.1',
              ref: request.id,
            })),
          ];
    const hop = lead === null ? 0 : random() < 0.03 ? 2 : random() < 0.006 ? 3 : 1;
    const ticket = {
      ...fresh,
      id,
      number,
      channel: pick(random, CHANNELS),
      type: pick(random, TYPES),
      urgency: pick(random, URGENCIES),
      classCode: pick(random, classes).code,
      registeredAt: at(0),
      state,
      stateSince: at(done ?? age / 2),
      version: 6,
      lead: lead && { id: lead.id, level: lead.level, path: lead.path },
      handler: lead === null || state === 'dispatched' ? null : `handler-${Math.floor(random() * 400)}`,
      hop,
      disputes: hop > 1 && random() < 0.2 ? 2 : Math.max(0, hop - 1),
      redos: state === 'inProgress' && random() < 0.015 ? 1 : 0,
      level: isOpen && lead !== null && random() < 0.08 ? 1 + Math.floor(random() ** 3 * 5) : 0,
      overdue,
      clocks,
      requests: [...requests, ...returnsOf(hop, random, at)],
      solved: state === 'dissatisfiedReview' ? 'no' : isOpen ? null : 'yes',
      satisfied: isOpen ? null : 5,
      closingCode: isOpen ? null : 'solved',
      closedAt: isOpen ? null : at(done),
    };
    const lastAct = isOpen ? at(age * (1 - random() ** 2)) : at(done);
    const said = textOf(random, at(8 * HOUR).slice(5, 7));
    const { dataKey, wrappedKey } = sealing.newDataKey(id);
    const seal = (what, value) => product.sealJson(dataKey, value, `${what}:${id}`).toString('base64');
    const place = pick(random, places);
    return {
      ...product.ticketRow(ticket, isOpen ? lastAct : at(done + DAY), lastAct),
      id,
      number,
      channel: ticket.channel,
      wrapped_key: wrappedKey.toString('base64'),
      citizen_sealed: seal('citizen', { name: '张三', phone: '+8613800001234', identity: 'open' }),
      content_sealed: seal('content', {
        ...said,
        address: { text: said.title.slice(0, 8), area: place.id },
        occurredAt: null,
      }),
      area_path: random() < 0.8 ? place.path : [],
      registered_at: ticket.registeredAt,
      words: keyedWords.ofText(`${said.title}\n${said.text}`).words,
      plain: `${said.title}\n${said.text}`,
    };
  };
}

function requestOf(random, at, age) {
  return {
    id: '1',
    kind: pick(random, REQUESTS),
    by: { id: 'handler-1', role: 'handler', unit: null },
    at: at(age - random() * Math.min(age, 30 * HOUR)),
    status: 'open',
    decidedBy: null,
    decidedAt: null,
    suggestedUnit: null,
    amount: 3,
    until: null,
  };
}

function returnsOf(hop, random, at) {
  const by = { id: 'handler-2', role: 'handler', unit: null };
  return Array.from({ length: Math.max(0, hop - 1) }, (_, index) => ({
    id: String(index + 2),
    kind: 'return',
    by,
    at: at(2 * HOUR),
    status: random() < 0.7 ? 'granted' : 'denied',
    decidedBy: { id: 'dispatcher-1', role: 'dispatcher', unit: null },
    decidedAt: at(3 * HOUR),
    suggestedUnit: null,
    amount: null,
    until: null,
  }));
}

function weighted(random, rows) {
  let left = random() * rows.reduce((sum, [, share]) => sum + share, 0);
  for (const [name, share] of rows) {
    left -= share;
    if (left < 0) return name;
  }
  return rows[0][0];
}

/** RFC 9562 version 7, of a time gone by. */
function uuidAt(ms, random) {
  const hex = (digits) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const time = Math.floor(ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}`;
}
