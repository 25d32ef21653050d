import { COMMAND_NAMES, COMMANDS, type Command } from '../../../domain/ticket/commands.js';
import { allowedActions } from '../../../domain/ticket/decide.js';
import type { Actor, ActorRole, State } from '../../../domain/ticket/vocabulary.js';
import { ROLES, STATE_KIND, STATES } from '../../../domain/ticket/vocabulary.js';
import { aLifeIn, aMasterFact, handlerOf, sensibleBodies } from '../../support/lives.js';
import type { Story } from '../../support/steps.js';
import { actor, UNITS } from '../../support/tickets.js';

const ALL_ROLES: readonly ActorRole[] = [...ROLES, 'citizen', 'clock'];

function attempt(life: Story, by: Actor, command: Command): string | null {
  const facts = command === 'merge' ? aMasterFact() : {};
  return life.refuses(by, command, sensibleBodies(life.ticket, life.now)[command], facts);
}

/** Somebody who may give the command and stands where the row wants. A fresh person, so that no duty is mixed. */
function somebodyFor(life: Story, command: Command, role = COMMANDS[command].roles[0] ?? 'operator'): Actor {
  const task = life.ticket.tasks.find((one) => one.status === 'assigned')?.unit;
  const unit = COMMANDS[command].relation === 'taskUnit' ? task : life.ticket.lead?.id;
  return actor(role, { name: 'somebody', ...(role === 'handler' ? { unit: unit ?? UNITS.department } : {}) });
}

/** Refusals change nothing, so one life of each state serves all who only try. */
const LIVES = Object.fromEntries(
  STATES.map((state) => [state, aLifeIn(state, { coUnits: [UNITS.township] })]),
) as Readonly<Record<State, Story>>;

const ABOUT_THE_MOMENT = ['illegal-transition', 'ticket-ended', 'actor-not-allowed'];
const PAIRS = STATES.flatMap((state) => COMMAND_NAMES.map((command) => [state, command] as const));

describe('the command table', () => {
  it.each(STATES)('is reached: %s', (state) => {
    expect(aLifeIn(state).ticket.state).toBe(state);
  });

  // A request that was split is left with the last of its parts.
  it.each(STATES.filter((state) => STATE_KIND[state] !== 'end' && state !== 'split'))(
    'has a way out of %s',
    (state) => {
      const ways = COMMAND_NAMES.filter(
        (command) => COMMANDS[command].from.includes(state) && COMMANDS[command].to.some((to) => to !== state),
      );
      expect(ways).not.toEqual([]);
    },
  );

  it('lets every end be reached by some row or by the clock, and none be left', () => {
    for (const command of COMMAND_NAMES) {
      for (const from of COMMANDS[command].from) expect(STATE_KIND[from]).not.toBe('end');
    }
    const byCommand = new Set(COMMAND_NAMES.flatMap((command) => COMMANDS[command].to));
    expect(STATES.filter((state) => !byCommand.has(state))).toEqual(['archived']);
  });

  it.each(PAIRS)('in %s: %s is open to the right person if its row says so, and to nobody else', (state, command) => {
    const life = LIVES[state];
    const row = COMMANDS[command];
    const refusal = attempt(life, somebodyFor(life, command), command);
    if (!row.from.includes(state)) {
      expect(refusal).toBe(STATE_KIND[state] === 'end' ? 'ticket-ended' : 'illegal-transition');
      return;
    }
    expect(refusal).not.toBe('illegal-transition');
    expect(refusal).not.toBe('ticket-ended');
    for (const role of ALL_ROLES.filter((role) => !row.roles.includes(role))) {
      expect([role, attempt(life, actor(role, { unit: UNITS.department }), command)]).toEqual([
        role,
        'actor-not-allowed',
      ]);
    }
  });

  it.each(COMMAND_NAMES)('moves to a state that the row of %s names, or stays', (command) => {
    for (const state of COMMANDS[command].from) {
      for (const role of COMMANDS[command].roles) {
        const life = aLifeIn(state, { coUnits: [UNITS.township] });
        const by = somebodyFor(life, command, role);
        if (attempt(life, by, command) !== null) continue;
        const facts = command === 'merge' ? aMasterFact() : {};
        life.does(by, command, sensibleBodies(life.ticket, life.now)[command], facts);
        expect([state, ...COMMANDS[command].to]).toContain(life.ticket.state);
      }
    }
  });

  it('keeps handlers of other units out of what the lead unit does', () => {
    const life = aLifeIn('inProgress');
    const stranger = handlerOf(UNITS.otherDepartment);
    const homeless: Actor = { id: 'nobody', role: 'handler', unit: null };
    for (const command of COMMAND_NAMES.filter((one) => COMMANDS[one].roles.includes('handler'))) {
      const expected = COMMANDS[command].from.includes('inProgress') ? 'actor-not-allowed' : 'illegal-transition';
      expect([command, attempt(life, stranger, command)]).toEqual([command, expected]);
      expect([command, attempt(life, homeless, command)]).toEqual([command, expected]);
    }
  });
});

describe('allowedActions', () => {
  const people: readonly Actor[] = [
    ...ALL_ROLES.map((role) => actor(role)),
    ...ROLES.map((role) => actor(role, { name: 'another' })),
    handlerOf(UNITS.department),
    handlerOf(UNITS.otherDepartment),
    handlerOf(UNITS.township),
  ];

  it.each(STATES)('agrees with what the rules do in %s', (state) => {
    const life = LIVES[state];
    for (const by of people) {
      const allowed = allowedActions(life.ticket, by);
      for (const command of COMMAND_NAMES) {
        const refusal = attempt(life, by, command);
        if (allowed.includes(command)) {
          expect([by.id, command, ABOUT_THE_MOMENT.includes(refusal ?? '')]).toEqual([by.id, command, false]);
        } else {
          expect([by.id, command, refusal]).not.toEqual([by.id, command, null]);
        }
      }
    }
  });

  it('agrees while a request is open, for the one who asked and for those who decide', () => {
    const life = aLifeIn('inProgress').does(handlerOf(UNITS.department), 'requestReturn', { reason: 'x', basis: 'y' });
    for (const by of people) {
      const allowed = allowedActions(life.ticket, by);
      for (const command of COMMAND_NAMES) {
        expect([by.id, command, allowed.includes(command)]).toEqual([
          by.id,
          command,
          attempt(life, by, command) === null,
        ]);
      }
    }
  });

  it('shows a reviewer no judgement on the own reply', () => {
    const life = aLifeIn('dissatisfiedReview');
    const both = actor('reviewer', { name: `handler-${UNITS.department}` });
    expect(allowedActions(life.ticket, both)).not.toContain('judge');
    expect(allowedActions(life.ticket, actor('reviewer'))).toContain('judge');
  });
});
