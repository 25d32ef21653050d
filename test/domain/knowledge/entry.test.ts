import {
  allowedOnEntry,
  decideEntry,
  mayWrite,
  wasDoneSo,
  writtenVersion,
} from '../../../domain/knowledge/entry-commands.js';
import { ENTRY_COMMANDS, type EntryCommand } from '../../../domain/knowledge/vocabulary.js';
import { entryState, holdsFor, type EntryVersion } from '../../../domain/knowledge/entry.js';
import { ENTRY_STATES } from '../../../domain/knowledge/vocabulary.js';
import { filledTemplate, slotsOf } from '../../../domain/knowledge/template.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-30T09:00:00+08:00');
const days = (n: number): Date => new Date(NOW.getTime() + n * DAY_MS);
const person = (id: string, role: Role, unit: string | null) => ({
  id,
  role,
  unit,
  unitPath: unit === null ? [] : [unit],
});
const WRITER = person('writer', 'handler', 'water');
const COLLEAGUE = person('colleague', 'handler', 'water');
const REVIEWER = person('reviewer', 'reviewer', null);
const STRANGER = person('stranger', 'handler', 'housing');
const DRAFT: EntryVersion = {
  ...{ version: 1, state: 'draft', writtenBy: WRITER, approvedBy: null, publishedBy: null },
  ...{ publishedAt: null, reviewBy: null, reason: null },
  content: {
    ...{ question: '停水怎么报修', phrasings: [], answer: '供水服务热线二十四小时受理。', template: null, basis: [] },
    ...{ ownerUnit: 'water', classCode: '030101', areas: [], people: null },
    ...{ from: null, until: null, audience: 'public', scene: null },
  },
};
const after = (version: EntryVersion, ...steps: [EntryCommand, typeof WRITER][]): EntryVersion =>
  steps.reduce((at, [command, actor]) => decideEntry(at, command, { actor, at: NOW, reason: '条款已变' }), version);
const PUBLISHED = after(DRAFT, ['submit', WRITER], ['approve', COLLEAGUE], ['publish', REVIEWER]);
const until = (at: Date | null): EntryVersion => ({ ...PUBLISHED, content: { ...PUBLISHED.content, until: at } });

describe('an entry', () => {
  it('is published by two people who did not write it, its content as it was written', () => {
    expect(PUBLISHED).toMatchObject({
      ...{
        state: 'published',
        content: DRAFT.content,
        approvedBy: { id: 'colleague' },
        publishedBy: { id: 'reviewer' },
      },
      ...{ publishedAt: NOW, reviewBy: days(180) },
    });
    expect(() => after(DRAFT, ['submit', WRITER], ['approve', WRITER])).toThrow('Another person does');
    // Whoever holds a second position is the same person.
    const both = person('colleague', 'reviewer', null);
    expect(() => after(DRAFT, ['submit', WRITER], ['approve', COLLEAGUE], ['publish', both])).toThrow('Another person');
  });

  it('goes back to its writer with a reason, and has to be approved anew', () => {
    const returned = after(DRAFT, ['submit', WRITER], ['approve', COLLEAGUE], ['return', REVIEWER]);
    expect(returned).toMatchObject({ state: 'draft', approvedBy: null, reason: '条款已变' });
    const silent = { actor: REVIEWER, at: NOW, reason: ' ' };
    expect(() => decideEntry(PUBLISHED, 'withdraw', silent)).toThrow('Say why');
  });

  it('offers each of its people what they may do, and a stranger nothing, in every state', () => {
    const approved = after(DRAFT, ['submit', WRITER], ['approve', COLLEAGUE]);
    const inAll = [DRAFT, after(DRAFT, ['submit', WRITER]), approved, PUBLISHED, until(days(9)), until(NOW)];
    inAll.push(after(PUBLISHED, ['withdraw', REVIEWER]), { ...PUBLISHED, state: 'superseded' });
    expect(new Set(inAll.map((one) => entryState(one, NOW)))).toEqual(new Set(ENTRY_STATES));
    const offered = inAll.map((one) => [WRITER, COLLEAGUE, REVIEWER].map((who) => allowedOnEntry(one, who, NOW)));
    const standing: EntryCommand[] = ['renew', 'withdraw'];
    expect(offered).toEqual([
      [['submit'], ['submit'], ['submit']],
      [['return'], ['approve', 'return'], ['return']],
      [['return'], ['return'], ['return', 'publish']],
      [standing, standing, standing],
      [standing, standing, standing],
      [['withdraw'], ['withdraw'], ['withdraw']],
      [[], [], []],
      [[], [], []],
    ]);
    expect(inAll.flatMap((one) => allowedOnEntry(one, STRANGER, NOW))).toEqual([]);
    expect(new Set(offered.flat(2))).toEqual(new Set(ENTRY_COMMANDS));
  });

  it('is written by its unit or the hotline, one version after the other, and reviewed anew', () => {
    const { content } = DRAFT;
    expect(writtenVersion(null, content, WRITER)).toMatchObject({ version: 1, state: 'draft', content });
    const mended = writtenVersion(DRAFT, { ...content, answer: '请拨打供水热线。' }, COLLEAGUE);
    expect(mended).toMatchObject({
      version: 1,
      writtenBy: { id: 'colleague' },
      content: { answer: '请拨打供水热线。' },
    });
    expect(() => after(mended, ['submit', WRITER], ['approve', COLLEAGUE])).toThrow('Another person does');
    expect(writtenVersion(PUBLISHED, content, REVIEWER)).toMatchObject({
      version: 2,
      state: 'draft',
      approvedBy: null,
    });
    expect(() => writtenVersion(after(DRAFT, ['submit', WRITER]), content, WRITER)).toThrow('is unitReview');
    expect(() => writtenVersion(DRAFT, content, STRANGER)).toThrow('people of the unit that owns');
    expect(() => writtenVersion(DRAFT, { ...content, ownerUnit: 'housing' }, STRANGER)).toThrow('people of the unit');
    expect([mayWrite(PUBLISHED, WRITER), mayWrite(PUBLISHED, STRANGER)]).toEqual([true, false]);
  });

  it('is answered when it is told twice, by the same person and for the same reason', () => {
    expect(wasDoneSo(PUBLISHED, 'publish', REVIEWER, null)).toBe(true);
    expect(wasDoneSo(PUBLISHED, 'publish', COLLEAGUE, null)).toBe(false);
    const gone = after(PUBLISHED, ['withdraw', REVIEWER]);
    expect([wasDoneSo(gone, 'withdraw', WRITER, '条款已变'), wasDoneSo(gone, 'withdraw', WRITER, '他因')]).toEqual([
      true,
      false,
    ]);
  });

  it('warns fifteen days before it expires, and is hidden at the instant', () => {
    const asking = { now: NOW, places: null, audience: 'internal' } as const;
    const standing = [days(16), days(15), new Date(NOW.getTime() + 1), NOW].map((at) => [
      entryState(until(at), NOW),
      holdsFor(until(at), asking),
    ]);
    expect(standing).toEqual([
      ['published', true],
      ['expiring', true],
      ['expiring', true],
      ['expired', false],
    ]);
  });

  it('is told to those for whom it holds: there, from its day on, and no caller what is internal', () => {
    const of = (content: Partial<EntryVersion['content']>, places: string[] | null, audience: 'public' | 'internal') =>
      holdsFor({ ...PUBLISHED, content: { ...PUBLISHED.content, ...content } }, { now: NOW, places, audience });
    expect(of({ areas: ['xicheng'] }, ['city', 'xicheng'], 'public')).toBe(true);
    expect(of({ areas: ['xicheng'] }, ['city', 'dongcheng'], 'public')).toBe(false);
    expect(of({ areas: ['xicheng'] }, null, 'public')).toBe(true);
    expect(of({ from: days(1) }, null, 'internal')).toBe(false);
    expect([of({ audience: 'internal' }, null, 'internal'), of({ audience: 'internal' }, null, 'public')]).toEqual([
      true,
      false,
    ]);
  });
});

describe('a template', () => {
  it('is filled from the ticket, and says what has to be asked for', () => {
    const template = '{{称呼}}您好，{{ unit }}将于{{日期}}到{{地点}}查看，请{{称呼}}留意。';
    expect(filledTemplate(template, { name: '王女士', unit: '供水公司' })).toEqual({
      text: '王女士您好，供水公司将于〔日期〕到〔地点〕查看，请王女士留意。',
      missing: ['date', 'place'],
    });
  });

  it('names what nobody could tell it', () => {
    expect(slotsOf('{{单位}}答复：{{身份证号}}')).toEqual({ slots: ['unit'], unknown: ['身份证号'] });
  });
});
