import { parsePolicyPack, PolicyPackSchema } from '../../contracts/policy-pack.js';
import type { LadderRow, PolicyPack } from '../../domain/policy/types.js';
import { PACK_CODES, pack, packJson } from '../domain/policy/packs.js';

const standard = pack('default');
const withRow = (row: LadderRow): PolicyPack => ({ ...standard, ladder: [...standard.ladder, row] });
const withoutRows = (unwanted: (row: LadderRow) => boolean): PolicyPack => ({
  ...standard,
  ladder: standard.ladder.filter((row) => !unwanted(row)),
});
const complaints = (json: unknown): string[] =>
  PolicyPackSchema.safeParse(json).error?.issues.map(({ message }) => message) ?? [];

describe('a policy pack', () => {
  it.each(PACK_CODES)('%s is well formed and says where its numbers come from', (code) => {
    expect(parsePolicyPack(packJson(code)).code).toBe(code);
    expect(pack(code).basis.length).toBeGreaterThan(20);
  });

  it('is refused with the place and the reason of every fault', () => {
    const broken = { ...standard, basis: '', redo: { by: {} } };
    expect(() => parsePolicyPack(broken)).toThrow(/Policy pack refused, nothing was loaded[\s\S]*at basis/);
    expect(() => parsePolicyPack({ ...standard, redo: { by: {} } })).toThrow(
      /No handling limit for P0 help in a redo round\.[\s\S]*at redo/,
    );
  });

  it('holds no field, clock, urgency or unit that nobody reads', () => {
    expect(complaints({ ...standard, limit: {} })).toHaveLength(1);
    expect(complaints({ ...standard, limits: { ...standard.limits, handel: standard.limits.handle } })).not.toEqual([]);
    expect(complaints({ ...standard, limits: { ...standard.limits, citizen: standard.limits.handle } })).not.toEqual(
      [],
    );
    expect(
      complaints({ ...standard, limits: { ...standard.limits, accept: { by: { P4: { amount: 1, unit: 'hours' } } } } }),
    ).not.toEqual([]);
    expect(
      complaints({ ...standard, limits: { ...standard.limits, accept: { amount: 1, unit: 'hour' } } }),
    ).not.toEqual([]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '2'])('refuses %p as an amount', (amount) => {
    expect(complaints({ ...standard, limits: { ...standard.limits, task: { amount, unit: 'hours' } } })).not.toEqual(
      [],
    );
  });

  it('counts working days whole', () => {
    const task = { amount: 1.5, unit: 'workingDays' };
    expect(complaints({ ...standard, limits: { ...standard.limits, task } })).not.toEqual([]);
    expect(
      complaints({ ...standard, limits: { ...standard.limits, task: { ...task, unit: 'workingHours' } } }),
    ).toEqual([]);
  });

  it('gives every ticket a handling limit', () => {
    const handle = {
      by: { P0: { amount: 2, unit: 'hours' }, '*': { byType: { help: { amount: 5, unit: 'workingDays' } } } },
    };
    expect(complaints({ ...standard, limits: { ...standard.limits, handle } })).toContain(
      'No handling limit for P2 consult.',
    );
  });

  it('names a rung once for a clock and an urgency', () => {
    const row: LadderRow = {
      clock: 'handle',
      rung: 'yellow',
      when: { before: { amount: 5, unit: 'minutes' } },
      effect: 'remind',
      addressee: 'handler',
    };
    expect(complaints(withRow({ ...row, urgencies: ['P0'] }))).toEqual([
      'Rung yellow of handle stands twice for one urgency.',
    ]);
    expect(complaints(withRow({ ...row, rung: 'lastCall', urgencies: ['P0'] }))).toEqual([]);
  });

  it('lets no level fall as time goes on, also across wall units', () => {
    const late = { clock: 'handle', rung: 'late', effect: 'raise', level: 2, addressee: 'dutyDesk' } as const;
    expect(
      complaints(withRow({ ...late, when: { after: { amount: 11, unit: 'workingDays' } }, urgencies: ['P2'] })),
    ).toEqual([
      'Level falls from 3 (raised) to 2 (late) on the handle clock.',
      'Level falls from 4 (interview) to 2 (late) on the handle clock.',
      'Level falls from 5 (bulletin) to 2 (late) on the handle clock.',
    ]);
    expect(complaints(withRow({ ...late, when: { after: { amount: 1, unit: 'days' } }, urgencies: ['P0'] }))).toContain(
      'Level falls from 4 (interview) to 2 (late) on the handle clock.',
    );
    expect(complaints(withRow({ ...late, when: { after: { amount: 2, unit: 'days' } }, urgencies: ['P2'] }))).toEqual(
      [],
    );
  });

  it('has a limit for every clock with a ladder', () => {
    const { review: _dropped, ...limits } = standard.limits;
    expect(complaints({ ...standard, limits })).toContain('Clock review has a ladder and no limit.');
  });

  it('marks handling overdue for every urgency, once, at due', () => {
    expect(complaints(withoutRows(({ clock, rung }) => clock === 'handle' && rung === 'overdue'))).toHaveLength(4);
    const again: LadderRow = {
      clock: 'handle',
      rung: 'late',
      when: { after: { amount: 1, unit: 'hours' } },
      effect: 'overdue',
      addressee: 'handler',
    };
    expect(complaints(withRow(again))).toEqual([
      'Effect overdue happens exactly at due.',
      'Clock handle becomes overdue twice for one urgency.',
    ]);
  });

  it('moves a ticket only from the clock that may, and raises only to a level', () => {
    const row: LadderRow = {
      clock: 'review',
      rung: 'end',
      when: { at: 'due' },
      effect: 'archive',
      addressee: 'operator',
    };
    expect(complaints(withRow(row))).toEqual(['Effect archive belongs to the reopenWindow clock.']);
    expect(complaints(withRow({ ...row, effect: 'raise' }))).toEqual(['A raise needs the level to lift to.']);
  });

  it('has extensions and calling hours that can be used', () => {
    const rules = (change: Partial<PolicyPack['rules']>): PolicyPack => ({
      ...standard,
      rules: { ...standard.rules, ...change },
    });
    expect(complaints(rules({ extensions: { P2: { each: [5, 12], total: 10 } } }))).toEqual([
      'No single extension may be longer than the total.',
    ]);
    expect(complaints(rules({ extensions: { P2: { each: [5], total: 10 } } }))).toEqual([
      'The total can never be reached by the single extensions.',
    ]);
    expect(complaints(rules({ callback: { ...standard.rules.callback, from: '20:00', to: '09:00' } }))).toEqual([
      'The calling hours end before they begin.',
    ]);
    expect(complaints(rules({ callback: { ...standard.rules.callback, days: 4 } }))).not.toEqual([]);
  });
});
