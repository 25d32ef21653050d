import { isOwnFile, ownPartOf } from '../../../domain/data-request/own-part.js';
import { EVENT_WORDS } from '../../../domain/ticket/words.js';

const AT = new Date('2026-11-23T00:00:00.000Z');
const words = { text: 'in text', reason: 'in reason', note: 'in note', channel: 'in channel', facts: 'in facts' };
const event = (type: string, role = 'operator') => ({ type, at: AT, actor: { role }, data: {}, text: words });

describe('of the events of a ticket, what is its citizen’s own', () => {
  it('is what they said later, from whatever else an event holds', () => {
    const said = (type: string): readonly string[] => ownPartOf([event(type)]).said.map((one) => one.words);
    const own = Object.keys(EVENT_WORDS).filter((type) => said(type).length > 0);
    expect(own.sort()).toEqual(['appealed', 'nudged', 'nudgedAfterClosing', 'supplemented', 'withdrawn']);
    expect([said('supplemented'), said('appealed')]).toEqual([['in text'], ['in reason']]);
  });

  it('is what they were told: answers, and of a reply its text, once it was accepted', () => {
    const told = (...types: string[]): readonly string[] =>
      ownPartOf(types.map((type) => event(type))).told.map((one) => one.words);
    const alone = Object.keys(EVENT_WORDS).filter((type) => told(type).length > 0);
    expect(alone.sort()).toEqual(['answered', 'declined', 'handedToEmergency', 'redirected']);
    expect(told('redirected')).toEqual(['in channel\nin reason']);
    expect(told('replied', 'replyAccepted')).toEqual(['in text']);
    expect([told('replied'), told('replied', 'replyRejected', 'replyAccepted')]).toEqual([[], []]);
  });

  it('is how they rated, with their words by the link, and without the note on a call', () => {
    const rated = { ...event('rated', 'citizen'), data: { solved: 'no', satisfied: 1 } };
    const called = { ...event('callbackRecorded', 'callbackAgent'), data: { solved: 'yes', satisfied: null } };
    expect(ownPartOf([rated, called]).ratings).toEqual([
      { at: AT, solved: 'no', satisfied: 1, words: 'in reason' },
      { at: AT, solved: 'yes', satisfied: null, words: null },
    ]);
  });

  it('is the files that they sent or the hotline took from them, and none of a unit', () => {
    expect(
      (['citizen', 'operator', 'callbackAgent', 'handler', 'reviewer'] as const).map((role) => isOwnFile({ role })),
    ).toEqual([true, true, true, false, false]);
  });
});
