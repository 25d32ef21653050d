import type { Language, Words } from '../../../domain/ticket/words.js';
import { KNOWLEDGE_PAGE_WORDS } from './knowledge-words.js';

/** What the pages say besides the words of states, events and reasons. `{1}` is what is put in. */
export const PAGE_WORDS = {
  ...KNOWLEDGE_PAGE_WORDS,
  home: { zh: '诉求查询', en: 'My request' },
  skip: { zh: '跳到正文', en: 'Skip to the text' },
  larger: { zh: '大字版', en: 'Large print' },
  smaller: { zh: '标准字号', en: 'Normal print' },
  other: { zh: 'English', en: '中文' },
  hotline: { zh: '热线', en: 'Hotline' },
  back: { zh: '返回', en: 'Back' },

  find: { zh: '查询诉求进展', en: 'How does my request stand?' },
  findLead: {
    zh: '工单号和查询码在登记时告知，也在短信里。',
    en: 'You were told the number and the query code when the request was registered, or in a text message.',
  },
  number: { zh: '工单号', en: 'Number' },
  numberHint: { zh: '如 20261128-000042', en: 'Such as 20261128-000042' },
  queryCode: { zh: '查询码', en: 'Query code' },
  queryCodeHint: { zh: '8 位字母和数字，大小写均可', en: 'Eight letters and digits, in either case' },
  phoneEnding: { zh: '登记电话的后四位（可不填）', en: 'Last four digits of the telephone number (optional)' },
  phoneEndingWrong: { zh: '请填写 4 位数字。', en: 'Four digits, please.' },
  phoneEndingHint: {
    zh: '填写后可以补充、催办、评价或申诉。',
    en: 'With these you can also add facts, hurry us, rate, or appeal.',
  },
  ask: { zh: '查询', en: 'Show me' },
  wrongProof: {
    zh: '没有找到。请核对工单号、查询码和电话后四位，或拨打热线。',
    en: 'Nothing was found. Check the number, the code and the four digits, or call the hotline.',
  },
  fileOne: { zh: '我要反映新的问题', en: 'Report something new' },

  progress: { zh: '诉求进展', en: 'How it stands' },
  registeredAt: { zh: '{1} 登记', en: 'Registered {1}' },
  handledBy: { zh: '承办单位：{1}', en: 'Responsible: {1}' },
  promised: { zh: '承诺 {1} 前答复。', en: 'You will have an answer by {1}.' },
  provisional: {
    zh: '其中的放假安排尚未公布，日期可能调整。',
    en: 'Public holidays until then are not announced yet; the date may still change.',
  },
  moved: { zh: '答复时间为什么变了', en: 'Why the date was moved' },
  movedTo: { zh: '原定 {1}，改为 {2}。', en: 'It was {1}, and is now {2}.' },
  movedToRest: { zh: '原定 {1}，恢复办理后重新计算。', en: 'It was {1}, and is given anew when the work goes on.' },
  stop: { zh: '。', en: '. ' },
  because: { zh: '{1}：{2}', en: '{1}: {2}' },
  reply: { zh: '承办单位的答复', en: 'What the unit answered' },
  replyNote: {
    zh: '姓名、电话等个人信息在此不显示。',
    en: 'Names, numbers and the like are left out here.',
  },
  canDo: { zh: '现在可以', en: 'What you can do now' },
  byCodeOnly: {
    zh: '要补充、催办、评价或申诉，请打开短信里的链接，或在查询时填写电话后四位。',
    en: 'To add facts, hurry us, rate or appeal, open the link in the message, or give the last four digits as well.',
  },
  history: { zh: '经过', en: 'What has happened' },
  earlier: { zh: '更早的 {1} 条', en: '{1} earlier ones' },

  supplement: { zh: '补充情况或照片', en: 'Add facts or photos' },
  supplementLead: {
    zh: '补充的内容会转给正在办理的人。',
    en: 'What you add goes to whoever is handling the request.',
  },
  supplementText: { zh: '补充说明', en: 'What is new' },
  supplementTextHint: { zh: '最多 1 万字', en: 'At most 10,000 characters' },
  photos: { zh: '照片或文件', en: 'Photos or files' },
  photosHint: {
    zh: '一次最多 {1} 个，合计不超过 {2} MB。可以是照片、PDF、文本或录音，不收视频和压缩包。',
    en: 'At most {1} at a time, {2} MB in all. Photos, PDF, plain text or recordings; no films and no archives.',
  },
  sendSupplement: { zh: '提交补充', en: 'Send it' },
  supplementEmpty: { zh: '请写下要补充的情况，或选择文件。', en: 'Write what is new, or choose a file.' },
  supplementDone: { zh: '已收到您补充的内容。', en: 'What you added has been passed on.' },
  filesAway: {
    zh: '暂时存不下文件，文字已收到，请稍后再补充照片',
    en: 'files cannot be kept at this moment; your words are here, add the photos later',
  },
  leftOut: { zh: '有文件没有收下：{1}。', en: 'Some files were not taken: {1}.' },

  nudge: { zh: '催一催', en: 'Hurry' },
  nudgeLead: {
    zh: '催单会记录在案并转告承办单位；同一天重复提交只算一次。',
    en: 'It is written down and the unit is told.',
  },
  nudgeText: { zh: '想说的话（可不填）', en: 'Anything you want to say (optional)' },
  sendNudge: { zh: '催一催', en: 'Hurry them' },
  nudgeDone: { zh: '已记录您的催促，并转告承办单位。', en: 'It is written down, and the unit is told.' },

  appeal: { zh: '申诉', en: 'Appeal' },
  appealLead: {
    zh: '不予受理的决定将由另一位工作人员复核。请在 {1} 前提出。',
    en: 'Another person will look at the decision again. Appeal by {1}.',
  },
  appealText: { zh: '申诉理由', en: 'Why the decision is wrong' },
  sendAppeal: { zh: '提交申诉', en: 'Appeal' },
  appealDone: { zh: '已收到您的申诉，将由另一位工作人员复核。', en: 'Your appeal is in. Another person will decide.' },

  withdraw: { zh: '撤回诉求', en: 'Take it back' },
  withdrawLead: {
    zh: '撤回后不再办理，也不能恢复；之后仍可另行反映。',
    en: 'Nobody works on it any more, and this cannot be undone. You can always report it anew.',
  },
  withdrawText: { zh: '撤回的原因', en: 'Why you take it back' },
  withdrawSure: { zh: '我确定撤回这件诉求', en: 'Yes, take this request back' },
  sendWithdraw: { zh: '撤回', en: 'Take it back' },
  withdrawDone: { zh: '诉求已撤回。', en: 'The request was taken back.' },

  rate: { zh: '评价', en: 'Rate the result' },
  rateLead: {
    zh: '请评价工单 {1} 的办理结果，只能评价一次。',
    en: 'How was request {1} handled? You can answer once.',
  },
  solved: { zh: '问题解决了吗', en: 'Is it solved?' },
  'solved.yes': { zh: '解决了', en: 'Yes' },
  'solved.partly': { zh: '部分解决', en: 'In part' },
  'solved.no': { zh: '没有解决', en: 'No' },
  satisfied: { zh: '对办理满意吗', en: 'Are you satisfied?' },
  'satisfied.5': { zh: '非常满意', en: 'Very satisfied' },
  'satisfied.4': { zh: '满意', en: 'Satisfied' },
  'satisfied.3': { zh: '一般', en: 'Neither' },
  'satisfied.2': { zh: '不满意', en: 'Dissatisfied' },
  'satisfied.1': { zh: '非常不满意', en: 'Very dissatisfied' },
  code: { zh: '不满意的主要原因（可不选）', en: 'What was wrong (optional)' },
  'code.': { zh: '不选', en: 'Not said' },
  'code.notDone': { zh: '没有办理', en: 'Nothing was done' },
  'code.doneBadly': { zh: '办得不到位', en: 'It was done badly' },
  'code.cameBack': { zh: '问题反弹', en: 'It came back' },
  'code.tooSlow': { zh: '办理太慢', en: 'It took too long' },
  'code.notContacted': { zh: '没有联系', en: 'Nobody got in touch' },
  'code.attitude': { zh: '态度不好', en: 'The manner' },
  'code.explanation': { zh: '解释不清', en: 'It was not explained' },
  'code.otherReason': { zh: '其他原因', en: 'Something else' },
  rateText: { zh: '想说的话（可不填）', en: 'Anything you want to say (optional)' },
  sendRate: { zh: '提交评价', en: 'Send' },
  rateDone: { zh: '感谢您的评价。', en: 'Thank you for your answer.' },
  rateOver: { zh: '已经评价过，或不再需要评价。', en: 'It was rated already, or no answer is awaited any more.' },

  messages: { zh: '短信提醒', en: 'Text messages' },
  messagesLead: {
    zh: '进展短信发送到登记时留下的号码。',
    en: 'Messages about this request go to the number that was left with it.',
  },
  'wanted.yes': { zh: '接收进展短信', en: 'Send me messages' },
  'wanted.no': { zh: '不再接收', en: 'Send me no more' },
  sendMessages: { zh: '保存', en: 'Save' },
  messagesDone: { zh: '已保存。', en: 'Saved.' },

  report: { zh: '反映问题', en: 'Report something' },
  reportUrgent: {
    zh: '有人身危险时请直接拨打 110、119、120。',
    en: 'If somebody is in danger call 110, 119 or 120 instead.',
  },
  reportClass: { zh: '是哪一类问题？', en: 'What is it about?' },
  reportUnsure: { zh: '不确定，直接填写', en: 'Not sure: go on without' },
  reportAbout: { zh: '类别：{1}', en: 'About: {1}' },
  reportOther: { zh: '重新选择', en: 'Choose again' },
  type: { zh: '您想', en: 'You want to' },
  'type.help': { zh: '求助', en: 'ask for help' },
  'type.consult': { zh: '咨询', en: 'ask a question' },
  'type.complaint': { zh: '投诉', en: 'complain' },
  'type.report': { zh: '举报', en: 'report somebody' },
  'type.suggestion': { zh: '建议', en: 'suggest something' },
  'type.praise': { zh: '表扬', en: 'praise somebody' },
  'type.other': { zh: '其他', en: 'something else' },
  text: { zh: '发生了什么', en: 'What has happened' },
  textHint: { zh: '时间、地点、经过，最多 1 万字', en: 'When, where and how; at most 10,000 characters' },
  area: { zh: '哪个区域（可不选）', en: 'Part of the city (optional)' },
  'area.': { zh: '不清楚', en: 'I do not know' },
  address: { zh: '在哪里', en: 'Where' },
  addressHint: { zh: '街道、小区、门牌或附近的标志', en: 'Street, estate, door, or what is near' },
  position: { zh: '地图上的位置（可不填）', en: 'Position on a map (optional)' },
  positionHint: {
    zh: '在手机地图里长按地点，复制经纬度，如 23.129, 113.264',
    en: 'Press long on the place in a map and copy latitude, longitude: 23.129, 113.264',
  },
  positionWrong: { zh: '请按“纬度, 经度”填写，如 23.129, 113.264。', en: 'Write it as 23.129, 113.264.' },
  identity: { zh: '您的身份', en: 'Who may know who you are' },
  'identity.open': { zh: '承办单位可以知道我是谁', en: 'The unit may know who I am' },
  'identity.hidden': { zh: '不要告诉承办单位我是谁', en: 'Do not tell the unit who I am' },
  'identity.anonymous': { zh: '匿名，不留联系方式', en: 'Nobody: I leave neither name nor number' },
  name: { zh: '姓名', en: 'Name' },
  phone: { zh: '电话', en: 'Telephone' },
  phoneHint: {
    zh: '号码未经核实，只会收到一条回执；打开其中的链接后才会收到进展。',
    en: 'The number gets one receipt; open the link in it, and messages follow.',
  },
  replyWanted: { zh: '需要回电答复', en: 'Call me back with the result' },
  trap: { zh: '此栏请留空', en: 'Leave this empty' },
  sendReport: { zh: '提交', en: 'Send' },
  reportClosed: { zh: '本市未开放网上填报，请拨打热线。', en: 'Requests are not taken here. Call the hotline.' },

  receipt: { zh: '已登记', en: 'It is registered' },
  receiptLead: {
    zh: '请记下或拍下工单号和查询码，查询时两个都需要。查询码请勿告知他人。',
    en: 'Write both down, or take a picture: you need both to ask how it stands. Keep the code to yourself.',
  },

  sentTwice: { zh: '这份表单已经提交过。', en: 'This form was sent before.' },
  checkFields: { zh: '有 {1} 处需要修改：', en: 'Please look at these again ({1}):' },
  chooseAgain: { zh: '如选过文件，请重新选择。', en: 'If you had chosen files, choose them again.' },
  required: { zh: '请填写。', en: 'This is needed.' },
  chooseOne: { zh: '请选择一项。', en: 'Choose one.' },
  tickIt: { zh: '请勾选确认。', en: 'Tick this to confirm.' },
  tooLong: { zh: '太长了，请写短一些。', en: 'This is too long.' },
  notPossible: { zh: '现在不能进行这项操作。', en: 'This is not possible now.' },
  sorry: { zh: '没有办成', en: 'That did not work' },
  'sorry.busy': {
    zh: '系统暂时没有回应。请稍后再试，已经提交的不会重复；也可以拨打热线。',
    en: 'The system did not answer. Try again later, nothing is done twice; or call the hotline.',
  },
  'sorry.nothing': {
    zh: '没有这个页面。链接可能不完整，请从短信里重新打开，或拨打热线。',
    en: 'There is no such page. The link may be cut off: open it from the message again, or call the hotline.',
  },
  'sorry.unread': {
    zh: '提交的内容没有传完整，请再试一次。',
    en: 'What you sent did not arrive whole. Please try again.',
  },
  'sorry.elsewhere': { zh: '请从本网站的页面提交。', en: 'Please send this from a page of this site.' },
  'sorry.large': { zh: '文件太大。请少选几个，或分几次提交。', en: 'That is too large. Send fewer files at a time.' },
  'sorry.often': {
    zh: '次数太多了。请过十分钟再试，或拨打热线。',
    en: 'That was too often. Try again in ten minutes, or call the hotline.',
  },
  'sorry.ended': {
    zh: '这件诉求已经结束，不能再改动。',
    en: 'This request has ended, and cannot be changed any more.',
  },
  'sorry.erased': {
    zh: '这件诉求的内容已按规定删除。',
    en: 'What was kept of this request was erased, as the rules ask.',
  },
  'sorry.said': {
    zh: '补充和催单的次数已达上限。如有新情况，请拨打热线。',
    en: 'No more of these are written down here. Call the hotline with what is new.',
  },
  'sorry.files': {
    zh: '文件数量已达上限。其余请交给热线工作人员。',
    en: 'No more files are taken here. Hand further ones to the hotline.',
  },
  'sorry.waiting': { zh: '已经提交过，正在等待复核。', en: 'This was sent before, and waits for a decision.' },
} satisfies Readonly<Record<string, Words>>;
export type PageWord = keyof typeof PAGE_WORDS;

/** The table in one language. */
export type Say = (word: PageWord, ...put: readonly (string | number)[]) => string;

export function sayingIn(language: Language): Say {
  return (word, ...put) =>
    PAGE_WORDS[word][language].replaceAll(/\{(\d)\}/g, (_, place: string) => String(put[Number(place) - 1] ?? ''));
}

const WEEKDAYS = {
  zh: ['日', '一', '二', '三', '四', '五', '六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `2026年12月3日（周四）18:00`; takes what `chinaTime` gives, which is the clock on the wall. */
export function dateIn(language: Language, at: string): string {
  const [, year = '', month = '', day = '', minute = ''] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(at) ?? [];
  const weekday = WEEKDAYS[language][new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDay()] ?? '';
  return language === 'zh'
    ? `${year}年${Number(month)}月${Number(day)}日（周${weekday}）${minute}`
    : `${weekday} ${Number(day)} ${MONTHS[Number(month) - 1] ?? ''} ${year}, ${minute}`;
}
