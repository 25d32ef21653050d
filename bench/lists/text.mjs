import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/product.mjs';

/**
 * What citizens complain of, with its share of all tickets in thousandths: a few matters are most of the work, and many
 * are seldom. Heating is heard of in winter only, so that a word is measured that was common once and is not now.
 */
const MATTERS = [
  ['小区噪声扰民', 60],
  ['违章停车占用消防通道', 55],
  ['物业收费不公示', 50],
  ['垃圾清运不及时', 45],
  ['拖欠工资', 40],
  ['路面坑洼破损', 38],
  ['路灯不亮', 35],
  ['井盖破损', 30],
  ['预付卡退款难', 30],
  ['自来水压力不足', 28],
  ['占道经营', 26],
  ['违法建设', 24],
  ['油烟直排', 22],
  ['公交车等候时间过长', 20],
  ['社保卡补办', 20],
  ['下水道堵塞', 18],
  ['电梯停运', 16],
  ['公积金提取', 15],
  ['共享单车乱停放', 14],
  ['学区划分咨询', 12],
  ['快递丢失', 10],
  ['流浪狗伤人', 8],
  ['燃气泄漏隐患', 6],
  ['河道水质发黑', 5],
  ['树木倒伏', 4],
  ['广告牌松动', 3],
  ['通信基站选址', 2],
  ['农田灌溉用水', 1],
  ['文物保护标识缺失', 0.5],
  ['蜂窝煤配送', 0.05],
];
const HEATING = '供暖温度不达标';
const HEATING_SHARE = 0.12;
const WINTER = ['11', '12', '01', '02', '03'];

const ROADS = ['和平路', '建设街', '汐桥路', '织锦路', '灯影巷', '短棹路', '听澜大道', '松针路', '青橹街', '信笺里'];
const ENDINGS = [
  '希望尽快派人处理',
  '请回电告知结果',
  '已经多次反映没有下文',
  '请问归哪个部门管',
  '麻烦核实',
  '急盼解决',
];

const total = MATTERS.reduce((sum, [, share]) => sum + share, 0);
const samples = readFileSync(join(root, 'data/samples/messages.zh.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .flatMap((line) => JSON.parse(line).body.split(/[。？！]/))
  .filter((sentence) => sentence.length > 8);

/** Title and text of a ticket that was registered in this month, `MM`. */
export function textOf(random, month) {
  const matter = WINTER.includes(month) && random() < HEATING_SHARE ? HEATING : matterOf(random() * total);
  const road = pick(random, ROADS);
  const number = 1 + Math.floor(random() * 300);
  const said = [pick(random, samples), ...(random() < 0.4 ? [pick(random, samples)] : [])].join('。');
  return {
    title: `${road}${number}号${matter}`,
    text: `${road}${number}号附近${matter}，${said}，${pick(random, ENDINGS)}。`,
  };
}

function matterOf(point) {
  let left = point;
  for (const [matter, share] of MATTERS) {
    left -= share;
    if (left < 0) return matter;
  }
  return MATTERS[0][0];
}

export function pick(random, list) {
  return list[Math.floor(random() * list.length)];
}

/** The same tickets on every run: a small generator with a seed (mulberry32). */
export function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
