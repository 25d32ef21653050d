import { FREE_TEXT_FIELDS } from '../../../contracts/commands.js';
import { COMMAND_NAMES, COMMANDS } from '../../../domain/ticket/commands.js';
import { decide } from '../../../domain/ticket/decide.js';
import { nudge, supplement } from '../../../domain/ticket/rules/supervising.js';
import { draftOf } from '../../../domain/ticket/draft.js';
import { othersIn, toldOf, withoutOthers, wordsOf } from '../../../domain/ticket/told-words.js';
import { Refusal } from '../../../domain/refusal.js';
import { STATES } from '../../../domain/ticket/vocabulary.js';
import { aLifeIn, aMasterFact, citizen, handlerOf, sensibleBodies } from '../../support/lives.js';
import { actor, factsFor, UNITS } from '../../support/tickets.js';

describe('the words of an event', () => {
  it('are of a field that the table knows, whatever command they were written with', () => {
    const said = new Map<string, string>();
    for (const state of STATES) {
      const life = aLifeIn(state, { unit: UNITS.township });
      const bodies = sensibleBodies(life.ticket, life.now);
      for (const command of COMMAND_NAMES) {
        const body = bodies[command];
        if (!Object.keys(body).some((field) => FREE_TEXT_FIELDS.has(field))) continue;
        for (const role of COMMANDS[command].roles) {
          const by = role === 'handler' ? handlerOf(UNITS.township) : actor(role, { name: `${role}-2` });
          const facts = factsFor(body, aMasterFact());
          try {
            const step = decide(life.ticket, { command, actor: by, body, facts, sealed: 'x' } as never, life.now);
            for (const { type, sealed } of step.events) if (sealed !== null) said.set(type, command);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
      }
      for (const rule of [nudge, supplement]) {
        const draft = draftOf(life.ticket, citizen, life.now, 'x');
        rule(draft);
        for (const { type, sealed } of draft.events) if (sealed !== null) said.set(type, rule.name);
      }
    }
    expect([...said].filter(([type]) => wordsOf(type) === null)).toEqual([]);
    expect(said.size).toBeGreaterThan(20);
  });

  it('of an event that nobody has placed are shown to nobody', () => {
    expect(wordsOf('whispered')).toBeNull();
  });
});

describe('what an event says of another ticket', () => {
  const data = { follower: '20260921-000007', followerId: 't7', said: 3, count: 2 };

  it('is told to who sees that ticket too, and to nobody else', () => {
    expect(othersIn(data)).toEqual(['20260921-000007']);
    expect(withoutOthers(data, (number) => number === '20260921-000007')).toEqual(data);
    expect(withoutOthers(data, () => false)).toEqual({ count: 2 });
    expect(withoutOthers({ master: '20260921-000001', masterId: 't1' }, () => false)).toEqual({});
  });

  it('is nothing in the feed of a unit, and all in that of the hotline', () => {
    expect(toldOf(data, { role: 'handler' })).toEqual({ count: 2 });
    expect(toldOf({ ...data, area: 'a-cell' }, { role: 'dispatcher' })).toEqual(data);
    expect(toldOf(data, { role: 'dispatcher' })).toEqual(data);
  });
});
