import { emergency, utility, type ScreeningRow } from './screening-row.js';
import { anyOf } from './screening-words.js';

/** For who comes with an engine, and for who closes the road: fire and rescue, traffic. */
export const RESCUE_ROWS: readonly ScreeningRow[] = [
  emergency('119', {
    id: 'fire',
    version: 1,
    zh: '来电人说现在有火',
    en: 'the caller says that something is on fire now',
    pattern: anyOf(
      '(?<!打不)着火|起火(?!灾)|失火|走火|火(好|很|太|越来越|烧得?很?|更)[大猛]|火势|火光|大火|火苗',
      '[窜蹿]火|冒火(?!花)|救火(?![车队])|(烧|燃|点|着)(起来|起|着)了|烧(成|穿|没了|过来|进来)|在烧(?!开)',
      '(山|林|棚|楼|屋|房|家|店|库)[上里顶]?(?<!睡)着了(?![急凉])',
      '(电表|灶|锅|车|房|屋|楼|店|仓库|线|插座|空调|冰箱)…烧了|火…([窜蹿烧]到|[窜蹿]起|蔓延)',
      '烧到…[墙房屋家门]|要炸了?|有火[,了。]|起了火|[车辆]…着了|着起来|满…火星|喷火|蓝火|火球|扑不灭',
      '灭不了火|灭火器…(没用|不够)|(烧焦|焦糊|糊)味',
    ),
    unless: anyOf(
      '发火|火大了|都冒火|[头脑肺]都?要炸|火车|着火点|停火|火锅|火灾报警|烧烤|烧炭',
      '在烧(钱|香|纸|水|菜|饭|煤|垃圾|秸秆)|烧成本',
    ),
  }),
  emergency('119', {
    id: 'smoke',
    version: 1,
    zh: '来电人说现在有浓烟',
    en: 'the caller says that there is smoke now',
    pattern: anyOf(
      '冒[^,。!?;:]{0,4}烟|[黑浓]烟(滚|直|往|从|冲|灌)|烟…[窜蹿涌灌]|(全|都|满…)是(黑|浓|白)?烟',
      '烟…(看不[见清]|呛)',
    ),
    unless: anyOf(
      '烧烤|油烟|烟囱|烟道|餐|饭[店馆]|焚烧|秸秆|厂(?!宿|房)|锅炉|尾气|排烟|车辆|渣土|[抽吸]烟|烟[头味民花]',
      '开发商',
    ),
  }),
  emergency('119', {
    id: 'gasLeak',
    version: 1,
    zh: '来电人说闻到燃气或燃气在漏',
    en: 'the caller smells gas, or says that it leaks',
    pattern: anyOf(
      '(煤气|燃气|天然气|液化气|瓦斯)(罐|瓶|管道|管子?|阀门?|灶|表)?里?(在|一直|正|又)?(泄漏|泄露|漏气|漏了|爆|着)',
      '(煤气|燃气|天然气|液化气|瓦斯)的?味|臭鸡蛋的?味|[闻像]…(煤气|燃气|天然气)',
      '[漏冒喷窜]…(煤气|燃气|天然气)',
      '气(管子?|罐|瓶|阀|灶)…([嗞滋嘶][嗞滋嘶]|[漏喷]|[断破脱松]了|关不|忘了?关|没关)',
      '(煤气|燃气|天然气)(管道|管子?)?被?…[挖弄撞钻打碰压][断破漏穿]|气…(嘶嘶|滋滋|嗞嗞)',
    ),
  }),
  emergency('119', {
    id: 'chemicals',
    version: 1,
    zh: '来电人说有爆炸或有毒的气体',
    en: 'the caller speaks of an explosion or of poisonous gas',
    pattern: anyOf(
      '爆炸了|炸了(?!毛)|炸开了(?!锅)|嘭的一声|(?<!水)管子?爆了|[黄红绿]烟|毒气[泄漏冒]',
      '(氨气|氯气|硫酸|盐酸|危化品|化学品)…[漏冒翻]',
    ),
    unless: anyOf('气炸|想把|心态|水管|脑|头都|朋友圈|业主群'),
  }),
  emergency('119', {
    id: 'drowning',
    version: 1,
    zh: '来电人说有人在水里',
    en: 'the caller says that somebody is in the water',
    pattern: anyOf(
      '落水(?!管|情况)|溺水|[掉跳][河江湖水海井塘沟]里|(河|江|湖|水库|塘|水)里…(喊|救命|挣扎)',
      '(掉|滑|摔|栽|跌|冲|沉)(到|进|下|落|入)?了?(河|江|湖|水库|池塘|塘|井|海|水|沟)里?头?…(去|了)',
      '(水库|河|江|湖|塘|水|冰)(里|边|中|上)…(没上来|没起来|扑腾|沉下去)|都?没上来[,。]?$|扑腾|呛了?水',
      '(水库|河|江|湖|塘|水区|水里)边?[^。!?;]{0,12}(不见了|没影)|游…(没影|不回来|抽筋)',
      '(水|浪)[冲卷](走|跑|下去)了|冰…掉下去|踩破…冰|船(翻|沉)了|人…在水里',
      '@…([滑掉栽跌滚摔]下去|掉[下进][去井])',
      '[河江湖塘库渠海桥][^。!?;]{0,14}([滑掉栽跳摔卷冲沉]下去|下去了|卷走了)|漂着…人|人…漂[着在]',
      '[掉踩跌]…(窨井|下水道|井里)|车…(水里|河里)|捞(不着|不上来)',
      '(人|孩子|娃|他|她|老人)…掉(下|进)(去|井)',
    ),
    unless: anyOf('手机|钥匙|落水管'),
  }),
  emergency('119', {
    id: 'collapse',
    version: 1,
    zh: '来电人说有东西塌了，或有人被压住',
    en: 'the caller says that something has collapsed, or that people lie under it',
    pattern: anyOf(
      '(塌|垮)(了|下来)(?!个?小)|塌陷了|(墙|楼|房|架|吊|树|杆|桥|棚)…[倒砸]下来|(架|吊|树|杆|桥)…断了',
      '(墙|楼|房|棚|架)子?…倒了|楼板断|砸在…[楼人车房]|滑坡了|山…滑下来|泥石流来',
      '[压埋]([着住到了]|在)…(人(?![行民家])|下面|底下|里头|土里)|(?<![填插掩])埋了|底下压着',
    ),
    unless: anyOf('压着不|压在(身|心|肩)|积压|埋着?(头|单)'),
  }),
  emergency('119', {
    id: 'lift',
    version: 1,
    zh: '来电人说有人困在电梯里',
    en: 'the caller says that people are shut in a lift',
    pattern: anyOf(
      '[关困卡](在|到)了?(电梯|轿厢)',
      '电梯…(卡在|卡住|困住|困了|困人|关[着了死]|往下掉|出不来|停在(半|两|二|三)|打不开|坠|上不去)',
      '电梯[^。!?;]{0,14}(闷得|憋得|出不[来去])|电梯(里面?|里头)…(困|出不来|打不开|有人)',
      '(在电梯里|电梯里面?的?)[^。!?;]{0,10}(开不了|出不|灯一|灯也?灭|黑|按)',
    ),
    unless: anyOf('[抽吸]烟|广告|标识'),
  }),
  emergency('119', {
    id: 'trapped',
    version: 1,
    zh: '来电人说有人出不来，或肢体被卡住',
    en: 'the caller says that somebody cannot get out, or is stuck',
    pattern: anyOf(
      '(手|脚|头|腿|手指|脑袋|胳膊)…([卡夹](在|到|住|进)|绞(进|到|住|断)|伸进)|绞(进|到)去',
      '机…(带|卷|拽|吸|绞)(进|到)|半边身|[卡夹]在(?!哪)…[里缝]|被困|困(在|住)|锁在…[里间家车屋]|反锁在',
      '@…挂在|绳…断了|迷路了|下不了山|@…(挂在|出不来|逃不|跑不出|下不[来去][,了]|没出来)',
      '里[面头]…(出不来|没出来)|堵着?…[出下]不[来去]|[拔取弄退抽拉拽扯掰]不出来?',
      '[悬吊挂]在(半空|外面|窗|空中|楼外)',
      '水(都|已经)?([漫淹涨](到|进|过)|到)了?…(窗|胸|腰|脖|屋顶|车顶|座位|一楼|二楼)|车里面?还?有人',
      '(孩子|小孩|娃)一个人…里|[敲喊叫]门?(不应|没人应|没动静)',
    ),
    unless: anyOf('困在(群|手续)|困住了?(手|脚步)|围墙|堵车|热水|楼板'),
  }),
  emergency('119', {
    id: 'liveWires',
    version: 1,
    zh: '来电人说电线落地、断开或在漏电',
    en: 'the caller says that a live wire is down, broken or leaking',
    pattern: anyOf(
      '(电线|高压线|电缆)…(断了|压断|掉[到在下]|搭在|落地|垂在…路|在水里|着了)|线…(垂在|掉在|搭在|缠在)',
      '电线?杆…(倒了|断了|砸)|漏电[,了]|[打冒迸]火花|噼里啪啦',
      '(变压器|变电箱|配电[箱柜房]|电箱|电表箱)…(炸|冒|烧|着|嘭|闪|火|响)',
    ),
  }),
  emergency('122', {
    id: 'trafficInjury',
    version: 1,
    zh: '来电人说出了车祸，可能有人受伤或被困',
    en: 'the caller speaks of a road accident in which somebody may be hurt or caught',
    pattern: anyOf(
      '车…撞([了上在]|到|倒|飞|伤|死)了?…人|[被让给]…车…[撞碾压轧](了|到|倒|飞|伤|住|出去)',
      '撞[飞倒伤]了?|连环撞|车祸|撞[到着死]了?…人|肇事|翻车|撞车了|撞了?一?…(个人|排人|老人|孩子|学生)',
      '把…@…撞|撞了…(辆|车)|[被让]…[刮蹭]倒|撞(树|墙|桥|护栏)上',
      '车…撞(了|上)[^。!?;]{0,12}(伤|血|躺|卡|动不|断了|跑了|飞出|没声)|车…撞…(一堆|成一|一起)',
      '人…[飞甩]出(去|来)|[卷压碾轧钻](到|在|进)…(车?底|车轮|轮子|车下)|卡在驾驶|车…冲(进|到|向)…人',
      '(车|摩托|大巴|中巴)…(翻(了|到|进|下|车)|侧翻|追尾了|失控|[掉冲滚]([下进]|到)…[去河沟坡下]|开[下进][河沟])',
      '车…(?<!积)[压顶夹][了住到着]',
    ),
    unless: anyOf('翻[新倍修]'),
  }),
];

/** What is the hotline's own and cannot wait until tomorrow. */
export const UTILITY_ROWS: readonly ScreeningRow[] = [
  utility({
    id: 'waterCut',
    version: 1,
    zh: '来电人说停水',
    en: 'the caller says that there is no water',
    pattern: anyOf('停水|断水|没有?水(了|用|喝|[,。]|$)|水管…[爆炸破]|爆管'),
    unless: anyOf('污水|没有?水平|积水'),
  }),
  utility({
    id: 'powerCut',
    version: 1,
    zh: '来电人说停电',
    en: 'the caller says that there is no power',
    pattern: anyOf('停电|断电(?!话)|没有?电(了|用|[,。]|$)|跳闸'),
    unless: anyOf('手机|电池|充电|电动车'),
  }),
  utility({
    id: 'gasCut',
    version: 1,
    zh: '来电人说停气',
    en: 'the caller says that there is no gas',
    pattern: anyOf('停气|没有?(燃气|煤气|天然气)(了|用|[,。]|$)'),
  }),
  utility({
    id: 'heatingCut',
    version: 1,
    zh: '来电人说停暖',
    en: 'the caller says that the heating is off',
    pattern: anyOf('停暖|暖气…(停了|不热|冰凉)|没有?暖气?(了|[,。]|$)'),
  }),
  utility({
    id: 'severeWeather',
    version: 1,
    zh: '来电人说正在积水、内涝或有恶劣天气',
    en: 'the caller speaks of flooding or severe weather',
    pattern: anyOf('积水…(进|淹|齐|没过)|内涝(了|严重)|洪水[来进冲]|水…淹[了到进]|台风[来天把刮]|冰雹|路面?结冰'),
  }),
];
