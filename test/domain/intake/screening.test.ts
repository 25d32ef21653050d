import fc from 'fast-check';
import { folded } from '../../../domain/intake/folded-text.js';
import { protectedMattersIn } from '../../../domain/intake/protected-matters.js';
import { SCREENED_AT_MOST, SCREENING_ROWS, screeningHints } from '../../../domain/intake/screening.js';
import { cpuMs } from '../../support/cpu-time.js';

const hear = (text: string, title = '') => screeningHints({ title, text });
const linesFor = (text: string) => hear(text).flatMap(({ line }) => (line === undefined ? [] : [line]));

describe('what a clerk is shown while somebody speaks', () => {
  it.each([
    ['我家厨房着火了，快来人', '119'],
    ['一进门全是煤气味', '119'],
    ['有人落水了，还在扑腾', '119'],
    ['我们三个人关在电梯里了', '119'],
    ['高压线断了，搭在地上', '119'],
    ['我爸突然倒在地上，喊他没反应', '120'],
    ['他拿着刀在门口砸门', '110'],
    ['包刚才被抢了', '110'],
    ['我站在天台上，不想活了', '110'],
    ['公交车撞到人了，老太太躺在地上', '122'],
  ])('hears an emergency and offers a line: %s', (text, line) => {
    expect(linesFor(text)).toContain(line);
    expect(hear(text)[0]).toMatchObject({ kind: 'emergencyLine', urgency: 'P0', blocksDecline: false });
  });

  it.each([
    '楼道堆满纸箱，如果着火谁都跑不掉',
    '万一哪天漏了气，着火了怎么办',
    '去年我们楼着火了，墙到现在还是黑的',
    '社区明天搞着火演练',
    '建议装烟感，免得起火了都不知道',
    '老房子电线老化，怕起火',
    '电梯经常困人，物业不修',
    '这个路口以前撞死过人',
    '着火的隐患一直没人管',
  ])('hears what is feared, was long ago or is always so, and offers no line: %s', (text) => {
    expect(linesFor(text)).toEqual([]);
  });

  it('hears that what never was is now', () => {
    expect(linesFor('以前没有过，现在一股煤气味')).toEqual(['119']);
  });

  it('takes the number of a house for no date', () => {
    expect(linesFor('3号楼着火了')).toEqual(['119']);
  });

  it('is not kept from one sentence by what another one fears', () => {
    expect(linesFor('我们一直担心电线老化。楼下着火了！')).toEqual(['119']);
  });

  it('does not take the guard of a title for one of the text', () => {
    expect(hear('楼下着火了', '消防隐患').map(({ rule }) => rule)).toEqual(['fire']);
  });

  it('hears that there is no water, and offers an urgency without a line', () => {
    const [hint] = hear('小区停水两天了');
    expect(hint).toMatchObject({ rule: 'waterCut', kind: 'urgency', urgency: 'P1', blocksDecline: false });
    expect(hint).not.toHaveProperty('line');
  });

  it.each([
    ['老板拖欠我们三个月工资', 'wages'],
    ['邻居长期虐待孩子', 'minor'],
    ['再不解决我就跳楼', 'selfHarm'],
  ])('hears what may never be declined: %s', (text, matter) => {
    expect(hear(text)).toContainEqual(expect.objectContaining({ kind: 'protected', matter, blocksDecline: true }));
  });

  it('tells a matter once, whatever finds it', () => {
    expect(hear('讨薪，拖欠工资，工资不发').filter(({ kind }) => kind === 'protected')).toHaveLength(1);
  });

  it.each([
    '你们都是一群废物，白拿钱不干事',
    '家里闹鬼，请你们派个道士来',
    '他借了我两万块不还',
    '反正就是不好，你们看着办',
    '风水被对面的楼挡了',
  ])('hears abuse, superstition, debt and vagueness, and suggests nothing: %s', (text) => {
    expect(hear(text)).toEqual([]);
  });

  it('has nothing to say of an empty call', () => {
    expect(hear('')).toEqual([]);
  });
});

describe('where a hint points', () => {
  it('is a place of the title or of the text as it was written', () => {
    const title = '急：楼上着火了';
    const [hint] = hear('请快来', title);
    expect(hint?.field).toBe('title');
    expect(title.slice(hint?.from, hint?.to)).toBe('着火');
  });

  it('is the same in a text that is dressed up with full-width signs, blanks and signs that nobody sees', () => {
    const text = '１号楼😀（三层）：楼上　着\u200B＊＊火了！';
    const [hint] = hear(text, '求助');
    expect(hint).toMatchObject({ rule: 'fire', field: 'text' });
    expect(text.slice(hint?.from, hint?.to)).toBe('着\u200B＊＊火');
  });

  it('ends with the title when a protected matter goes on in the text', () => {
    expect(hear('拖欠了三个月', '我的工资')).toEqual([
      expect.objectContaining({ kind: 'protected', matter: 'wages', field: 'title', from: 2, to: 4 }),
    ]);
  });

  it('is inside what was written, and blocks a decline exactly where the rules do', () => {
    const said = fc.array(
      fc.oneof(
        fc.constantFrom(
          '着火',
          '拖欠',
          '工资',
          '如果',
          '跳',
          '楼',
          '，',
          '。',
          ' ',
          '**',
          '😀',
          '孩子',
          '受伤',
          '停水',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
    );
    fc.assert(
      fc.property(said, said, (one, other) => {
        const written = { title: one.join(''), text: other.join('') };
        const hints = screeningHints(written);
        for (const { field, from, to } of hints) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(written[field].length);
        }
        const blocked = hints.flatMap(({ matter, blocksDecline }) => (blocksDecline ? [matter] : []));
        expect(blocked.sort()).toEqual(protectedMattersIn(written.title, written.text).sort());
      }),
    );
  });
});

describe('a very long text', () => {
  it('is looked at up to a limit, which no ticket exceeds', () => {
    const before = '路灯不亮。'.repeat(SCREENED_AT_MOST / 5);
    expect(hear(`${before}楼上着火了`)).toEqual([]);
    expect(hear(`${before.slice(10)}着火了`)).toHaveLength(1);
  });

  it.each(['着火', '如果着火', '电梯', '他他他车', '的', '，', '😀', '* '])(
    'does not hang, a megabyte of %j',
    (word) => {
      expect(cpuMs(() => hear(word.repeat(1_000_000 / word.length)))).toBeLessThan(1_000);
    },
  );
});

describe('the rows', () => {
  it('have ids of their own, and words in both languages', () => {
    expect(new Set(SCREENING_ROWS.map(({ id }) => id)).size).toBe(SCREENING_ROWS.length);
    for (const { basis } of SCREENING_ROWS) {
      expect(basis.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(basis.en).toMatch(/^[a-z]/);
    }
  });

  it('have patterns that a folded text can meet', () => {
    for (const { pattern } of SCREENING_ROWS) expect(folded(pattern.source)).toBe(pattern.source.toLowerCase());
  });

  it('offer a line or an urgency, and never block or suggest a decline', () => {
    for (const { kind, line, urgency } of SCREENING_ROWS) {
      expect([kind, line !== undefined, urgency]).toEqual(
        kind === 'emergencyLine' ? ['emergencyLine', true, 'P0'] : ['urgency', false, 'P1'],
      );
    }
  });
});
