import {
  assertMayDecideErasure,
  assertNotHeld,
  erasureState,
  heldBy,
  type ErasureRequest,
  type Standing,
} from '../../../domain/erasure/erasure-request.js';
import { retentionTerms, type RetentionRule } from '../../../domain/erasure/retention.js';
import { refusalOf } from '../../support/steps.js';

const DAY_MS = 86_400_000;
const NOW = new Date('2028-02-29T00:00:00.000Z');
const after = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);
const director = { id: 'director-1', role: 'director', unit: 'hotline' } as const;

function aRequest(changes: Partial<ErasureRequest> = {}): ErasureRequest {
  return {
    ...{ id: 'e-1', ticket: 't-1', basis: 'citizenAsked', askedAt: NOW, decideUntil: after(7) },
    askedBy: { id: 'operator-1', role: 'operator', unit: 'hotline' },
    ...{ decidedAt: null, decidedBy: null, granted: null, withdrawnAt: null, doneAt: null },
    ...changes,
  };
}

describe('a request that a ticket be erased', () => {
  it('waits seven days for a decision, and has lapsed then', () => {
    expect(erasureState(aRequest(), after(6.9))).toBe('waiting');
    expect(erasureState(aRequest(), after(7))).toBe('lapsed');
  });

  it('is done once the ticket is erased, whatever is said of it later', () => {
    expect(erasureState(aRequest({ granted: true, decidedAt: NOW }), after(30))).toBe('granted');
    expect(erasureState(aRequest({ granted: true, doneAt: NOW, withdrawnAt: NOW }), after(1))).toBe('done');
    expect(erasureState(aRequest({ withdrawnAt: NOW }), after(1))).toBe('withdrawn');
    expect(erasureState(aRequest({ granted: false }), after(1))).toBe('denied');
  });

  it('is decided by another person, while it waits', () => {
    expect(() => assertMayDecideErasure(aRequest(), 'waiting', director)).not.toThrow();
    const own = aRequest({ askedBy: director });
    expect(refusalOf(() => assertMayDecideErasure(own, 'waiting', director))).toBe('separation-of-duties');
    for (const state of ['lapsed', 'denied', 'granted', 'done', 'withdrawn'] as const)
      expect([state, refusalOf(() => assertMayDecideErasure(aRequest(), state, director))]).toEqual([
        state,
        'erasure-over',
      ]);
  });
});

describe('a ticket', () => {
  const free: Standing = { state: 'archived', hasEnded: true, openRequests: [], openFollowers: 0, hold: null };

  it('is held by everything that stands against its erasure, and each is named', () => {
    expect(heldBy(free)).toEqual([]);
    const held: Standing = {
      state: 'closed',
      hasEnded: false,
      openRequests: ['appeal'],
      openFollowers: 2,
      hold: 'audit',
    };
    expect(heldBy(held)).toEqual(['legalHold audit', 'state closed', 'request appeal', 'followers 2']);
    expect(() => assertNotHeld(held)).toThrow('legalHold audit, state closed, request appeal, followers 2');
  });
});

describe('retention', () => {
  const CLASSES = [
    { code: '03', parent: null },
    { code: '0301', parent: '03' },
    { code: '030102', parent: '0301' },
    { code: '04', parent: null },
  ];
  const rule = (classCode: string, years: number): RetentionRule => ({ classCode, years, source: '条例' });
  const years = (rules: readonly RetentionRule[]) =>
    retentionTerms(rules, CLASSES, NOW).map(({ classCode, endedBefore, by }) => [
      classCode,
      endedBefore.toISOString().slice(0, 10),
      by,
    ]);

  it('erases nothing where no rule is', () => {
    expect(years([])).toEqual([]);
  });

  it('goes by the nearest rule above a class, and by that for all others last', () => {
    expect(years([rule('03', 10), rule('030102', 4), rule('', 2)])).toEqual([
      [null, '2026-03-01', ''],
      ['03', '2018-03-01', '03'],
      ['0301', '2018-03-01', '03'],
      ['030102', '2024-02-29', '030102'],
      ['04', '2026-03-01', ''],
    ]);
    expect(years([rule('0301', 5)])).toEqual([
      ['0301', '2023-03-01', '0301'],
      ['030102', '2023-03-01', '0301'],
    ]);
  });
});
