import { mayDo, owedBy, worthFrom } from '../../../domain/ticket/worklist.js';
import { china } from '../calendar/fixtures.js';
import { actor, aTicket } from '../../support/tickets.js';

const toCallBack = owedBy('callbackAgent').find(({ kind }) => kind === 'toCallBack');
if (!toCallBack) throw new Error('Callback agents call back.');

const called = (attempts: { at: string; counted: boolean }[]) => ({
  ...aTicket(),
  state: 'callbackPending' as const,
  people: { declinedBy: null, repliedBy: '陈', reviewedBy: '李' },
  callback: { attempts, linkSentAt: null },
});

describe('a call that waits', () => {
  it('is for nobody who replied or reviewed, whatever role they have today', () => {
    const may = (name: string): boolean =>
      mayDo(toCallBack, called([]), actor('callbackAgent', { name }), china('2026-11-23 10:00'));
    expect([may('陈'), may('李'), may('吴')]).toEqual([false, false, true]);
  });

  it.each([
    ['at once within the hours', '2026-11-23 09:00', '2026-11-23 09:00'],
    ['when the hours begin, early in the morning', '2026-11-23 06:30', '2026-11-23 09:00'],
    ['the next morning, once the hours are over', '2026-11-23 20:00', '2026-11-24 09:00'],
  ])('is worth making %s', (_when, at, from) => {
    expect(worthFrom(toCallBack, called([]), china(at))).toBe(china(from));
  });

  it('is worth making again four hours after the last attempt that counted, and within the hours', () => {
    const missed = called([
      { at: china('2026-11-23 17:00'), counted: true },
      { at: china('2026-11-23 17:30'), counted: false },
    ]);
    expect(worthFrom(toCallBack, missed, china('2026-11-23 18:00'))).toBe(china('2026-11-24 09:00'));
    expect(worthFrom(toCallBack, missed, china('2026-11-24 09:00'))).toBe(china('2026-11-24 09:00'));
  });
});
