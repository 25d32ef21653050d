import type { Command } from './commands.js';
import type { ProtectionLevel } from './protection.js';
import type { Channel, DissatisfactionCode, Level, Solved, TicketType, Urgency, WhistleCase } from './vocabulary.js';
import type { Words } from './words.js';
import type { WorklistKind } from './worklist.js';

/** What people call the codes and commands. The Chinese ones are those of `docs/glossary.md`; a test compares. */
export const COMMAND_WORDS: Readonly<Record<Command, Words>> = {
  accept: { zh: '受理', en: 'Accept' },
  confirmRedaction: { zh: '确认脱敏', en: 'Confirm redaction' },
  correct: { zh: '更正', en: 'Correct' },
  answer: { zh: '直接答复', en: 'Answer now' },
  redirect: { zh: '告知法定途径', en: 'Point to the lawful channel' },
  decline: { zh: '不予受理', en: 'Decline' },
  handToEmergency: { zh: '转紧急热线', en: 'Hand to emergency' },
  appeal: { zh: '申诉', en: 'Appeal' },
  merge: { zh: '并单', en: 'Merge' },
  unmerge: { zh: '解除并单', en: 'Unmerge' },
  split: { zh: '拆单', en: 'Split' },
  consult: { zh: '会商', en: 'Consult units' },
  concludeConsultation: { zh: '会商结论', en: 'Conclude consultation' },
  dispatch: { zh: '派单', en: 'Dispatch' },
  acknowledge: { zh: '签收', en: 'Acknowledge' },
  assign: { zh: '指派经办人', en: 'Assign handler' },
  handOver: { zh: '交接', en: 'Hand over' },
  recordContact: { zh: '先行联系', en: 'Record contact' },
  requestReturn: { zh: '申请退单', en: 'Ask for return' },
  requestExtension: { zh: '申请延期', en: 'Ask for extension' },
  requestSuspension: { zh: '申请挂起', en: 'Ask for suspension' },
  requestTermination: { zh: '申请终止', en: 'Ask for termination' },
  decide: { zh: '批复', en: 'Decide' },
  adjudicate: { zh: '裁定', en: 'Rule on owner' },
  resume: { zh: '恢复办理', en: 'Resume' },
  whistle: { zh: '吹哨', en: 'Whistle for units' },
  reportIn: { zh: '报到', en: 'Report in' },
  answerTask: { zh: '协办反馈', en: 'Answer task' },
  reply: { zh: '答复', en: 'Reply' },
  reviewReply: { zh: '审核答复', en: 'Review reply' },
  recordCallback: { zh: '回访登记', en: 'Record callback' },
  rate: { zh: '评价', en: 'Rate' },
  judge: { zh: '研判', en: 'Judge' },
  withdraw: { zh: '撤诉', en: 'Withdraw' },
  reopen: { zh: '复核、重办', en: 'Reopen' },
  urge: { zh: '催办', en: 'Urge' },
  supervise: { zh: '督办', en: 'Supervise' },
  answerSupervision: { zh: '督办回复', en: 'Answer supervision' },
  attach: { zh: '关联附件', en: 'Attach files' },
};

export const WORKLIST_WORDS: Readonly<Record<WorklistKind, Words>> = {
  toAcknowledge: { zh: '待签收', en: 'To acknowledge' },
  toContact: { zh: '待联系', en: 'To contact' },
  toReply: { zh: '待答复', en: 'To reply' },
  toReportIn: { zh: '待到场', en: 'To report in' },
  toAnswerTask: { zh: '待反馈', en: 'Task to answer' },
  toAnswerSupervision: { zh: '督办待答', en: 'Supervision to answer' },
  toAccept: { zh: '待受理', en: 'To accept' },
  toDispatch: { zh: '待派', en: 'To dispatch' },
  toDecide: { zh: '待批', en: 'To decide' },
  toAdjudicate: { zh: '待裁定', en: 'To rule on' },
  toReview: { zh: '待审', en: 'To review' },
  toCallBack: { zh: '待回访', en: 'To call back' },
  toJudge: { zh: '待研判', en: 'To judge' },
};

export const TYPE_WORDS: Readonly<Record<TicketType, Words>> = {
  consult: { zh: '咨询', en: 'question' },
  help: { zh: '求助', en: 'request for help' },
  complaint: { zh: '投诉', en: 'complaint' },
  report: { zh: '举报', en: 'report' },
  suggestion: { zh: '建议', en: 'suggestion' },
  praise: { zh: '表扬', en: 'praise' },
  other: { zh: '其他', en: 'other' },
};

export const URGENCY_WORDS: Readonly<Record<Urgency, Words>> = {
  P0: { zh: '突发', en: 'life or property' },
  P1: { zh: '民生紧急', en: 'utilities' },
  P2: { zh: '普通', en: 'ordinary' },
  P3: { zh: '疑难', en: 'complex' },
};

export const CHANNEL_WORDS: Readonly<Record<Channel, Words>> = {
  phone: { zh: '电话', en: 'telephone' },
  web: { zh: '网站', en: 'web site' },
  wechat: { zh: '微信', en: 'WeChat' },
  app: { zh: '客户端', en: 'app' },
  letter: { zh: '来信', en: 'letter' },
  grid: { zh: '网格上报', en: 'grid worker' },
  platform: { zh: '其他平台', en: 'other platform' },
  open311: { zh: 'Open311', en: 'Open311' },
  simulation: { zh: '模拟', en: 'simulation' },
};

export const WHISTLE_WORDS: Readonly<Record<WhistleCase, Words>> = {
  hardProblem: { zh: '疑难问题', en: 'hard problem' },
  jointEnforcement: { zh: '联合执法', en: 'joint enforcement' },
  emergency: { zh: '应急处置', en: 'emergency' },
};

export const SOLVED_WORDS: Readonly<Record<Solved, Words>> = {
  yes: { zh: '已解决', en: 'solved' },
  partly: { zh: '部分解决', en: 'partly solved' },
  no: { zh: '未解决', en: 'not solved' },
};

export const DISSATISFACTION_WORDS: Readonly<Record<DissatisfactionCode, Words>> = {
  notDone: { zh: '没有办理', en: 'not done' },
  doneBadly: { zh: '办得不到位', en: 'done badly' },
  cameBack: { zh: '问题反弹', en: 'it came back' },
  tooSlow: { zh: '办理太慢', en: 'too slow' },
  notContacted: { zh: '没有联系', en: 'nobody made contact' },
  attitude: { zh: '态度不好', en: 'attitude' },
  explanation: { zh: '解释不清', en: 'unclear explanation' },
  otherReason: { zh: '其他原因', en: 'another reason' },
};

export const LEVEL_WORDS: Readonly<Record<Level, Words>> = {
  0: { zh: '提醒', en: 'reminder' },
  1: { zh: '催办', en: 'chase' },
  2: { zh: '书面督办', en: 'written supervision' },
  3: { zh: '提级督办', en: 'raised' },
  4: { zh: '约谈', en: 'interview' },
  5: { zh: '通报', en: 'bulletin' },
};

export const PROTECTION_WORDS: Readonly<Record<ProtectionLevel, Words>> = {
  open: { zh: '公开', en: 'open' },
  hidden: { zh: '隐名', en: 'hidden' },
  reporterProtected: { zh: '举报人保护', en: 'reporter protected' },
  anonymous: { zh: '匿名', en: 'anonymous' },
};
