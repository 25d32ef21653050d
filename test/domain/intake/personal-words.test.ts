import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  PERSONAL_KINDS,
  personalWordsIn,
  redactedText,
  type PersonalKind,
  type PersonalWord,
} from '../../../domain/intake/personal-words.js';

interface Sentence {
  readonly text: string;
  readonly marked: readonly PersonalWord[];
}

/** Each line of the sample, with what a person marked in it. */
const SAMPLE: readonly Sentence[] = readFileSync(new URL('personal-words.sample.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const marked: PersonalWord[] = [];
    let text = '';
    for (const part of line.split(/(\{[A-Za-z]+\|[^}]+\})/u)) {
      const { kind, words } = /^\{(?<kind>\w+)\|(?<words>[^}]+)\}$/u.exec(part)?.groups ?? {};
      if (words === undefined) text += part;
      else {
        marked.push({ from: text.length, to: text.length + words.length, kind: kind as PersonalKind });
        text += words;
      }
    }
    return { text, marked };
  });

interface Score {
  readonly marked: number;
  readonly found: number;
  /** Personal words of which something stays in sight. */
  readonly missed: readonly string[];
  /** What was taken for personal and touches nothing that is. */
  readonly wrong: readonly string[];
}

const covers = (words: readonly PersonalWord[], { from, to }: PersonalWord): boolean =>
  words.some((word) => word.from <= from && to <= word.to);
const touches = (words: readonly PersonalWord[], { from, to }: PersonalWord): boolean =>
  words.some((word) => word.from < to && from < word.to);

/** A word counts as found when it is wholly out of sight, under whatever kind. */
function scoreOf(kind: PersonalKind): Score {
  const each = SAMPLE.map(({ text, marked }) => {
    const all = personalWordsIn(text);
    const ours = marked.filter((word) => word.kind === kind);
    const found = all.filter((word) => word.kind === kind);
    const written = ({ from, to }: PersonalWord): string => text.slice(from, to);
    return {
      marked: ours.length,
      found: found.length,
      missed: ours.filter((word) => !covers(all, word)).map(written),
      wrong: found.filter((word) => !touches(marked, word)).map(written),
    };
  });
  return {
    marked: each.reduce((sum, { marked }) => sum + marked, 0),
    found: each.reduce((sum, { found }) => sum + found, 0),
    missed: each.flatMap(({ missed }) => missed),
    wrong: each.flatMap(({ wrong }) => wrong),
  };
}

const share = (missing: number, whole: number): number => (whole === 0 ? 1 : 1 - missing / whole);
const percent = (missing: number, whole: number): string => `${(100 * share(missing, whole)).toFixed(1)} %`;

describe('personal words in a sample of our own', () => {
  const scores = Object.fromEntries(PERSONAL_KINDS.map((kind) => [kind, scoreOf(kind)])) as Record<PersonalKind, Score>;

  beforeAll(() => {
    const line = (...cells: string[]): string => `${cells.map((cell) => cell.padEnd(16)).join(' ')}\n`;
    process.stdout.write(line('kind', 'recall', 'precision'));
    for (const [kind, { marked, found, missed, wrong }] of Object.entries(scores)) {
      const recall = `${percent(missed.length, marked)} of ${marked}`;
      process.stdout.write(line(kind, recall, `${percent(wrong.length, found)} of ${found}`));
    }
  });

  it('is of 150 sentences and more, forty of which only look alike', () => {
    expect(SAMPLE.length).toBeGreaterThanOrEqual(150);
    expect(SAMPLE.filter(({ marked }) => marked.length === 0).length).toBeGreaterThanOrEqual(40);
    for (const [kind, { marked }] of Object.entries(scores)) expect([kind, marked >= 5]).toEqual([kind, true]);
  });

  it.each(PERSONAL_KINDS.filter((kind) => kind !== 'name' && kind !== 'door'))(
    'are all found where they are a %s, and nothing else is taken for one',
    (kind) => {
      expect(scores[kind]).toMatchObject({ missed: [], wrong: [] });
    },
  );

  it.each(['name', 'door'] as const)('are nearly all found where they are a %s', (kind) => {
    const { marked, found, missed, wrong } = scores[kind];
    expect(share(missed.length, marked)).toBeGreaterThanOrEqual(0.95);
    expect(share(wrong.length, found)).toBeGreaterThanOrEqual(0.95);
  });

  it('are seen nowhere in a sentence that has none', () => {
    const calm = SAMPLE.filter(({ marked }) => marked.length === 0);
    expect(calm.filter(({ text }) => personalWordsIn(text).length > 0).map(({ text }) => text)).toEqual([]);
  });
});

describe('a text without its personal words', () => {
  it('says in brackets what stood there', () => {
    expect(redactedText('我叫王小明，住3栋2单元502室，电话138 0000 1234，车粤B12345。')).toBe(
      '我叫〔姓名〕，住〔门牌〕，电话〔电话〕，车〔车牌〕。',
    );
  });

  it('leaves out what a person named, and nothing else', () => {
    const text = '店主大胡子昨天骂人，电话13800001234';
    expect(redactedText(text, [{ from: 2, to: 5, kind: 'name' }])).toBe('店主〔姓名〕昨天骂人，电话13800001234');
  });

  it('has none left to find', () => {
    for (const { text } of SAMPLE) expect(personalWordsIn(redactedText(text))).toEqual([]);
  });

  it('names stretches that lie in the text in order, whatever is in it', () => {
    const sign = fc.constantFrom(...'我叫王小明女士138０①一幺-3栋2单元502室粤B@qq.com微信号\u200B 👍');
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 60 }), (signs) => {
        const text = signs.join('');
        let before = 0;
        for (const { from, to } of personalWordsIn(text)) {
          expect(from).toBeGreaterThanOrEqual(before);
          expect(to).toBeGreaterThan(from);
          before = to;
        }
        expect(before).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
