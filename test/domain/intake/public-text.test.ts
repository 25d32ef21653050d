import { publicUrl, redactedText } from '../../../domain/intake/personal-words.js';
import { cpuMs } from '../../support/cpu-time.js';

describe('a text for the public', () => {
  it.each([
    ['请打13800001234找我', '请打〔电话〕找我'],
    ['电话：138 0000 1234。', '电话：〔电话〕。'],
    ['(020) 8888-6666', '(〔电话〕'],
    ['+86-138-0000-1234', '+〔电话〕'],
    ['１３８００００１２３４', '〔电话〕'],
    ['一三八零零零零一二三四', '〔电话〕'],
    ['身份证11010519491231002X丢了', '身份证〔证件号〕丢了'],
    ['卡号 6222 0212 3456 7890 123', '卡号 〔账号〕'],
    ['写信给 zhang.san@mail.example.org 即可', '写信给 〔邮箱〕 即可'],
    ['139/1234/5678', '〔电话〕'],
    ['一三九 一二三四 五六七八', '〔电话〕'],
    ['138/0013/8000', '〔电话〕'],
    ['138_0013_8000', '〔电话〕'],
    ['138,0013,8000', '〔电话〕'],
    ['138，0013、8000', '〔电话〕'],
    ['138|0013|8000', '〔电话〕'],
    ['138*0013*8000', '〔电话〕'],
    ['138——0013——8000', '〔电话〕'],
    ['1.3.8.0.0.1.3.8.0.0.0', '〔电话〕'],
    ['1\u200B3\u200B8\u202A0013\u20668000', '〔电话〕'],
    ['电①③⑧⓪⓪❶❸➇000⓪话', '电〔电话〕话'],
    ['¹³⁸⁰⁰¹³⁸⁰⁰⁰', '〔电话〕'],
    ['壹叁捌零零壹叁捌零零零', '〔电话〕'],
    ['幺 三 八 〇 〇 幺 三 八 〇 〇 〇', '〔电话〕'],
    ['壹三8-0013-八〇〇〇', '〔电话〕'],
    ['0086 138 0013 8000', '〔电话〕'],
    ['٠١٠-١٢٣٤٥٦٧٨', '〔电话〕'],
    ['电话84516000一直没人接', '电话〔电话〕一直没人接'],
    ['电话88886666万先生', '电话〔电话〕〔姓名〕先生'],
    ['110105/1949/1231/002x', '〔证件号〕'],
    ['zhang . san @ qq . com', '〔邮箱〕'],
    ['zhang@ qq .com', '〔邮箱〕'],
    ['zhangsan艾特163点com', '〔邮箱〕'],
    ['zhangsan(at)163(dot)com', '〔邮箱〕'],
    ['zhangsan at qq dot com', '〔邮箱〕'],
    ['zhangsan#163.com', '〔邮箱〕'],
    ['邮箱：张三@qq.com', '邮箱：〔邮箱〕'],
    ['邮箱：张三＠例子．中国', '邮箱：〔邮箱〕'],
    ['粤B12345乱停', '〔车牌〕乱停'],
    ['粤B·D12345乱停', '〔车牌〕乱停'],
    ['京 A 12345 乱停', '〔车牌〕 乱停'],
    ['微信号：wx_abc123', '微信号：〔微信号〕'],
    ['加V zhangsan-88', '加V 〔微信号〕'],
    ['QQ：123456', 'QQ：〔微信号〕'],
    ['建设路12号3栋502室', '建设路12号〔门牌〕'],
    ['12-3-1502', '〔门牌〕'],
    ['12栋1202 1302', '〔门牌〕'],
    ['1202 1302室，1202、1302、1402室', '〔门牌〕，〔门牌〕'],
  ])('shows %s as %s', (text, shown) => {
    expect(redactedText(text)).toBe(shown);
  });

  it.each([
    '坑宽30厘米，深12.5厘米',
    '2026-11-20 22:30 发现',
    '2026/11/20至2026/11/21',
    '110 与 12345 都打过',
    '限高4.5米，@门口',
    '欠款1500000元，利息12345.67',
    '补偿1,234,567.89元，共13,800,001,234元',
    '￥1500000，人民币1200000',
    '面积1234567平方米',
    '每月1000-2000元',
    '20261120，20261101-20261130',
    '2026.11.20 08:00-2026.11.21 18:00',
    '规划（2019-2023年）',
    '2016—2017学年',
    '工单20261123-000042',
    '国办函〔2025〕66号，财社（2008）269号',
    '渝府发[2025]1234号，2018-01003号',
    '(2025)渝0103民初12345号',
    '1、2、3、4、5、6、7栋',
    '每周一三五，二四六',
    '6:30、8:15、12:40、18:20',
    '尺寸1200*2400*18',
    '一二三，四五六，三三两两',
    '96110 96119 12345',
    'iPhone15 Pro 256G，川菜馆，新A1区',
    '微信支付，QQ群，微信小程序',
    '邮编510000',
    '👨‍👩‍👧 ① 农民工工資',
    '',
  ])('leaves %s as it is', (text) => {
    expect(redactedText(text)).toBe(text);
  });

  it('is soon done with a long text that is nearly a number or an address', () => {
    for (const text of [
      ...['1 '.repeat(50_000), 'a'.repeat(100_000), '12345a'.repeat(20_000), '@a.'.repeat(40_000)],
      ...['1---'.repeat(3_000), 'a.a.'.repeat(3_000), '粤 b  '.repeat(2_000), '1202 '.repeat(2_000)],
    ]) {
      expect(cpuMs(() => redactedText(text))).toBeLessThan(1_000);
    }
  });
});

describe('an address of a picture', () => {
  it.each([
    'https://photos.example.org/a.jpg',
    'https://photos.example.org/2026/11/23/IMG_20261123_134512.jpg?w=1200&h=800',
    'https://cdn.example.org/1732345678901/5d41402abc4b2a76b9719d911017c592.png',
    'https://photos.example.org/@user/a.jpg',
  ])('is shown when it names nobody: %s', (url) => {
    expect(publicUrl(url)).toBe(url);
  });

  it.each([
    'https://photos.example.org/13800001234/11010519491231002X.jpg',
    'https://photos.example.org/138-0000-1234.jpg',
    'https://photos.example.org/a.jpg?tel=88886666',
    'https://photos.example.org/%31%33%38%30%30%30%30%31%32%33%34.jpg',
    'https://photos.example.org/%2531%2533800001234.jpg',
    'https://photos.example.org/%E4%B8%80%E4%B8%89%E4%B9%9D%E4%B8%80%E4%BA%8C%E4%B8%89%E5%9B%9B%E4%BA%94%E5%85%AD%E4%B8%83%E5%85%AB.jpg',
    'https://photos.example.org/a.jpg?u=wang%40example.org',
    'https://wang:pw@photos.example.org/a.jpg',
    'https://photos.example.org/a.jpg?name=%E7%8E%8B',
  ])('is kept back whole when it names somebody: %s', (url) => {
    expect(publicUrl(url)).toBeNull();
  });
});
