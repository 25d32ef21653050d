import { writeFile } from 'node:fs/promises';
import { pick } from './chance.mjs';

const SYLLABLES = [
  ...'松柳梅兰竹菊云岚溪泉湖汀沙石桥梁亭台楼阁晨曦霞虹星月春夏秋冬东南西北安宁康乐福禄祥瑞金银玉翠丹青紫朱',
];
const PLACES = ['花园小区', '大道', '新村', '街东段', '巷口', '路北侧'];
const MATTERS = [
  '自来水发黄',
  '路面有大坑',
  '路灯全不亮',
  '垃圾堆成山',
  '夜间施工吵',
  '下水道堵塞',
  '电梯老停运',
  '暖气不热',
  '井盖松动',
  '乱停车严重',
  '油烟熏人',
  '物业乱收费',
  '公交总晚点',
  '停电没通知',
  '噪音扰民',
  '河水黑臭',
  '摊贩占道',
  '培训班不退费',
  '餐馆卫生差',
  '红绿灯坏了',
];
const REPEATED = 0.1;

/** Invented citizens' messages, one JSON object a line; a tenth of them repeat the one before about the same matter. */
export async function writeMessages(file, count, chance) {
  const lines = [];
  let last = null;
  for (let n = 1; n <= count; n += 1) {
    const repeats = last !== null && chance() < REPEATED;
    const title = repeats ? last : `${name(chance)}${pick(chance, PLACES)}${pick(chance, MATTERS)}`;
    last = repeats ? null : title;
    const body = `${title}，已经第${1 + Math.floor(chance() * 9)}天了，麻烦尽快派人来看看并回复。（第${n}件）`;
    lines.push(JSON.stringify({ title, body }));
  }
  await writeFile(file, `${lines.join('\n')}\n`);
}

function name(chance) {
  return Array.from({ length: 3 }, () => pick(chance, SYLLABLES)).join('');
}
