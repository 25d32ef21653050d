import { folded } from '../../../domain/intake/folded-text.js';
import { PROTECTED_MATTERS, protectedMattersIn } from '../../../domain/intake/protected-matters.js';
import { cpuMs } from '../../support/cpu-time.js';

describe('protected matters', () => {
  it.each([
    '包工头拖欠我们三个月的工资',
    '我是农民工，工地上的工资一直没有发',
    '老板半年没给我们发工资了',
    '单位一直不发工资',
    '干完活拿不到工钱',
    '工资\n拖 欠 三个月',
    '欠薪问题',
    '帮我们讨薪',
    '要求支付克扣的劳务费',
    '公司拒绝支付工资',
    '农民工兄弟的血汗钱，欠了一年',
    'They owe me three months of wages',
    'Unpaid wages on the building site',
  ])('finds wages in: %s', (text) => {
    expect(protectedMattersIn(text)).toContain('wages');
  });

  it.each([
    '学校旁有人猥亵女童',
    '邻居长期虐待孩子',
    '未成年人进网吧',
    '我家小孩被打了',
    '孩子走失了',
    'child abuse next door',
  ])('finds a minor in: %s', (text) => {
    expect(protectedMattersIn(text)).toContain('minor');
  });

  it.each([
    '我不想活了',
    '再不解决我就跳楼',
    '他说要自杀',
    '活不下去',
    '活不\n下去',
    'I will kill myself',
    'thoughts of suicide',
    'self harm',
  ])('finds self-harm in: %s', (text) => {
    expect(protectedMattersIn(text)).toContain('selfHarm');
  });

  it.each([
    ['traditional characters', '包工頭拖欠農民工工資', 'wages'],
    ['traditional characters', '鄰居長期虐待兒童', 'minor'],
    ['traditional characters', '再不解決我就跳樓', 'selfHarm'],
    ['dots', '我就跳.楼', 'selfHarm'],
    ['middle dots', '我想自·杀', 'selfHarm'],
    ['stars', '再不解决就跳**楼', 'selfHarm'],
    ['dashes', '自-杀', 'selfHarm'],
    ['long dashes', '不想——活了', 'selfHarm'],
    ['underscores', '轻_生', 'selfHarm'],
    ['strokes', '跳|河', 'selfHarm'],
    ['brackets', '我要【自】【杀】', 'selfHarm'],
    ['commas between single characters', '我，不，想，活，了', 'selfHarm'],
    ['zero width signs', '自\u200B杀', 'selfHarm'],
    ['a soft hyphen', '跳\u00AD楼', 'selfHarm'],
    ['bidirectional controls', '\u202A跳\u202C\u2066楼\u2069', 'selfHarm'],
    ['a byte order mark', '讨\uFEFF薪', 'wages'],
    ['variation selectors', '欠\uFE0F薪', 'wages'],
    ['marks over the characters', '自\u0336杀\u0336', 'selfHarm'],
    ['full width', 'ｓｅｌｆ－ｈａｒｍ', 'selfHarm'],
    ['dots between letters', 's.u.i.c.i.d.e', 'selfHarm'],
  ])('is not misled by %s: %s', (_how, text, matter) => {
    expect(protectedMattersIn(text)).toContain(matter);
  });

  it.each(['每晚心惊肉跳，楼上还在装修', '他要走不想，活动中心太远', '晚上睡不着，心跳。楼道无灯'])(
    'makes no word of the end of one clause and the beginning of the next: %s',
    (text) => {
      expect(protectedMattersIn(text)).toEqual([]);
    },
  );

  it('has patterns that a folded text can meet', () => {
    for (const { pattern } of PROTECTED_MATTERS) expect(folded(pattern.source)).toBe(pattern.source.toLowerCase());
  });

  it.each([
    '路灯不亮，晚上很黑',
    '小区停车位被占用',
    '想咨询工资条上的个税怎么算',
    '公园跳舞声音太大',
    'The street lamp is broken',
    '',
  ])('leaves ordinary words alone: %s', (text) => {
    expect(protectedMattersIn(text)).toEqual([]);
  });

  it('names each matter once, whatever text it stands in and however often', () => {
    expect(protectedMattersIn('拖欠工资', '拖欠工资，不想活了')).toEqual(['wages', 'selfHarm']);
  });

  it('reads full-width letters like ordinary ones', () => {
    expect(protectedMattersIn('ＳＵＩＣＩＤＥ')).toEqual(['selfHarm']);
  });

  it('is quick on a long text that says nothing', () => {
    expect(cpuMs(() => protectedMattersIn('工资'.repeat(20_000), '没'.repeat(20_000)))).toBeLessThan(1_000);
  });
});
