import { withoutPersonalNumbers } from '../../../domain/intake/redaction.js';
import { cpuMs } from '../../support/cpu-time.js';

describe('a text for the public', () => {
  it.each([
    ['请打13800001234找我', '请打***找我'],
    ['电话：138 0000 1234。', '电话：***。'],
    ['(020) 8888-6666', '(***'],
    ['+86-138-0000-1234', '+***'],
    ['１３８００００１２３４', '***'],
    ['一三八零零零零一二三四', '***'],
    ['身份证11010519491231002X丢了', '身份证***丢了'],
    ['卡号 6222 0212 3456 7890 123', '卡号 ***'],
    ['写信给 zhang.san@mail.example.org 即可', '写信给 *** 即可'],
  ])('shows %s as %s', (text, shown) => {
    expect(withoutPersonalNumbers(text)).toBe(shown);
  });

  it.each([
    '坑宽30厘米，深12.5厘米',
    '2026-11-20 22:30 发现',
    '2026/11/20至2026/11/21',
    '110 与 12345 都打过',
    '建设路12号3栋502室',
    '限高4.5米，@门口',
    '',
  ])('leaves %s as it is', (text) => {
    expect(withoutPersonalNumbers(text)).toBe(text);
  });

  it('is soon done with a long text that is nearly a number or an address', () => {
    for (const text of ['1 '.repeat(50_000), 'a'.repeat(100_000), '12345a'.repeat(20_000), '@a.'.repeat(40_000)]) {
      expect(cpuMs(() => withoutPersonalNumbers(text))).toBeLessThan(1_000);
    }
  });
});
