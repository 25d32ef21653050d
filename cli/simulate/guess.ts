import type { TicketType, Urgency } from '../../domain/ticket/vocabulary.js';
import type { Chance } from './chance.js';
import type { Message } from './messages.js';

/** What a title says of itself. The first that fits counts. */
const TYPE_WORDS: readonly (readonly [RegExp, TicketType])[] = [
  [/表扬|点赞|致谢/u, 'praise'],
  [/咨询|请问|如何办|怎么办理|何时能/u, 'consult'],
  [/建议/u, 'suggestion'],
  [/举报/u, 'report'],
  [/投诉/u, 'complaint'],
];
/** For the others: so that in all about three in four ask for help. */
const TYPE_MIX: readonly (readonly [TicketType, number])[] = [
  ['help', 0.88],
  ['consult', 0.05],
  ['complaint', 0.04],
  ['suggestion', 0.02],
  ['other', 0.01],
];

const URGENCY_WORDS: readonly (readonly [RegExp, Urgency])[] = [
  [/燃气味|漏气|煤气泄漏|着火|起火|困人|触电|坍塌/u, 'P0'],
  [/停水|停电|停气|积水|井盖|塌陷|断电/u, 'P1'],
];

/** Words of a matter and the class that it falls into; the first row that fits the title, else the text, counts. */
const CLASS_WORDS: readonly (readonly [RegExp, string])[] = [
  [/农民工.{0,12}(工资|薪)|(工地|包工头).{0,16}工资/u, '050102'],
  [/欠薪|拖欠.{0,6}工资|工资.{0,8}(不发|拖欠)/u, '050101'],
  [/孩子被打|虐待|未成年/u, '080401'],
  [/加班|双休|休息日/u, '050201'],
  [/社保|公积金|五险/u, '050303'],
  [/劳动合同|辞退|试用期/u, '050202'],
  [/养老金|退休/u, '050302'],
  [/燃气味|漏气|煤气/u, '030302'],
  [/停水/u, '030101'],
  [/水质|水压|自来水/u, '030102'],
  [/积水|下水道|管道堵/u, '030103'],
  [/停电|断电|供电/u, '030401'],
  [/暖气|供暖/u, '030201'],
  [/网络|宽带|光纤/u, '030402'],
  [/电梯/u, '060403'],
  [/油烟/u, '070201'],
  [/施工.{0,10}(噪|吵|扰)|打桩|夜间施工|渣土/u, '070101'],
  [/噪音|噪声|广场舞|扰民|音响/u, '070102'],
  [/废气|异味|臭气|粉尘/u, '070202'],
  [/污水|河水|黑臭|排污/u, '070203'],
  [/井盖/u, '010102'],
  [/坑|路面|破损|坑洼/u, '010101'],
  [/路灯/u, '010201'],
  [/垃圾/u, '010301'],
  [/摊贩|摆摊|占道/u, '010401'],
  [/单车/u, '010402'],
  [/违停|乱停/u, '040201'],
  [/公交|地铁/u, '040101'],
  [/出租车|网约车|的士/u, '040103'],
  [/红绿灯|信号灯|斑马线|标线/u, '040202'],
  [/停车/u, '040302'],
  [/违建|违法搭建|违章建筑/u, '020203'],
  [/楼道/u, '020301'],
  [/电动车.{0,6}充电/u, '020302'],
  [/物业费|收费/u, '020102'],
  [/物业|业主|业委会/u, '020101'],
  [/维修资金/u, '020103'],
  [/交房|烂尾|开发商|楼盘|购房|房产证/u, '020201'],
  [/棚改|危房|旧改/u, '020202'],
  [/公租房|廉租/u, '020401'],
  [/健身房|预付|会员卡/u, '060102'],
  [/培训班|培训机构|退费/u, '080103'],
  [/过期|变质/u, '060202'],
  [/餐馆|食堂|卫生差/u, '060201'],
  [/虚假宣传|传销|诈骗/u, '060302'],
  [/退货|假货|质量/u, '060101'],
  [/入学|学区|上学|招生|小学|幼儿园/u, '080101'],
  [/学校|老师|教师|实习/u, '080102'],
  [/医院|医保|医生/u, '080201'],
  [/低保/u, '080301'],
  [/征地|拆迁|征收/u, '070303'],
  [/宅基地/u, '070402'],
  [/户口|身份证|落户/u, '090102'],
  [/居住证/u, '090101'],
  [/犬|狗/u, '090202'],
  [/消防/u, '090301'],
  [/网上|系统|网站/u, '090402'],
  [/窗口|态度/u, '090401'],
  [/村.{0,4}路|乡村公路/u, '040402'],
  [/路|桥/u, '040401'],
  [/表扬/u, '090502'],
  [/小区/u, '020101'],
];
const otherwise = '090501';

export function guessType({ title }: Message, chance: Chance): TicketType {
  const said = TYPE_WORDS.find(([words]) => words.test(title))?.[1];
  if (said) return said;
  let roll = chance('type');
  for (const [type, share] of TYPE_MIX) {
    if (roll < share) return type;
    roll -= share;
  }
  return 'help';
}

export function guessUrgency({ title, body }: Message): Urgency {
  const text = `${title}\n${body.slice(0, 200)}`;
  return URGENCY_WORDS.find(([words]) => words.test(text))?.[1] ?? 'P2';
}

/** The class by words; only one that the hotline knows, `null` when it knows none of them. */
export function guessClass({ title, body }: Message, known: ReadonlySet<string>): string | null {
  const rows = CLASS_WORDS.filter(([, code]) => known.has(code));
  const found = rows.find(([words]) => words.test(title)) ?? rows.find(([words]) => words.test(body.slice(0, 300)));
  return found?.[1] ?? (known.has(otherwise) ? otherwise : null);
}
