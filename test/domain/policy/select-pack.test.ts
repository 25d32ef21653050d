import { selectPack } from '../../../domain/policy/select-pack.js';
import type { PolicyAssignment } from '../../../domain/policy/types.js';
import { pack } from './packs.js';

const packs = [pack('default'), pack('beijing'), pack('shandong')];
const everywhere: PolicyAssignment = {
  pack: 'default',
  version: '1',
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  priority: 0,
};
const district: PolicyAssignment = { ...everywhere, pack: 'beijing', unit: 'district-a', priority: 10 };
const question = { at: '2026-06-01T00:00:00.000Z', unitPath: ['street-1', 'district-a', 'city'], channel: 'phone' };

describe('selectPack', () => {
  it('takes the row with the highest priority that matches the unit or one of its superiors', () => {
    expect(selectPack([everywhere, district], packs, question).code).toBe('beijing');
    expect(selectPack([everywhere, district], packs, { ...question, unitPath: ['street-9', 'city'] }).code).toBe(
      'default',
    );
  });

  it('matches a channel only when the row names it or names none', () => {
    const web = { ...district, unit: null, channel: 'web' };
    expect(selectPack([everywhere, web], packs, question).code).toBe('default');
    expect(selectPack([everywhere, web], packs, { ...question, channel: 'web' }).code).toBe('beijing');
  });

  it('counts the first instant of a row in and the last one out', () => {
    const june = { ...district, effectiveFrom: '2026-06-01T00:00:00.000Z', effectiveTo: '2026-07-01T00:00:00.000Z' };
    const codeAt = (at: string): string => selectPack([everywhere, june], packs, { ...question, at }).code;
    expect(codeAt('2026-05-31T23:59:59.999Z')).toBe('default');
    expect(codeAt('2026-06-01T00:00:00.000Z')).toBe('beijing');
    expect(codeAt('2026-06-30T23:59:59.999Z')).toBe('beijing');
    expect(codeAt('2026-07-01T00:00:00.000Z')).toBe('default');
  });

  it('prefers the later row among equals, whatever the order of rows', () => {
    const later = { ...everywhere, pack: 'shandong', effectiveFrom: '2026-03-01T00:00:00.000Z' };
    const twin = { ...later, pack: 'beijing' };
    expect(selectPack([everywhere, later], packs, question).code).toBe('shandong');
    expect(selectPack([later, everywhere], packs, question).code).toBe('shandong');
    expect(selectPack([later, twin], packs, question)).toBe(selectPack([twin, later], packs, question));
  });

  it('says so when nothing matches and when the assigned pack is not there', () => {
    expect(() => selectPack([district], packs, { ...question, unitPath: [] })).toThrow(
      /No policy pack is assigned at 2026-06-01.*channel phone/,
    );
    expect(() => selectPack([{ ...everywhere, version: '2' }], packs, question)).toThrow(
      /default@2 is assigned .* not present \(present: default@1/,
    );
  });
});
