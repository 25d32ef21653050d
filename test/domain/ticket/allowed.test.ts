import type { Command, CommandBodies } from '../../../domain/ticket/commands.js';
import { allowedActions, refusedActions } from '../../../domain/ticket/decide.js';
import { followerJoined } from '../../../domain/ticket/rules/intake.js';
import type { Actor } from '../../../domain/ticket/vocabulary.js';
import {
  aLifeIn,
  aMasterFact,
  BECAUSE,
  citizen,
  director,
  dutyManager,
  handlerOf,
  operator,
  reviewer,
  sensibleBodies,
} from '../../support/lives.js';
import type { Story } from '../../support/steps.js';
import { UNITS } from '../../support/tickets.js';

const A = handlerOf(UNITS.department);
const asked = { ...BECAUSE, basis: 'law' };
const grant = (life: Story, by: Actor) =>
  life.does(by, 'decide', { request: String(life.ticket.requests.length), grant: true, ...BECAUSE });

const spent = () => {
  const life = aLifeIn('inProgress', { when: '2026-09-18 15:00' });
  for (const by of [dutyManager, director]) {
    grant(life.does(A, 'requestExtension', { workingDays: 5, ...asked }), by);
  }
  return life;
};
const declinedAndAppealed = () =>
  aLifeIn('closed', { when: '2026-09-18 14:00' }).at('2026-10-03 13:59').does(citizen, 'appeal', BECAUSE);

/** A ticket, somebody who stands in the right place, and what the rule refuses of it whatever is said. */
const KNOWN: readonly [name: string, life: () => Story, by: Actor, command: Command, code: string][] = [
  ['an extension that was granted as often as it may be', spent, A, 'requestExtension', 'extension-limit'],
  [
    'an extension after the date',
    () => aLifeIn('inProgress', { when: '2026-09-18 15:00' }).at('2026-09-24 18:00'),
    A,
    'requestExtension',
    'extension-not-allowed',
  ],
  [
    'a return after its time',
    () => aLifeIn('inProgress', { when: '2026-09-18 15:00' }).at('2026-09-24 10:00'),
    A,
    'requestReturn',
    'return-window-closed',
  ],
  [
    'a merging of a ticket that others follow',
    () =>
      aLifeIn('inProgress').hears((draft) => {
        followerJoined(draft, { id: 'f', number: 'F', workflowId: 'ticket-f' });
      }),
    operator,
    'merge',
    'merge-not-allowed',
  ],
  [
    'a request beside one that is open',
    () => aLifeIn('inProgress').does(A, 'requestTermination', BECAUSE),
    A,
    'requestSuspension',
    'request-open',
  ],
  [
    'a decision on what one asked oneself',
    () => aLifeIn('inProgress').does(A, 'requestExtension', { workingDays: 1, ...asked }),
    { ...dutyManager, id: A.id },
    'decide',
    'separation-of-duties',
  ],
  ['a decision where nothing was asked', () => aLifeIn('inProgress'), dutyManager, 'decide', 'request-not-found'],
  [
    'a reopening after its time, while an appeal waits',
    () => declinedAndAppealed().at('2026-10-08 10:00'),
    reviewer,
    'reopen',
    'reopen-window-closed',
  ],
  ['a second appeal', declinedAndAppealed, citizen, 'appeal', 'request-open'],
  ['a decline of an emergency', () => aLifeIn('registered', { urgency: 'P0' }), operator, 'decline', 'never-declined'],
  [
    'an answer to a supervision that is not there',
    () => aLifeIn('inProgress'),
    A,
    'answerSupervision',
    'supervision-not-found',
  ],
];

describe('what is known to be refused', () => {
  it.each(KNOWN)('is not offered, and said why: %s', (_name, make, by, command, code) => {
    const life = make();
    const bodies: CommandBodies = sensibleBodies(life.ticket, life.now);
    expect(life.refuses(by, command, bodies[command], command === 'merge' ? aMasterFact() : {})).toBe(code);
    expect(allowedActions(life.ticket, by, life.now)).not.toContain(command);
    const told = refusedActions(life.ticket, by, life.now).find((one) => one.command === command);
    expect(told?.refusal.code).toBe(code);
  });

  it('is offered as long as it would be taken', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-18 15:00' });
    expect(allowedActions(life.ticket, A, life.now)).toEqual(
      expect.arrayContaining(['requestReturn', 'requestExtension', 'requestSuspension']),
    );
    expect(refusedActions(life.ticket, A, life.now).map(({ command }) => command)).toEqual(['answerSupervision']);
  });
});
