import { protectedMattersIn } from '../../../domain/intake/protected-matters.js';

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
    const started = performance.now();
    protectedMattersIn('工资'.repeat(20_000), '没'.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
