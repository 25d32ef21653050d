import type { Words } from '../../domain/ticket/words.js';
import type { ClosingCode, State } from '../../domain/ticket/vocabulary.js';

/** `status_notes` of a request that is open, and the note of each change. What is the house's own affair is "being handled". */
export const STATE_NOTES: Readonly<Record<State, Words>> = {
  registered: { zh: '已登记，等待受理。', en: 'Registered, and waiting to be accepted.' },
  pendingDispatch: { zh: '已受理，正在确定承办单位。', en: 'Accepted. The responsible unit is being determined.' },
  consulting: { zh: '已受理，正在会商承办单位。', en: 'Accepted. Several units are being consulted.' },
  dispatched: {
    zh: '已派至承办单位，等待签收。',
    en: 'Sent to the responsible unit, which has not acknowledged it yet.',
  },
  inProgress: { zh: '承办单位正在办理。', en: 'The responsible unit is working on it.' },
  adjudication: { zh: '正在裁定承办单位。', en: 'The responsible unit is being ruled on.' },
  suspended: { zh: '经批准暂缓办理。', en: 'Paused with approval.' },
  replied: { zh: '承办单位已答复，正在审核。', en: 'The responsible unit has replied; the reply is being reviewed.' },
  callbackPending: { zh: '已有办理结果，正在回访。', en: 'There is a result; the citizen is being asked about it.' },
  dissatisfiedReview: { zh: '回访未满意，正在复核。', en: 'The result did not satisfy and is under review.' },
  merged: { zh: '与同一事项的其他工单合并办理。', en: 'Handled together with another request about the same matter.' },
  closed: { zh: '已办结。', en: 'Closed.' },
  archived: { zh: '已归档。', en: 'Closed and archived.' },
  terminated: { zh: '已终止办理。', en: 'Ended without a result.' },
  withdrawn: { zh: '已由诉求人撤回。', en: 'Withdrawn by whoever asked.' },
};

/** `status_notes` of a request that is closed: how it ended. */
export const CLOSING_NOTES: Readonly<Record<ClosingCode, Words>> = {
  answered: { zh: '已当场答复。', en: 'Answered at once.' },
  redirected: { zh: '已引导至法定渠道。', en: 'Directed to the channel that the law provides for it.' },
  declined: { zh: '不予受理。', en: 'Not accepted.' },
  emergencyTransferred: { zh: '已转紧急救助。', en: 'Handed to the emergency services.' },
  solved: { zh: '已解决。', en: 'Solved.' },
  partlySolved: { zh: '部分解决。', en: 'Partly solved.' },
  explained: { zh: '未能解决，已作解释。', en: 'Not solved; the reasons were explained.' },
  notRated: { zh: '已办结，未收到评价。', en: 'Closed; nobody has said whether it was solved.' },
  noCallbackWanted: { zh: '已办结，无需回访。', en: 'Closed; no callback was asked for.' },
  unreachable: { zh: '已办结，回访未能联系上。', en: 'Closed; nobody could be reached to confirm it.' },
  panel: { zh: '经专题研究办结。', en: 'Closed after a panel had dealt with it.' },
  deferred: { zh: '已列入计划，待条件具备时办理。', en: 'Planned, and put off until it can be done.' },
  handedOver: { zh: '已移交其他机关。', en: 'Handed over to another authority.' },
  terminated: { zh: '已终止办理。', en: 'Ended without a result.' },
  withdrawn: { zh: '已由诉求人撤回。', en: 'Withdrawn by whoever asked.' },
};

export const TAKEN: Words = {
  zh: '已登记。请保存编号，以便查询。内容会向社会公开，其中的电话、证件号码等已隐去。',
  en: 'Registered. Keep the number to ask how it goes. The text is public; telephone and identity numbers in it are hidden.',
};

export const CONTACT: Words = {
  zh: '请与本热线的系统管理员联系。',
  en: 'Please turn to the administrators of this hotline.',
};

export const KEY_SERVICE: Words = {
  zh: '密钥由本热线的系统管理员发放（话务员角色）。',
  en: 'Keys are made by the administrators of this hotline, with the role operator.',
};
