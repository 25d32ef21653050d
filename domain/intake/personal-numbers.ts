import { everyMatch } from '../every-match.js';

/**
 * Patterns of numbers and addresses by which a person is reached or known. They meet a folded text in which characters
 * for numbers are digits. `S` is what may stand between the digits of one number without parting it; a stretch is taken
 * from the first place where something fits, so what is left as it is comes first.
 */
const S = String.raw`[^\p{L}\p{N}]{0,3}`;
const n = (count: string): string => `(?:${S}\\d){${count}}`;
const start = String.raw`(?<!\d)`;
const end = String.raw`(?!\d)`;
/** Not the beginning of a longer number. */
const whole = String.raw`(?![\s\-–—.,/]{0,2}\d)`;

const YEAR = '(?:19|20)\\d\\d';
const MONTH = '(?:1[0-2]|0?[1-9])';
const DAY = '(?:3[01]|[12]\\d|0?[1-9])';
const COMPACT = `${YEAR}(?:1[0-2]|0[1-9])(?:3[01]|[12]\\d|0[1-9])`;
/** Somebody's name begins here, and not a unit of measure. */
const NO_TITLE = '(?!.{0,2}(?:先生|女士|小姐|太太|老师|师傅|经理|同志))';
const MEASURE =
  '(?:元|圆|块|角|万|亿|平|亩|公顷|米|公里|千米|厘米|毫米|吨|公斤|千克|斤|立方|升|度|千瓦|瓦|美元|港币|人|户|套|辆|棵|次|%|m2|km|kg|kwh|mm|cm)';

/** Numbers that name nobody, and stay. */
const ORDINARY = [
  // Ticket numbers, then written dates and spans of dates and years, then times of day.
  `${start}${COMPACT}-\\d{6}${end}`,
  `${start}${YEAR}[-/.]${MONTH}[-/.]${DAY}${end}`,
  `${start}${COMPACT}(?:\\s?[-~–—至到]\\s?${COMPACT})?${end}(?![\\s\\-–—./]{0,2}\\d)`,
  `${start}${YEAR}\\s?[-~–—/]{1,2}\\s?${YEAR}${end}${whole}`,
  `${start}(?:[01]?\\d|2[0-4]):[0-5]\\d(?::[0-5]\\d)?${end}`,
  // Documents: 〔2025〕1234号, 2025-1234号, GB 50180-2018.
  `(?<![a-z])(?:gb|db|sb|jgj|cjj|iso|jt|hj)(?:/t|\\d\\d)?\\s?\\d[\\d.]{0,9}[-—]\\d{4}${end}`,
  `[〔\\[(【](?:19|20)\\d\\d[〕\\])】]\\s?第?\\s?\\d{1,7}(?=\\s?号)`,
  `${start}${YEAR}[-/]\\d{1,7}(?=\\s?号)`,
  // Amounts: grouped by thousands, behind a sign of money, before a measure.
  `${start}\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,2})?${end}${whole}`,
  `(?:[¥￥$€]|rmb|人民币)\\s?\\d{1,10}(?:\\.\\d+)?${end}`,
  `${start}(?:[1-9]\\d{0,9}|0)(?:\\.\\d+)?(?=\\s?${MEASURE})${NO_TITLE}`,
  `${start}[1-9]\\d{0,5}\\s?[-~–—]\\s?[1-9]\\d{0,5}(?=\\s?${MEASURE})${NO_TITLE}`,
  `${start}[1-9]\\d{0,7}\\.\\d{1,2}${end}${whole}`,
  // Rooms in a row are no telephone number; whether they are somebody's door is asked elsewhere.
  `${start}[1-9]\\d{0,2}-\\d{1,2}-\\d{3,4}${end}${whole}`,
  `${start}[1-9]\\d{2,3}(?:[\\s/,、]{1,2}[1-9]\\d{2,3})+(?=\\s?(?:室|房|户|号房|号楼|栋|幢))`,
  `(?=[\\s\\d])(?<=[栋幢座楼层室]|单元|房号|房间)\\s?[1-9]\\d{2,3}(?:[\\s/,、]{1,2}[1-9]\\d{2,3})+${end}${whole}`,
  // Hotlines side by side.
  `${start}(?:1\\d\\d|1[02]\\d{3}|9[56]\\d{3,4})(?:[\\s/,、]{1,2}(?:1\\d\\d|1[02]\\d{3}|9[56]\\d{3,4}))+${end}${whole}`,
].join('|');

/** With a date of birth within, whatever stands between the digits. */
const IDENTITY = `${start}[1-9]${n('5')}${S}(?:1${S}[89]|2${S}0)${n('2')}${S}(?:0${S}[1-9]|1${S}[0-2])${S}(?:0${S}[1-9]|[12]${S}\\d|3${S}[01])${n('3')}${S}[\\dx](?![a-z\\d])`;
/** Mobile numbers, also behind 0, 86 or 0086; lines with their area code. */
const TELEPHONE = `${start}(?:(?:0${S}0${S})?8${S}6${S}|0)?1${S}[3-9]${n('9')}${end}|${start}0${S}[1-9]${n('8,10')}${end}`;
/** Seven digits and more, written on end or in groups as telephone, card and account numbers are. */
const LONG = String.raw`\d(?:[\s\-–—.()]{0,2}\d){5,}[\s-]?[\dx]`;

const AT = String.raw`\s{0,2}(?:@|[(\[{<【]\s?(?:at|艾特|圈a)\s?[)\]}>】]|艾特|爱特|圈a)\s{0,2}`;
const DOT = String.raw`\s{0,2}(?:\.|。|[(\[{<【]\s?(?:dot|点)\s?[)\]}>】]|点|\sdot\s)\s{0,2}`;
const TOP = String.raw`(?:[a-z]{2,24}|中国|公司|网络)(?![a-z0-9])`;
const LOCAL = String.raw`(?:(?<![a-z0-9])[a-z0-9][a-z0-9._%+\-]{0,63}(?:\s?[._]\s?[a-z0-9][a-z0-9_%+\-]{0,63}){0,3}|[\p{Script=Han}\d]{1,4})`;
const HOST = String.raw`(?:[a-z0-9-]{1,63}|\p{Script=Han}{1,8})`;
const PROVIDER = '(?:qq|163|126|139|189|gmail|outlook|hotmail|foxmail|sina|sohu|yeah|icloud|aliyun|yahoo|live)';
const MAIL = [
  `${LOCAL}${AT}(?:${HOST}${DOT}){1,4}${TOP}`,
  `(?<![a-z0-9])[a-z0-9][a-z0-9._%+-]{0,63}\\s{0,2}(?:#|\\sat\\s)\\s{0,2}${PROVIDER}${DOT}(?:com|cn|net)(?![a-z0-9])`,
].join('|');

const PLATE = String.raw`[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]${S}[a-hj-np-z]${S}(?=(?:(?:${S}[a-z]){0,3}${S}\d){2})(?:[a-hj-np-z\d]${S}){4,5}(?:[a-hj-np-z\d](?![a-z\d])|[挂学警港澳])`;
/** What is called a WeChat or QQ name; the word before it stays. */
const HANDLE = String.raw`(?=[a-z\d])(?<=(?:微信|薇信|威信|v信|加v|扣扣|wechat|weixin|(?<![a-z])(?:vx|wx|qq))\s?(?:号码?|id|帐号|账号)?\s{0,2}[:是为=]?\s{0,2})(?:[a-z][a-z0-9_-]{0,18}[\d_-][a-z0-9_-]{0,18}|\d{5,12})(?![a-z0-9])`;

/** One group for each kind; `ordinary` stays. */
export const NUMBERS = new RegExp(
  `(?<ordinary>${ORDINARY})|(?<mail>${MAIL})|(?<wechat>${HANDLE})|(?<plate>${PLATE})|(?<identityNumber>${IDENTITY})|(?<telephone>${TELEPHONE})|(?<card>${LONG})`,
  'gu',
);
/** By these alone somebody is reached or known. Long numbers are not among them: pictures and pages have them too. */
export const FOR_SURE = new RegExp(`(${ORDINARY})|${MAIL}|${IDENTITY}|${TELEPHONE}`, 'gu');

const NUMERALS = '〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两';
const VALUES = '00012345678912345678912';

/**
 * Character for character, so that places stay. A numeral that stands for a word as well does no harm: only long rows
 * count.
 */
export function withDigits(folded: string): string {
  return folded.replace(
    /[〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两]/gu,
    (sign) => VALUES[NUMERALS.indexOf(sign)] ?? sign,
  );
}

/** After and before digits one numeral is a word: 8501一直, 第一138. */
const STRAY = /^[一二三四五六七八九两](?=\d)|(?<=\d)[一二三四五六七八九两]$/gu;
const FEWEST = 7;
const IS_DAY = new RegExp(`^${COMPACT}$`, 'u');

/** The stretch without a numeral that is none; nothing at all where too few digits are left then. */
export function withoutStray(folded: string, first: number, last: number): [number, number] {
  const found = folded.slice(first, last);
  const strays = [...everyMatch(STRAY, found)];
  if (strays.length === 0) return [first, last];
  if (found.replace(/[^\d〇零]/gu, '').length < FEWEST) return [first, first];
  const from = first + Number(strays.some(({ index }) => index === 0));
  const to = last - Number(strays.some(({ index }) => index > 0));
  return IS_DAY.test(folded.slice(from, to)) ? [first, first] : [from, to];
}
