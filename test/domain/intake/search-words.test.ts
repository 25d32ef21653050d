import fc from 'fast-check';
import { ticketNumberIn, wordsOfQuestion, wordsOfText } from '../../../domain/intake/search-words.js';

const finds = (question: string, text: string): boolean => {
  const asked = wordsOfQuestion(question);
  const held = new Set(wordsOfText(text));
  return asked.length > 0 && asked.every((word) => held.has(word));
};

describe('a search for words', () => {
  it.each([
    ['井盖破损', '小区井盖破损，请尽快'],
    ['破损 井盖', '小区井盖破损，请尽快'],
    ['井盖 尽快', '小区井盖破损，请尽快'],
    ['1202 1302', '12栋1202 1302两户漏水'],
    ['1302', '1202 1302 1402'],
    ['1202、1302', '住户1202，1302室'],
    ['12栋', '第12栋楼'],
    ['12栋1202', '12栋 1202室'],
    ['12栋 1202', '12栋1202室'],
    ['A1区', 'A市A1区梅溪湖'],
    ['路 灯', '路灯不亮'],
    ['路灯', '路 灯不亮'],
    ['路灯', '路\u200B灯不亮'],
    ['路灯', '路·灯不亮'],
    ['農民工', '拖欠农民工工资'],
    ['农民工', '拖欠農民工工資'],
    ['ＡＢＣ物业', 'abc物业公司'],
    ['Wifi', '没有WIFI信号'],
    ['噪 音 扰 民', '噪音扰民严重'],
    ['3 号线', '3号线'],
  ])('for %s finds %s', (question, text) => {
    expect(finds(question, text)).toBe(true);
  });

  it.each([
    ['井盖缺失', '小区井盖破损'],
    ['路灯公积', '路灯不亮，公积金'],
    ['花园里', '花园小区，公园里'],
    ['1202 1502', '12栋1202 1302'],
  ])('for %s does not find %s', (question, text) => {
    expect(finds(question, text)).toBe(false);
  });

  it.each(['路', ' 路 ', '。', '的', '13800001234', '110105 19491231 002X', '一三八零零零零一二三四', '1234567'])(
    'for %s has nothing to look for',
    (question) => {
      expect(wordsOfQuestion(question)).toEqual([]);
    },
  );

  it('finds what follows a word that stands there three hundred times, and that word', () => {
    const text = `${'停水'.repeat(300)}以后水管爆裂`;
    for (const question of ['停水以后', '水以后水管爆裂', '停水停水停水']) expect(finds(question, text)).toBe(true);
    const scattered = Array.from({ length: 400 }, (_, n) => `停水第${n}次`).join('，');
    expect(finds('停水第399次', scattered)).toBe(true);
  });

  it('finds whatever stands in a text', () => {
    const character = fc.constantFrom(...'停水电路灯不亮小区井盖破损农民工资12aB');
    fc.assert(
      fc.property(fc.array(character, { minLength: 2, maxLength: 40 }), fc.nat(), fc.nat(), (text, from, size) => {
        const start = from % (text.length - 1);
        const part = text.slice(start, start + 2 + (size % 10));
        // A word of another script is found whole, and not in parts.
        fc.pre(!/[12aB]/.test(`${text[start - 1] ?? ''}${text[start + part.length] ?? ''}`));
        fc.pre(wordsOfQuestion(part.join('')).length > 0);
        expect(finds(part.join(''), text.join(''))).toBe(true);
      }),
    );
  });
});

describe('the words of a text', () => {
  it('are pairs and triples of neighbours, and words of other scripts', () => {
    expect(wordsOfText('路灯坏了 LED 12栋')).toEqual(
      expect.arrayContaining(['路灯', '路灯坏', '灯坏', '灯坏了', '坏了', 'led', '12', '12栋']),
    );
    expect(wordsOfText('路灯坏了')).not.toContain('路');
  });

  it.each([
    '请打13800001234',
    '请打138 0000 1234',
    '一三八零零零零一二三四',
    '身份证11010519491231002X',
    '110105-19491231-002X',
    '卡号6222021234567890123',
    'zhang.san@mail.example.org',
  ])('hold no number that names somebody: %s', (text) => {
    expect(wordsOfText(text).join(' ')).not.toMatch(/\d{4}|[一二三四]{3}|zhang/);
  });
});

describe('the number of a ticket', () => {
  it.each([
    '20261123-000042',
    '20261123000042',
    '20261123 000042',
    ' 20261123–000042 ',
    '２０２６１１２３－０００042',
    '20261123\u200B-000042',
  ])('is read from %j', (written) => {
    expect(ticketNumberIn(written)).toBe('20261123-000042');
  });

  it.each(['20261123', '13800001234', '99999999-000042', '20261323-000042', '路灯'])(
    'is not read from %j',
    (written) => {
      expect(ticketNumberIn(written)).toBeNull();
    },
  );
});
