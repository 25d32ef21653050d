import { folded } from './folded-text.js';

/** A unit by the names that the city gave it. */
export interface NamedUnit {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
}

/** The city or district before the name proper; people leave it out. */
const SEAT = /^(?:[^省市区县]{2,4}[省市区县]|[市区县])(?=.{3})/u;
const GOVERNMENT = '人民政府';
/** How people shorten what departments are called. */
const SHORTENED: readonly (readonly [whole: string, short: string])[] = [
  ['住房和城乡建设', '住建'],
  ['人力资源和社会保障', '人社'],
  ['城市管理', '城管'],
  ['市场监督管理', '市场监管'],
  ['市场监督管理', '市监'],
  ['生态环境', '环保'],
  ['卫生健康', '卫健'],
  ['自然资源和规划', '自然资源'],
  ['农业农村', '农业'],
  ['交通运输', '交通'],
  ['公用事业', '公用'],
  ['应急管理', '应急'],
  ['文化广电和旅游', '文旅'],
  ['街道办事处', '街道'],
  [GOVERNMENT, '政府'],
];
/** Shorter than that, a word is in too many texts. */
const FEWEST = 3;

/**
 * Which of these units a text names, by their whole name or as people shorten it: 市城市管理局 is named by 城管局 too, and so
 * is every district's. Errs on the side of finding: a person is asked, nothing is refused for good.
 */
export function unitsNamedIn(text: string, units: Iterable<NamedUnit>): string[] {
  const plain = joined(text);
  return [...units].filter((unit) => namesOf(unit).some((name) => plain.includes(name))).map(({ id }) => id);
}

function namesOf({ name, nameEn }: NamedUnit): string[] {
  const whole = joined(name);
  const said = [whole, whole.replace(SEAT, '')];
  const short = SHORTENED.flatMap(([from, to]) => said.map((one) => one.replace(from, to)));
  const names = [...said, ...short, joined(nameEn)];
  return names.filter((one) => [...one].length >= FEWEST && one !== GOVERNMENT);
}

function joined(text: string): string {
  return folded(text).replace(/\s+/gu, '');
}
