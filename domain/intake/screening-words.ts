/** How callers speak of somebody; of most words the last sign is enough. */
const PERSON =
  '[我他她人爸妈爷奶公婆叔姨哥姐弟妹娃]|孩子?|宝宝|儿子|女儿|老头|老太|大[爷妈]|学生|同[学事]|工友|邻居|[女男]的|司机|先生|太太|丈夫|媳妇|老伴';

/**
 * A pattern of the words of a row, as somebody reads them aloud: `…` stands for up to eight signs of the same clause,
 * `@` for a word for a person, a sign with `?` may be missing, brackets with strokes are a choice. Nothing in them
 * repeats without end, so that a long text costs its length.
 */
export function anyOf(...words: readonly string[]): RegExp {
  return new RegExp(words.join('|').replaceAll('@', `(?:${PERSON})`).replaceAll('…', '[^,。!?;:]{0,8}'), 'gu');
}

/** As far as is read on each side of what was found, to tell whether it is meant. */
const NEAR = 28;
const ENDS_SENTENCE = /[。!?;]/u;
/** What happens while it is told takes back what was said before: 以前没有过，现在一股煤气味. */
const NOW = /现在|刚才|刚刚|正在|此刻|马上|突然|忽然|这会儿/gu;

/** Said before, in the same sentence: it has not happened, is over, or is what always happens. */
const NOT_MEANT_BEFORE = anyOf(
  // It might, it should not, it is only thought of.
  '如果|万一|要是|假如|假设|倘若|假使|一旦|若[是有遇]|真要|哪天|以免|免得|避免|防止|预防|以防|谨防|防范|杜绝|严禁|禁止',
  '演练|演习|预案|培训(?!机构|学校|班|中心)|宣传|讲座|警示|建议|希望|提醒|隐患|风险|保险(?![丝箱柜])|听说|据说|传言|谣言|新闻|电影|视频里',
  // It is over.
  '去年|前年|往年|年前|月前|天前|前几[年天]|上[次回周]|上个?月|上星期|以前|之前|曾|前段|前阵|前不久|那[次天年]|当时|当年|昨[天晚日]|前天',
  String.raw`\d(年(?!级)|月|日|号(?![楼线院门栋口]))`,
  // It is always so.
  '经常|常常|时常|常年|老是|总是|每[次天晚年]|天天|夜夜|长期|频繁|频发|多次|屡次|屡屡|时不时|动不动|隔三差五|好几[次回]|[几两三]次|迟早|早晚|容易|随时|极易',
);
/** Said just before, in the same clause. */
const NOT_MEANT_CLOSE = anyOf('(?<![害可])怕(?!是)|担心|担忧|恐|(?<![机社开员委协展])会…$|没有?$');
/** Said just after, in the same clause. */
const NOT_MEANT_AFTER = anyOf(
  '^…(可能性|现象|隐患|风险|演练|演习|报警器|探测|保险|险赔|的话|认定|责任|赔|补偿|案|谣言|是不是|会不会|怎么(预防|急救|逃生))',
  '^…(那[天次年]|的?事(?!了)|以后|之后|[过了](一|两|三|几|好几|很?多)[次回])',
);

/**
 * Whether words found at `from` up to `to` are meant as they stand: not a case that is thought of, feared or long over.
 * What was found is looked at as well, for its gaps may hold such a word: 电梯经常困人.
 */
export function isMeant(text: string, from: number, to: number): boolean {
  const sentence = sinceLast(text.slice(Math.max(0, from - NEAR), from), ENDS_SENTENCE);
  const before = sinceLast(sentence, NOW);
  if (has(NOT_MEANT_BEFORE, before + text.slice(from, to))) return false;
  if (has(NOT_MEANT_CLOSE, sinceLast(sentence, /,/u))) return false;
  return !has(NOT_MEANT_AFTER, text.slice(to, to + NEAR).split(/[,。!?;]/u, 1)[0] ?? '');
}

/** The sentence around what was found, as much of it as is near. */
export function nearby(text: string, from: number, to: number): string {
  const before = sinceLast(text.slice(Math.max(0, from - NEAR), from), ENDS_SENTENCE);
  return before + text.slice(from, to) + (text.slice(to, to + NEAR).split(ENDS_SENTENCE, 1)[0] ?? '');
}

function sinceLast(text: string, mark: RegExp): string {
  return text.split(mark).at(-1) ?? '';
}

/** Unlike `test`, it does not go on where the last search of the pattern ended. */
function has(pattern: RegExp, text: string): boolean {
  return text.search(pattern) >= 0;
}
