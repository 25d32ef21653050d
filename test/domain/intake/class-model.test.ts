import { base64Of, bytesOf } from '../../../domain/intake/base64-bytes.js';
import { classModelOf, type ClassModel } from '../../../domain/intake/class-model.js';
import { answersOf, calibrationErrorOf, qualityOf } from '../../../domain/intake/class-model-check.js';
import { learnClasses, withTemperature, type Learnt } from '../../../domain/intake/class-model-learning.js';
import { severalMatters } from '../../../domain/intake/several-matters.js';
import { seededChance } from '../../../domain/seeded-chance.js';

/** Three classes with words of their own, and places that tell nothing. */
const PLACES = ['汀兰小区', '柳荫里', '北岸花园', '槐树巷', '建设路', '文昌街', '滨河新村', '红旗村'];
const SAID: Readonly<Record<string, readonly string[]>> = {
  water: ['从早上停水到现在', '水龙头没有水', '自来水发黄有味', '水压太低上不去水'],
  noise: ['夜里施工噪音扰民', '广场舞音响太吵', '半夜还在打桩睡不着', '楼下酒吧噪音很大'],
  lamp: ['路灯不亮已经一周', '路灯一闪一闪', '整条街路灯都黑了', '灯杆歪了路灯坏了'],
};
const texts: readonly Learnt[] = Object.entries(SAID).flatMap(([code, said]) =>
  said.flatMap((what) => PLACES.map((place) => ({ text: `${place}${what}，请尽快处理`, code }))),
);
const learn = (all: readonly Learnt[], fewestTexts = 2) => learnClasses(all, { random: seededChance(7), fewestTexts });
const modelOf = (all: readonly Learnt[], fewestTexts?: number): ClassModel => {
  const file = learn(all, fewestTexts);
  const model = file && classModelOf(withTemperature(file, texts));
  if (!model) throw new Error('nothing was learnt');
  return model;
};

describe('what a text seems to be about', () => {
  const model = modelOf(texts);

  it('is the class whose words it has, sure of it, with words of the text as the reason', () => {
    const { abstained, classes } = model.classify('喂，金桂苑停水了，水龙头一滴都没有');
    expect(abstained).toBe(false);
    expect(classes[0]).toMatchObject({ code: 'water' });
    expect(classes[0]?.confidence).toBeGreaterThan(0.6);
    expect(classes[0]?.words.join()).toMatch(/水/u);
    for (const word of classes[0]?.words ?? []) expect('喂，金桂苑停水了，水龙头一滴都没有').toContain(word);
  });

  it('is three at most, of which the first is the likeliest, and all that there are make one', () => {
    const { classes } = model.classify('路灯坏了');
    expect(classes.map(({ code }) => code)[0]).toBe('lamp');
    expect(classes).toHaveLength(3);
    expect(classes.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1);
  });

  it('is nothing where no word is known, and not said aloud where it is unsure', () => {
    expect(model.classify('abc 123')).toEqual({ abstained: true, classes: [] });
    expect(model.classify('')).toEqual({ abstained: true, classes: [] });
    expect(model.classify('请处理').abstained).toBe(true);
  });

  it('is found in traditional characters, and told in those', () => {
    const { classes } = model.classify('路燈壞了，路燈不亮');
    expect(classes[0]?.code).toBe('lamp');
    expect(classes[0]?.words.join()).toContain('路燈');
  });

  it('is as quick for a book as for a page', () => {
    expect(model.classify('停水'.repeat(500_000)).classes[0]?.code).toBe('water');
  });

  it('is less sure the warmer it is asked', () => {
    const sure = (temperature: number) => model.classify('路灯坏了', temperature).classes[0]?.confidence ?? 0;
    expect(sure(10)).toBeLessThan(sure(0.5));
  });
});

describe('a model', () => {
  it('is the same for the same texts and the same chance, and survives being written down', () => {
    const file = learn(texts);
    expect(learn(texts)).toEqual(file);
    const again = classModelOf(JSON.parse(JSON.stringify(file)) as never);
    expect(again?.classify('停水').classes[0]?.code).toBe('water');
  });

  it('is none of fewer than two classes, and a file that was cut off is none', () => {
    expect(learn(texts.filter(({ code }) => code === 'lamp'))).toBeNull();
    const file = learn(texts);
    if (!file) throw new Error('nothing was learnt');
    expect(classModelOf({ ...file, weights: file.weights.slice(8) })).toBeNull();
    expect(classModelOf({ ...file, rarity: '!' })).toBeNull();
    expect(classModelOf({ ...file, temperature: 0 })).toBeNull();
  });

  it('keeps no gram that few texts have, no digit, and of public texts all', () => {
    const alone = { text: '欧阳某某的门牌8806', code: 'lamp' };
    const grams = (own: Learnt) => learn([...texts, own], 3)?.grams.split(' ') ?? [];
    expect(grams(alone).filter((gram) => /[欧阳\d]/u.test(gram))).toEqual([]);
    expect(grams({ ...alone, isPublic: true })).toContain('欧阳');
  });

  it('is measured by how often it is right, among three, and how true its confidence is', () => {
    const model = modelOf(texts);
    const quality = qualityOf(answersOf(model, [...texts, { text: '停水', code: 'never heard of' }], 1));
    expect(quality).toMatchObject({ texts: texts.length + 1 });
    expect(quality.top1).toBeGreaterThan(0.9);
    expect(quality.top1).toBeLessThan(1);
    expect(quality.top3).toBeLessThan(1);
    const said = [0.2, 0.2, 0.2, 0.2, 0.2].map((confidence, at) => ({ confidence, right: at === 0 }));
    expect(calibrationErrorOf(said)).toBeCloseTo(0);
    expect(calibrationErrorOf(said.map((one) => ({ ...one, right: true })))).toBeCloseTo(0.8);
  });
});

describe('several matters of one call', () => {
  const { classify } = modelOf(texts);
  const partsOf = (text: string) =>
    severalMatters(text, classify).map(({ from, to, ...part }) => ({ ...part, said: text.slice(from, to) }));

  it('are told where a joining word and another class meet', () => {
    expect(partsOf('汀兰小区从早上停水到现在。另外楼下酒吧噪音很大，睡不着')).toEqual([
      { classCode: 'water', cue: null, said: '汀兰小区从早上停水到现在。' },
      { classCode: 'noise', cue: '另外', said: '另外楼下酒吧噪音很大，睡不着' },
    ]);
  });

  it('are one where only one of the two is there: no list, and no word alone, parts anything', () => {
    expect(partsOf('汀兰小区从早上停水到现在，楼下酒吧噪音很大')).toEqual([]);
    expect(partsOf('1、路灯不亮；2、路灯一闪一闪；3、灯杆歪了')).toEqual([]);
    expect(partsOf('从早上停水到现在，另外水压太低上不去水')).toEqual([]);
    expect(partsOf('另外')).toEqual([]);
  });

  it('leave nothing of the text out', () => {
    const text = '你好。从早上停水到现在，还有就是夜里施工噪音扰民，另外请快点，再就是路灯不亮已经一周';
    const said = partsOf(text);
    expect(said.map(({ classCode }) => classCode)).toEqual(['water', 'noise', 'lamp']);
    expect(said.map((part) => part.said).join('')).toBe(text);
  });
});

describe('bytes as text', () => {
  it('are the same again, whatever their number', () => {
    for (let length = 0; length < 9; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 91 + length * 37) % 256);
      expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64').replaceAll('=', ''));
      expect(bytesOf(base64Of(bytes))).toEqual(bytes);
    }
    expect(bytesOf('a')).toBeNull();
    expect(bytesOf('a*b=')).toBeNull();
  });
});
