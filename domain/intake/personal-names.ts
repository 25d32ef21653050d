/**
 * Patterns of what people are called and where they live, over a folded text. A name is taken only where somebody
 * speaks of a person: after "my name is" or "contact", before a title of courtesy, beside a telephone number. Offices
 * are no names: 王局长 says who is responsible, 王先生 who complains.
 */
const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢骆岳齐尚梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫嵺苟褚廉简娄盖符奚木穆燕郎邸冀谈姬屠郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽井练仲乐虞卞封竺冼原衣楚佟栗匡宗巫鞠僧桑荆谌扬沙薄伏岑习胥蔺';
/** Common ones, few of which are ordinary words as well: enough where little else says that a name begins. */
const PLAIN =
  '王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛阎余潘杜戴夏汪姜范姚谭廖邹熊陆郝崔邱秦侯邵孟段钱汤尹黎乔贺龚庞樊殷陶翟颜倪严俞章葛韦聂焦邢骆岳翁覃霍耿詹靳裴阮瞿褚窦卞冼';
const DOUBLE = '欧阳|上官|诸葛|皇甫|尉迟|慕容|令狐|司徒|夏侯|端木|司马|东方|公孙|轩辕';
const HAN = String.raw`\p{Script=Han}`;
/** After a name a clause goes on with these; few people are called so at the end. */
const GOES_ON =
  '住在是的我你他她它们想要从今昨有和与及或同向对跟给打说电手身微这那于因被已也就都不没了家男女先师老小说来去到等等反投举报咨询希望请求名号位个本叫用把让联违';
const PLACE = '村庄屯镇县市区街路桥湾巷弄店厂局所院校社组户站馆场楼里家门口院司部处科省乡';
const ending = `(?![${GOES_ON}${PLACE}])${HAN}`;
const first = `(?![住在是的我你他她它想要从有与及了们])${HAN}`;
const given = (surname: string): string =>
  `(?:(?:${DOUBLE})\\s?${ending}{1,2}|[${surname}]\\s${ending}(?:\\s${ending})?(?!${HAN})|[${surname}]${first}${ending}|[${surname}]${ending})`;
/** 阿不都·热合曼 */
const DOTTED = `${HAN}{2,6}[·•.]${HAN}{2,7}`;
const BEGINS = String.raw`(?<=^|[^\p{L}\p{N}]|联系|请找|找到|你好|您好)`;
const ENDS = String.raw`(?=$|[^\p{L}\p{N}]|电话|手机|身份证|家住|住|联系|今年|来电|本人)`;
const SAYS = `(?:(?:姓名|名字|联系人|投诉人|举报人|申请人|当事人|报案人|收件人|收款人|户主|机主|车主|业主姓名|患者|死者|伤者|孩子名|法人|房东|租客)(?:姓名|名字)?|(?:我|他|她|孩子|儿子|女儿|母亲|父亲|老公|丈夫|妻子|老婆|对方|本人)(?:的?(?:名字|姓名))?(?=叫|名叫))`;

/** Ordinary words that begin like a surname and stand before a title: 安装师傅, 高中老师. */
const NO_NAME =
  '(?!项目|安排|应当|符合|高中|高校|高数|高一|高二|高三|安装|施工|管道|管理|任课|康复|华人|成教|成人|文化|美术|外教|全体|全部|全校|和其|应急|时间|万能|明星|司机|房管|单位|包工|乐器|计算|保安|车间|方向|白班|夜班|安全|安保|花艺|古筝|古琴|武术|书法|连同|都是|来访|查询|关于|位置|方言|文科|乐队|席位|陪)';
const BEFORE_TITLE =
  '(?<!主|保|环|门|其|校|我|对|双|警|院|甲|乙|地|各|多|每|几|哪|这|那|名|两|医|外|代|公|货|客|轿|警|中|大|小区|学|开|水|电|物|班|百|用|商|组|低|建设|投资|一)';
const TITLE = '(?:先生|女士|师傅|老师|小姐|太太|阿姨|大爷|大妈|大哥|大姐|大叔|奶奶|爷爷|同志|医生|护士|经理|老板)';

/** Each takes the name alone; what leads to it stays. */
export const NAMES: readonly RegExp[] = [
  // 姓名：王小明, 我叫王小明, 联系人 王小明
  new RegExp(
    `(?<=${SAYS}\\s?(?:名叫|[:=]|是|为|叫|\\()?\\s{0,2})(?!叫|是|名|为)${NO_NAME}(?:${DOTTED}|${given(SURNAMES)})`,
    'gu',
  ),
  new RegExp(`(?<=我(?:名字)?叫\\s?)(?!叫)(?:${DOTTED}|${given(SURNAMES)})`, 'gu'),
  // 我是王小明，…; 我是王家村的… is none.
  new RegExp(`(?<=(?:我|本人|这里|这边)(?:就)?是\\s?|本人\\s?)${given(PLAIN)}${ENDS}`, 'gu'),
  // 我姓王, 免贵姓李, 一个姓张的
  new RegExp(`(?<=(?<![百同改异复贵])姓|免贵姓)(?:${DOUBLE}|[${SURNAMES}])(?!名|氏)`, 'gu'),
  // 王女士, 张建国先生, 李师傅
  new RegExp(
    `${BEFORE_TITLE}${NO_NAME}(?:(?:${DOUBLE})(?:${ending}{1,2})?|[${PLAIN}万白石金江田方高马叶钟康毛史顾龙雷易常武赖文兰洪安温季鲁伍申尤毕齐梅莫辛左涂祁舒牟苗凌费纪盛童欧甄项曲成鲍柯桂闵柴吉饶古卓艾](?:${first}?${ending})?)(?=\\s?${TITLE})`,
    'gu',
  ),
  // 王小明 13800001234, 王小明（身份证…
  new RegExp(
    `${BEGINS}${NO_NAME}${given(PLAIN + '马高叶钟田任方石金康毛史顾龙雷文施')}(?=[\\s,:、;(]{0,2}(?:\\+?\\d[\\d\\s-]{6,}|电话|手机|身份证|联系电话|联系方式))`,
    'gu',
  ),
  // Mr Smith, my name is John Smith
  /(?<=(?<![a-z])(?:mr|mrs|ms|miss|dr)\.?\s)[a-z][a-z'-]{1,20}(?:\s[a-z][a-z'-]{1,20}(?=\s?[,.;(]|$))?/gu,
  /(?<=(?<![a-z])(?:my name is|i am called|name:)\s)[a-z][a-z'-]{1,20}(?:\s[a-z][a-z'-]{1,20})?(?=\s?[,.;(]|\sand\s|$)/gu,
];

/** What is counted behind a number is no room: 3号楼1200户, 502元. */
const COUNTED =
  '(?!\\d|\\s?(?:年|月|日|元|户|人|度|次|万|千|百|平|米|m2|吨|块|个|天|号线|%|名|多|余|辆|套|份|级|路|伏|瓦|公里|小时|分))';
const NUMBER = '(?:[a-z]?\\d{1,4}[a-z]?|[\\d十百]{1,5}|[甲乙丙丁]|[a-z])';
const SEP = '[\\s,、\\-–—/]{0,2}';
const ROOM = `(?:[a-z]?\\d{3,4}[a-z]?${COUNTED}|\\d{1,2}层\\d{1,4}|十?\\d楼\\d{2,4})(?:[\\s/,、]{1,2}\\d{3,4}${COUNTED})*(?:\\s?(?:室|房间|房|号房|户号|号))?`;
const BUILDING = `(?<![a-z\\d])${NUMBER}\\s?(?:号楼|栋|幢|座|号院|#楼|#|号)`;
const ENTRANCE = `${NUMBER}\\s?(?:单元|门洞|梯)`;
const OFFICE = '(?<!(?:办公楼|办公室|中心|大楼|大厅|行政楼|法院|教学楼|窗口|医院|学校|局|会议).{0,4})';

/** Where somebody lives, down to the door. A building alone, or a house in a road, is where a matter is, and stays. */
export const DOORS: readonly RegExp[] = [
  new RegExp(`${BUILDING}${SEP}${ENTRANCE}(?:${SEP}${ROOM})?`, 'gu'),
  new RegExp(`(?<![a-z\\d])${NUMBER}\\s?(?:号楼|栋|幢|座|号院|#楼|#)(?:的)?${SEP}${ROOM}`, 'gu'),
  new RegExp(`(?<![a-z\\d])${ENTRANCE}${SEP}${ROOM}`, 'gu'),
  new RegExp(`${OFFICE}(?<![a-z\\d])(?:\\d{3,4}[\\s、,/]{1,2})*[a-z]?\\d{3,4}\\s?(?:室(?!内|外|温)|号房(?!源))`, 'gu'),
  /(?<![\d.:-])[1-9]\d{0,2}-\d{1,2}-\d{3,4}(?![\d.:-]|\s?号)/gu,
  /(?<!\d)\d{1,3}组\s?\d{1,4}号/gu,
  /(?<=门牌(?:号码?)?\s?[:是为]?\s?)(?:[\p{Script=Han}]{2,12}?[路街巷道])?[甲乙]?\d{1,4}(?:-\d{1,4}){0,3}(?:号|(?=$|[^\d年月日]))/gu,
  /(?<=(?:家住|住在|我住|住址|家在|现住|家庭地址|居住地|租住)[^,。;!?\n]{0,24})(?<!\d)\d{1,5}(?:-\d{1,4})?号(?!楼|线|院|门|店|出口|铺)/gu,
];
