import type { RungEffect } from '../policy/types.js';
import type { ActorRole, ClockKey, ClosingCode, RequestKind, State } from './vocabulary.js';

/** A text for people, in the two languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}
export type Language = keyof Words;

/** What people call the words of the code. The Chinese ones are those of `docs/glossary.md`; a test compares. */
export const STATE_WORDS: Readonly<Record<State, Words>> = {
  registered: { zh: '已登记', en: 'registered' },
  pendingDispatch: { zh: '待派单', en: 'waiting for dispatch' },
  consulting: { zh: '派前会商', en: 'in consultation' },
  dispatched: { zh: '待签收', en: 'dispatched' },
  inProgress: { zh: '办理中', en: 'in progress' },
  adjudication: { zh: '职责裁定', en: 'before the duty board' },
  suspended: { zh: '挂起', en: 'suspended' },
  replied: { zh: '已答复待审', en: 'replied, under review' },
  callbackPending: { zh: '待回访', en: 'waiting for callback' },
  dissatisfiedReview: { zh: '不满意研判', en: 'dissatisfied, under review' },
  merged: { zh: '已并单', en: 'merged' },
  split: { zh: '已拆单', en: 'split' },
  closed: { zh: '已办结', en: 'closed' },
  archived: { zh: '已归档', en: 'archived' },
  terminated: { zh: '终止办理', en: 'terminated' },
  withdrawn: { zh: '已撤诉', en: 'withdrawn' },
};

export const ROLE_WORDS: Readonly<Record<ActorRole, Words>> = {
  operator: { zh: '话务员', en: 'operator' },
  dispatcher: { zh: '派单员', en: 'dispatcher' },
  handler: { zh: '经办人', en: 'handler' },
  reviewer: { zh: '审核员', en: 'reviewer' },
  callbackAgent: { zh: '回访员', en: 'callback agent' },
  supervisor: { zh: '督办员', en: 'supervisor' },
  dutyManager: { zh: '值班长', en: 'duty manager' },
  director: { zh: '中心主任', en: 'director' },
  administrator: { zh: '系统管理员', en: 'administrator' },
  assessor: { zh: '考核员', en: 'assessor' },
  auditor: { zh: '审计员', en: 'auditor' },
  citizen: { zh: '市民', en: 'citizen' },
  clock: { zh: '时钟', en: 'clock' },
};

export const CLOCK_WORDS: Readonly<Record<ClockKey, Words>> = {
  accept: { zh: '受理时限', en: 'acceptance' },
  dispatch: { zh: '派单时限', en: 'dispatch' },
  acknowledge: { zh: '签收时限', en: 'acknowledgement' },
  contact: { zh: '先行联系时限', en: 'first contact' },
  handle: { zh: '办理时限', en: 'handling' },
  citizen: { zh: '市民承诺时限', en: 'promise to the citizen' },
  decision: { zh: '审批时限', en: 'decision' },
  returnWindow: { zh: '退单申请期', en: 'time for asking a return' },
  reportIn: { zh: '报到时限', en: 'reporting in' },
  task: { zh: '协办时限', en: 'task' },
  supervision: { zh: '督办回复时限', en: 'answer to supervision' },
  suspension: { zh: '挂起到期', en: 'end of suspension' },
  adjudicate: { zh: '裁定时限', en: 'ruling' },
  review: { zh: '审核时限', en: 'review' },
  callback: { zh: '回访时限', en: 'callback' },
  ratingLink: { zh: '评价链接有效期', en: 'rating link' },
  judge: { zh: '研判时限', en: 'judgement' },
  reopenWindow: { zh: '复核期', en: 'time for reopening' },
};

export const REQUEST_WORDS: Readonly<Record<RequestKind, Words>> = {
  return: { zh: '退单', en: 'return' },
  extension: { zh: '延期', en: 'extension' },
  suspension: { zh: '挂起', en: 'suspension' },
  termination: { zh: '终止', en: 'termination' },
  appeal: { zh: '申诉', en: 'appeal' },
};

/** How it ended: the name in Chinese, the end of a sentence in English. */
export const CLOSING_WORDS: Readonly<Record<ClosingCode, Words>> = {
  answered: { zh: '直接办结', en: 'answered on the line' },
  redirected: { zh: '告知途径', en: 'the citizen was told the lawful channel' },
  declined: { zh: '不予受理', en: 'declined' },
  emergencyTransferred: { zh: '转紧急热线', en: 'handed to an emergency line' },
  solved: { zh: '已解决', en: 'solved' },
  partlySolved: { zh: '部分解决', en: 'partly solved' },
  explained: { zh: '解释说明', en: 'not solved, and explained' },
  notRated: { zh: '未评价', en: 'the citizen did not say whether it is solved' },
  noCallbackWanted: { zh: '不需回访', en: 'no callback was wanted' },
  unreachable: { zh: '无法联系', en: 'the citizen could not be reached' },
  panel: { zh: '专班会办', en: 'a panel takes it on' },
  deferred: { zh: '列入计划', en: 'deferred to a plan' },
  handedOver: { zh: '移交', en: 'handed to another body' },
  terminated: { zh: '终止办理', en: 'ended unsolved, with consent' },
  withdrawn: { zh: '撤诉', en: 'taken back by the citizen' },
  partsClosed: { zh: '所拆各单均已办结', en: 'every part it was split into is closed' },
};

/** No rule names it: the feed tells by it that an event was shown and then never happened. */
export const RETRACTED = 'retracted';

/** No rule names it either: the last event of a ticket whose words are gone, written beside its workflow. */
export const ERASED = 'erased';

/** What happened, in a word or two. */
export const EVENT_WORDS: Readonly<Record<string, Words>> = {
  registered: { zh: '登记', en: 'registered' },
  accepted: { zh: '受理', en: 'accepted' },
  redactionConfirmed: { zh: '确认脱敏', en: 'redaction confirmed' },
  corrected: { zh: '更正', en: 'corrected' },
  answered: { zh: '直接答复', en: 'answered' },
  redirected: { zh: '告知法定途径', en: 'redirected' },
  declined: { zh: '不予受理', en: 'declined' },
  handedToEmergency: { zh: '转紧急热线', en: 'handed to emergency' },
  appealed: { zh: '申诉', en: 'appealed' },
  merged: { zh: '并单', en: 'merged' },
  unmerged: { zh: '解除并单', en: 'unmerged' },
  split: { zh: '拆单', en: 'split' },
  consultationConvened: { zh: '发起会商', en: 'consultation convened' },
  consultationConcluded: { zh: '会商结论', en: 'consultation concluded' },
  dispatched: { zh: '派单', en: 'dispatched' },
  redispatched: { zh: '改派', en: 'redispatched' },
  acknowledged: { zh: '签收', en: 'acknowledged' },
  assigned: { zh: '指派经办人', en: 'assigned' },
  handedOver: { zh: '离岗交接', en: 'handed over' },
  contacted: { zh: '先行联系', en: 'contacted' },
  returnRequested: { zh: '申请退单', en: 'return requested' },
  extensionRequested: { zh: '申请延期', en: 'extension requested' },
  suspensionRequested: { zh: '申请挂起', en: 'suspension requested' },
  terminationRequested: { zh: '申请终止', en: 'termination requested' },
  adjudicated: { zh: '裁定', en: 'adjudicated' },
  resumed: { zh: '恢复办理', en: 'resumed' },
  whistled: { zh: '吹哨', en: 'whistled' },
  reportedIn: { zh: '报到', en: 'reported in' },
  taskAnswered: { zh: '协办反馈', en: 'task answered' },
  replied: { zh: '答复', en: 'replied' },
  callbackRecorded: { zh: '回访成功', en: 'callback recorded' },
  callbackMissed: { zh: '回访未接通', en: 'callback missed' },
  rated: { zh: '评价', en: 'rated' },
  judged: { zh: '研判', en: 'judged' },
  withdrawn: { zh: '撤诉', en: 'withdrawn' },
  reopened: { zh: '复核', en: 'reopened' },
  urged: { zh: '催办', en: 'urged' },
  supervised: { zh: '督办', en: 'supervised' },
  supervisionAnswered: { zh: '督办回复', en: 'supervision answered' },
  attached: { zh: '附件', en: 'files attached' },
  nudged: { zh: '催单', en: 'nudged' },
  nudgedAfterClosing: { zh: '办结后催单', en: 'nudged after closing' },
  supplemented: { zh: '补充', en: 'supplemented' },
  returnGranted: { zh: '同意退单', en: 'return granted' },
  returnDenied: { zh: '不同意退单', en: 'return denied' },
  extensionGranted: { zh: '同意延期', en: 'extension granted' },
  extensionDenied: { zh: '不同意延期', en: 'extension denied' },
  suspended: { zh: '同意挂起', en: 'suspended' },
  suspensionDenied: { zh: '不同意挂起', en: 'suspension denied' },
  terminated: { zh: '同意终止', en: 'terminated' },
  terminationDenied: { zh: '不同意终止', en: 'termination denied' },
  appealGranted: { zh: '申诉成立', en: 'appeal granted' },
  appealDenied: { zh: '申诉不成立', en: 'appeal denied' },
  replyAccepted: { zh: '审核通过', en: 'reply accepted' },
  replyRejected: { zh: '审核退回', en: 'reply rejected' },
  closed: { zh: '办结', en: 'closed' },
  reminded: { zh: '提醒', en: 'reminded' },
  overdue: { zh: '超期', en: 'overdue' },
  escalated: { zh: '升级', en: 'escalated' },
  suspensionEnded: { zh: '挂起到期', en: 'suspension ended' },
  ratingLinkSent: { zh: '发出评价链接', en: 'rating link sent' },
  closedUnreachable: { zh: '无法联系办结', en: 'closed unreachable' },
  archived: { zh: '归档', en: 'archived' },
  calendarRevised: { zh: '日历修订', en: 'calendar revised' },
  followerJoined: { zh: '跟随单并入', en: 'follower joined' },
  followerLeft: { zh: '跟随单脱离', en: 'follower left' },
  followerNudged: { zh: '跟随单催单', en: 'follower nudged' },
  followerSupplemented: { zh: '跟随单补充', en: 'follower supplemented' },
  masterReplied: { zh: '主单已答复', en: 'master replied' },
  masterEnded: { zh: '主单已终结', en: 'master ended' },
  partClosed: { zh: '分单办结', en: 'a part closed' },
  partReopened: { zh: '分单重办', en: 'a part opened again' },
  partsClosed: { zh: '各分单均已办结', en: 'every part is closed' },
  restarted: { zh: '流程重启', en: 'its workflow was begun anew' },
  [RETRACTED]: { zh: '撤回', en: 'taken back' },
  [ERASED]: { zh: '删除', en: 'erased' },
};

/** Every type of event, as the feed and subscriptions name it. */
export const EVENT_TYPES: readonly string[] = Object.keys(EVENT_WORDS);

/** What a rung does. */
export const EFFECT_WORDS: Readonly<Record<RungEffect, Words>> = {
  remind: { zh: '提醒', en: 'reminds' },
  overdue: { zh: '记为超期，告知', en: 'marks it overdue, tells' },
  raise: { zh: '升级，告知', en: 'raises it, tells' },
  resume: { zh: '恢复办理，告知', en: 'resumes it, tells' },
  closeUnreachable: { zh: '按无法联系办结，告知', en: 'closes it as unreachable, tells' },
  archive: { zh: '归档，告知', en: 'archives it, tells' },
};
