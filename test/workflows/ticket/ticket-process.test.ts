import type { RecordedAnswer, RecordedStep } from '../../../activities/ticket/ticket-activities.js';
import { NO_FACTS, type Command, type CommandBodies } from '../../../domain/ticket/commands.js';
import { nextRung } from '../../../domain/ticket/firing.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import type { Actor } from '../../../domain/ticket/vocabulary.js';
import { oneAtATime } from '../../../workflows/ticket/one-at-a-time.js';
import type { CommandEnvelope } from '../../../workflows/ticket/ticket-messages.js';
import { TicketProcess } from '../../../workflows/ticket/ticket-process.js';
import { dispatcher, operator } from '../../support/lives.js';
import { dated } from '../../support/steps.js';
import { aTicket, DEFAULT_WORLD, factsFor, masterFacts, REGISTERED_AT, UNITS } from '../../support/tickets.js';

const after = (minutes: number): string => new Date(Date.parse(REGISTERED_AT) + minutes * 60_000).toISOString();

/** An engine that does at once what it is asked, and says what it was. */
class Engine {
  readonly asked: string[] = [];
  at = after(1);
  readonly process: TicketProcess;
  /** What becomes of the next step instead. */
  instead: ((step: RecordedStep) => Promise<RecordedAnswer>) | null = null;
  #written = 0;

  constructor(ticket: TicketState = aTicket()) {
    this.process = new TicketProcess(ticket, [], {
      record: (step) => {
        const { instead } = this;
        this.instead = null;
        return instead ? instead(step) : Promise.resolve(this.written(step));
      },
      tell: ({ name, to }) => Promise.resolve(this.#note(`tell ${to} ${name}`)),
      tellFollowers: (conclusions) => {
        for (const { to } of conclusions) this.#note(`tell follower ${to}`);
      },
      now: () => this.at,
      turns: oneAtATime(),
      length: () => this.#written * 10,
      arm: (next) => this.#note(`arm ${next?.label ?? 'nothing'}`),
      show: (before, { version }) => this.#note(`show ${before.version} to ${version}`),
      refused: ({ code }, { version }) => new Error(`refused: ${code} at version ${version}`),
      failed: () => new Error('failed'),
    });
  }

  written(step: RecordedStep, at = step.events.at(-1)?.at ?? ''): RecordedAnswer {
    this.#written += 1;
    this.#note(`record ${step.events.map(({ type }) => type).join(', ')}`);
    const { events, dating, ticket: found } = step;
    const pack = { ...found.pack, rules: DEFAULT_WORLD.pack.rules };
    const whole = { ...step, ticket: { ...found, pack }, events: [...events], dating: [...dating], signals: [] };
    const { ticket } = dated(whole);
    return {
      at,
      clocks: [...ticket.clocks],
      lastHash: `hash ${this.#written}`,
      pack: step.pinPack ? ticket.pack : null,
      calendarVersion: ticket.calendarVersion,
    };
  }

  #note(what: string): void {
    this.asked.push(what);
  }
}

function said<C extends Command>(
  actor: Actor,
  body: CommandBodies[C],
  more: Partial<CommandEnvelope<C>> = {},
): CommandEnvelope<C> {
  return { actor, body, facts: factsFor(body), sealed: null, expectedVersion: null, bodyHash: 'h', ...more };
}
const accept = said<'accept'>(operator, {});

describe('the process of a ticket', () => {
  it('writes a step, shows it, arms the next date and tells others, in this order', async () => {
    const master = aTicket({ id: 'm1', number: '12345-000009' });
    const engine = new Engine();
    await engine.process.execute('accept', accept, 'one');
    const facts = { ...NO_FACTS, master: masterFacts(master) };
    await engine.process.execute('merge', said<'merge'>(dispatcher, { into: 'm1' }, { facts }), 'two');
    expect(engine.asked).toEqual([
      'record accepted',
      'show 1 to 2',
      'arm dispatch.1 blue75',
      'record merged',
      'show 2 to 3',
      expect.stringMatching(/^arm /),
      'tell ticket-m1 followerJoined',
    ]);
    expect(engine.process.ticket).toMatchObject({ state: 'merged', version: 3, lastHash: 'hash 2' });
  });

  it('does a command once, however often it comes, also while the first is under way', async () => {
    const engine = new Engine();
    const both = [1, 2].map(() => engine.process.execute('accept', accept, 'one'));
    const [first, second] = await Promise.all(both);
    engine.at = after(2);
    const third = await engine.process.execute('accept', accept, 'one');
    expect(first).toEqual({ version: 2, state: 'pendingDispatch', bodyHash: 'h' });
    expect([second, third]).toEqual([first, first]);
    expect(engine.asked.filter((one) => one.startsWith('record'))).toEqual(['record accepted']);
    expect(engine.process.done.map(({ id }) => id)).toEqual(['one']);
  });

  it('takes the step that was admitted, as long as neither the ticket nor the instant is another', async () => {
    const engine = new Engine();
    await engine.process.execute('accept', accept, 'one');
    let asked = 0;
    const facts = {
      ...NO_FACTS,
      get units() {
        asked += 1;
        return factsFor({ unit: UNITS.department }).units;
      },
    };
    const dispatch = said<'dispatch'>(dispatcher, { unit: UNITS.department, reason: 'theirs' }, { facts });
    engine.process.admit('dispatch', dispatch, 'two');
    const once = asked;
    expect(once).toBeGreaterThan(0);

    engine.at = after(5);
    await engine.process.execute('dispatch', dispatch, 'two');
    expect(asked).toBe(2 * once);
    expect(engine.process.ticket.stateSince).toBe(after(5));

    const other = new Engine();
    await other.process.execute('accept', accept, 'one');
    asked = 0;
    other.process.admit('dispatch', dispatch, 'two');
    await other.process.execute('dispatch', dispatch, 'two');
    expect(asked).toBe(once);
  });

  it('refuses before anything is written, and says at which version', async () => {
    const engine = new Engine();
    const stale = { ...accept, expectedVersion: 7 };
    expect(() => engine.process.admit('accept', stale, 'one')).toThrow('refused: stale-version at version 1');
    await expect(engine.process.execute('accept', stale, 'one')).rejects.toThrow('refused: stale-version');
    expect([engine.asked, engine.process.done]).toEqual([[], []]);
  });

  it('says that a rule has a fault, and stays as it is', async () => {
    const engine = new Engine();
    const broken = { ...accept, body: null as never };
    await expect(engine.process.execute('accept', broken, 'one')).rejects.toThrow('failed');
    expect([engine.asked, engine.process.ticket.version]).toEqual([[], 1]);
  });

  it('goes on from a step as it was written, at an instant before its own', async () => {
    const engine = new Engine();
    engine.at = after(30);
    engine.instead = (step) => Promise.resolve(engine.written(step, after(10)));
    await engine.process.execute('accept', accept, 'one');
    expect(engine.process.ticket).toMatchObject({ state: 'pendingDispatch', stateSince: after(10) });
    // Its time goes on from there as well, and never back.
    engine.at = after(5);
    const dispatch = said<'dispatch'>(dispatcher, { unit: UNITS.department, reason: 'theirs' });
    await engine.process.execute('dispatch', dispatch, 'two');
    expect(engine.process.ticket.stateSince).toBe(after(10));
  });

  it('forgets a command whose step could not be written, and does the next', async () => {
    const engine = new Engine();
    engine.instead = () => Promise.reject(new Error('the database is away for good'));
    await expect(engine.process.execute('accept', accept, 'one')).rejects.toThrow('away for good');
    expect(engine.process.knows('one')).toBe(false);
    expect(await engine.process.execute('accept', accept, 'one')).toMatchObject({ version: 2 });
  });

  it('hears a citizen once, and remembers the last sixty of whatever it was told', async () => {
    const engine = new Engine();
    const nudge = { actor: operator, sealed: null };
    for (let n = 0; n < 61; n += 1) await engine.process.hearCitizen('nudge', { id: `n${n}`, ...nudge });
    await engine.process.hearCitizen('nudge', { id: 'n60', ...nudge });
    expect(engine.asked.filter((one) => one.startsWith('record nudged'))).toHaveLength(61);
    expect(engine.process.done.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, n) => `n${n + 1}`));
  });

  it('fires what fell due by the date that was armed, and arms the next', async () => {
    const engine = new Engine();
    const due = nextRung(engine.process.ticket)?.at ?? '';
    // A timer may end a moment before the engine's time says so.
    engine.at = new Date(Date.parse(due) - 5).toISOString();
    await engine.process.fire(due);
    const [fired, ...later] = engine.asked;
    expect(fired).toBe('record reminded');
    expect(later.slice(-1)).toEqual(['arm accept.1 overdue']);

    engine.asked.length = 0;
    await engine.process.fire(due);
    expect(engine.asked).toEqual(['arm accept.1 overdue']);
  });
});
