import { nextRung } from '../../../domain/ticket/firing.js';
import { movedRungs, whatIf } from '../../../domain/ticket/what-if.js';
import { waitingOf } from '../../../domain/ticket/waiting.js';
import { aLifeIn, BECAUSE, dispatcher, dutyManager, handlerOf, supervisor } from '../../support/lives.js';
import { local, type Story } from '../../support/steps.js';
import { DEFAULT_WORLD, UNITS, type World } from '../../support/tickets.js';
import { CALENDAR, calendarOf, china, readYear } from '../calendar/fixtures.js';
import { pack } from '../policy/packs.js';

const A = handlerOf(UNITS.department);
const asksFor = (life: Story, workingDays: number) =>
  life.does(A, 'requestExtension', { workingDays, ...BECAUSE, basis: 'law' });
const grants = (life: Story, by = dutyManager) =>
  life.does(by, 'decide', { request: String(life.ticket.requests.length), grant: true, ...BECAUSE });

/** What the clock did, as `rung when`, from the n-th event on. */
const fired = (life: Story, key: string, from = 0) =>
  life.events
    .slice(from)
    .filter(({ data }) => String(data['clock']).startsWith(`${key}.`) && data['rung'] !== undefined)
    .map(({ at, data }) => `${String(data['rung'])} ${local(at)}`);

/** Due on Thursday 24 September; contact made, so that only the long clocks run. */
const working = (world: World = DEFAULT_WORLD, when = '2026-09-18 15:00') =>
  aLifeIn('inProgress', { world, when }).does(A, 'recordContact', { note: 'called' });

describe('an extension granted after the date had passed', () => {
  const lateGrant = () => grants(asksFor(working().at('2026-09-24 17:00'), 5).at('2026-09-28 10:00'));

  it('takes the ticket off the overdue ones while its new date lies ahead', () => {
    const life = asksFor(working().at('2026-09-24 17:00'), 5).at('2026-09-28 10:00');
    expect(life.ticket.overdue).toBe(true);
    expect([life.clock('handle').overdueAt, life.clock('citizen').overdueAt]).not.toContain(null);
    grants(life);
    expect([life.due('handle'), life.due('citizen')]).toEqual(['2026-10-09 18:00', '2026-10-09 18:00']);
    expect(life.ticket.overdue).toBe(false);
    expect([life.clock('handle').overdueAt, life.clock('citizen').overdueAt]).toEqual([null, null]);
    expect(waitingOf(life.ticket).sentence.en).not.toContain('overdue');
  });

  it('is warned before the new date, overdue again at it, and raised after it', () => {
    const life = lateGrant();
    const told = life.events.length;
    life.at('2026-10-12 19:00');
    expect(fired(life, 'handle', told)).toEqual([
      'blue75 2026-09-30 11:52',
      'yellow 2026-10-08 18:00',
      'overdue 2026-10-09 18:00',
      'red 2026-10-10 18:00',
    ]);
    expect(fired(life, 'citizen', told)).toEqual(['overdue 2026-10-09 18:00']);
    expect(life.ticket.overdue).toBe(true);
    const [first, second] = life.events.filter(
      ({ type, data }) => type === 'overdue' && String(data['clock']).startsWith('handle'),
    );
    expect([first?.data['dueAt'], second?.data['dueAt']]).toEqual([
      china('2026-09-24 18:00'),
      china('2026-10-09 18:00'),
    ]);
  });

  it('keeps the level that was reached', () => {
    const life = asksFor(working().at('2026-09-24 17:00'), 5).at('2026-09-28 19:00');
    expect(life.ticket.level).toBe(2);
    expect(grants(life).ticket.level).toBe(2);
  });

  it('leaves a ticket overdue whose new date has passed as well, and repeats nothing', () => {
    const life = asksFor(working().at('2026-09-24 17:00'), 1).at('2026-09-29 10:00');
    grants(life);
    expect(life.due('handle')).toBe('2026-09-28 18:00');
    expect(life.ticket.overdue).toBe(true);
    expect(local(life.clock('handle').overdueAt ?? '')).toBe('2026-09-28 18:00');
    const told = life.events.length;
    life.at('2026-10-30 18:00');
    expect(fired(life, 'handle', told).map((one) => one.split(' ')[0])).toEqual(['raised', 'interview', 'bulletin']);
  });

  it('is what a what-if says before, with the warnings that come again', () => {
    const life = asksFor(working().at('2026-09-24 17:00'), 5).at('2026-09-28 10:00');
    const before = life.clock('handle');
    const { ticket } = whatIf(
      DEFAULT_WORLD.pack,
      CALENDAR,
      life.ticket,
      { kind: 'extension', workingDays: 5 },
      life.now,
    );
    expect(ticket.overdue).toBe(false);
    const again = movedRungs(before, ticket.clocks.find(({ id }) => id === before.id) ?? before);
    expect(again.map(({ rung, before: was, after }) => [rung.rung, was && local(was), after && local(after)])).toEqual(
      expect.arrayContaining([
        ['yellow', null, '2026-10-08 18:00'],
        ['overdue', null, '2026-10-09 18:00'],
        ['red', '2026-09-28 18:00', '2026-10-10 18:00'],
      ]),
    );
    grants(life);
    expect(ticket.clocks.find(({ id }) => id === before.id)?.rungs).toEqual(life.clock('handle').rungs);
  });
});

describe('an extension granted after the last warning', () => {
  it('brings the warnings of the new date that lie ahead, once each', () => {
    const life = asksFor(working().at('2026-09-24 10:00'), 5);
    expect(fired(life, 'handle')).toEqual([
      'blue50 2026-09-22 11:15',
      'blue75 2026-09-23 15:07',
      'yellow 2026-09-23 18:00',
    ]);
    grants(life);
    const told = life.events.length;
    life.at('2026-10-09 18:00');
    expect(fired(life, 'handle', told)).toEqual([
      'blue50 2026-09-24 16:15',
      'blue75 2026-09-30 11:52',
      'yellow 2026-10-08 18:00',
      'overdue 2026-10-09 18:00',
    ]);
  });

  it('warns at once where the time of every warning has passed already', () => {
    const world = { ...DEFAULT_WORLD, pack: pack('demo') };
    const life = aLifeIn('inProgress', { world, when: '2026-09-18 15:00' });
    const { dueAt } = life.clock('handle');
    const seconds = (n: number) => new Date(Date.parse(dueAt) + n * 1000).toISOString();
    asksFor(life.at(seconds(-1)), 12);
    life.at(seconds(3));
    grants(life);
    expect(life.ticket.overdue).toBe(false);
    expect(nextRung(life.ticket)?.label).toBe('handle.1 yellow');
    const told = life.events.length;
    life.at(seconds(11));
    expect(life.events.slice(told).map(({ type, data }) => [type, data['rung'], data['dueAt']])).toContainEqual([
      'escalated',
      'yellow',
      seconds(12),
    ]);
    life.at(seconds(13));
    expect(life.ticket.overdue).toBe(true);
  });
});

describe('a day declared off when a ticket was due on it', () => {
  const closedOn = (...days: string[]) => ({
    ...calendarOf([{ ...readYear(2026), daysOff: [...readYear(2026).daysOff, ...days] }, readYear(2027)]),
    version: 'revised',
  });

  it('afterwards, makes the ticket not overdue, and due and warned anew', () => {
    const life = working().at('2026-09-24 19:00');
    expect(life.ticket.overdue).toBe(true);
    const revised = life.underCalendar(closedOn('2026-09-24'));
    expect(revised.due('handle')).toBe('2026-09-28 18:00');
    expect(revised.ticket.overdue).toBe(false);
    expect(revised.clock('citizen').overdueAt).toBeNull();
    const told = revised.events.length;
    revised.at('2026-09-28 18:00');
    expect(fired(revised, 'handle', told)).toEqual(['yellow 2026-09-24 19:00', 'overdue 2026-09-28 18:00']);
    expect(revised.ticket.overdue).toBe(true);
  });

  it('while the ticket is suspended, lets it resume with time left', () => {
    const life = working().at('2026-09-24 19:00');
    const until = china('2026-10-08 09:00');
    grants(life.does(A, 'requestSuspension', { until, ...BECAUSE }), supervisor);
    expect(life.ticket.overdue).toBe(true);
    const revised = life.underCalendar(closedOn('2026-09-24'));
    expect(revised.ticket.overdue).toBe(false);
    revised.at('2026-10-08 09:00');
    expect(revised.ticket).toMatchObject({ state: 'inProgress', overdue: false });
    expect(revised.clock('handle').dueAt > revised.now).toBe(true);
  });

  it('concerns every clock that counts working time', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-18 15:00' }).at('2026-09-20 19:00');
    expect(life.clock('contact').overdueAt).not.toBeNull();
    const days = readYear(2026).makeUpDays.filter((day) => day !== '2026-09-20');
    const revised = life.underCalendar({
      ...calendarOf([{ ...readYear(2026), makeUpDays: days }, readYear(2027)]),
      version: 'revised',
    });
    expect(revised.clock('contact')).toMatchObject({ overdueAt: null, dueAt: china('2026-09-21 18:00') });
    const told = revised.events.length;
    revised.at('2026-09-21 18:00');
    expect(fired(revised, 'contact', told).at(-1)).toBe('overdue 2026-09-21 18:00');
  });
});

describe('a unit that takes the ticket after another was late', () => {
  it('is not overdue while its own date lies ahead', () => {
    const life = working().at('2026-09-21 10:00');
    life.does(A, 'requestReturn', { ...BECAUSE, basis: 'duty list' }).at('2026-09-25 10:00');
    expect(life.ticket.overdue).toBe(true);
    grants(life, dispatcher);
    expect(life.ticket.overdue).toBe(false);
    life.does(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE });
    expect(life.ticket.overdue).toBe(false);
    expect(life.clock('handle').dueAt > life.now).toBe(true);
    life.at(life.clock('handle').dueAt);
    expect(life.ticket.overdue).toBe(true);
  });
});
