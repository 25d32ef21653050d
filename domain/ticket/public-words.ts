import type { ClosingCode, DeclineCode, ExtensionCode, State } from './vocabulary.js';
import type { Words } from './words.js';

/** How a ticket stands, as anybody may be told. What is the house's own affair is "being handled". */
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
  split: {
    zh: '所反映的几件事已分别立单办理。',
    en: 'Each of its matters is handled as a request of its own.',
  },
  closed: { zh: '已办结。', en: 'Closed.' },
  archived: { zh: '已归档。', en: 'Closed and archived.' },
  terminated: { zh: '已终止办理。', en: 'Ended without a result.' },
  withdrawn: { zh: '已由诉求人撤回。', en: 'Withdrawn by whoever asked.' },
};

/** How it ended, as anybody may be told. */
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
  partsClosed: { zh: '所拆各单均已办结。', en: 'Every request that it was split into is closed.' },
};

/** The end of a sentence: "because …". */
export const DECLINE_WORDS: Readonly<Record<DeclineCode, Words>> = {
  noFact: { zh: '无事实依据', en: 'there is no factual basis' },
  againstLawOrMorals: { zh: '违反法律或公序良俗', en: 'it is against law or public morals' },
  privateCivil: { zh: '属私人民事、市场行为', en: 'it is a private civil or market matter' },
  beyondPolicy: { zh: '超出政策规定', en: 'it goes beyond what the rules allow' },
  legalProcedure: { zh: '已进入法定程序', en: 'a legal procedure has begun' },
  concluded: { zh: '已依法终结', en: 'it was concluded by law' },
  malicious: { zh: '属恶意滋扰', en: 'it is a malicious call' },
  notConcrete: { zh: '内容不具体', en: 'it is not concrete enough' },
  otherJurisdiction: { zh: '非本地管辖', en: 'it belongs to another place' },
  secret: { zh: '涉密涉私', en: 'it touches secrets or privacy' },
};

/** The end of a sentence: "because …". */
export const EXTENSION_WORDS: Readonly<Record<ExtensionCode, Words>> = {
  complex: { zh: '情况复杂', en: 'it is complex' },
  jointHandling: { zh: '需多部门协同办理', en: 'several units have to work together' },
  inspection: { zh: '需检验、检测或鉴定', en: 'an inspection or an expert opinion is needed' },
  statutoryStep: { zh: '需履行法定程序', en: 'a procedure set by law has to be followed' },
  outsideConditions: {
    zh: '受天气、施工等客观条件限制',
    en: 'weather, works or other outside conditions stand in the way',
  },
  citizenMaterials: { zh: '需进一步补充材料', en: 'more papers or facts are needed' },
};
