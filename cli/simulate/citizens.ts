import type { Chance } from './chance.js';
import { between, happens, pick } from './chance.js';
import type { City } from './city.js';
import type { Message } from './messages.js';

const SURNAMES = [
  '赵',
  '钱',
  '孙',
  '李',
  '周',
  '吴',
  '郑',
  '王',
  '冯',
  '陈',
  '沈',
  '韩',
  '杨',
  '许',
  '何',
  '吕',
] as const;
const GIVEN = [
  '晓明',
  '建华',
  '丽',
  '志强',
  '秀英',
  '雨桐',
  '浩然',
  '静',
  '国栋',
  '思远',
  '梅',
  '子涵',
  '海燕',
  '文博',
] as const;
const PLACE = /[\p{Script=Han}A-Za-z0-9]{1,8}(?:小区|花园|公园|社区|街道|大道|路|街|巷|村|镇|学校|学院|医院)/u;
const nowhere = '位置以正文为准';

export interface InventedCitizen {
  readonly name: string | null;
  readonly phone: string | null;
  readonly identity: 'open' | 'hidden' | 'anonymous';
}

/** Somebody who does not exist, with a number of the demonstration range. */
export function inventCitizen(chance: Chance): InventedCitizen {
  if (happens(chance, 'anonymous', 0.03)) return { name: null, phone: null, identity: 'anonymous' };
  return {
    name: pick(chance, 'surname', SURNAMES) + pick(chance, 'given', GIVEN),
    phone: `1380000${String(between(chance, 'phone', 0, 9_999)).padStart(4, '0')}`,
    identity: happens(chance, 'hidden', 0.07) ? 'hidden' : 'open',
  };
}

/** Where it is: the smallest unit that the text names, else something that looks like a place. */
export function placeIn({ title, body }: Message, city: City): string {
  const text = `${title}\n${body}`;
  const named = city.places.find(({ word }) => text.includes(word));
  return named?.name ?? PLACE.exec(title)?.[0] ?? PLACE.exec(body)?.[0] ?? nowhere;
}
