import type { Addressee } from '../policy/types.js';
import type { ActorRole } from '../ticket/vocabulary.js';

export interface TransportRow {
  /** From this level of supervision on a contact is told so. */
  readonly fromLevel: number;
}

/** What carries a message to people. A head is rung up from written supervision on. */
export const TRANSPORT_ROWS = {
  email: { fromLevel: 0 },
  sms: { fromLevel: 2 },
  webhook: { fromLevel: 0 },
} as const satisfies Readonly<Record<string, TransportRow>>;
export type Transport = keyof typeof TRANSPORT_ROWS;
export const TRANSPORTS = Object.keys(TRANSPORT_ROWS) as [Transport, ...Transport[]];

/** Ways by which people are told. All but the inbox need somebody to carry the message. */
export const NOTICE_CHANNELS = [...TRANSPORTS, 'inApp'] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

/** `merged` went out within another notice's message; `dead` was tried in vain; `cancelled` was never to be sent. */
export const NOTICE_STATUSES = ['pending', 'sending', 'sent', 'merged', 'dead', 'expired', 'cancelled'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

/** What a contact is in its unit: first those of any unit, then those of the hotline. */
export const POSITIONS = [
  'handler',
  'liaison',
  'deputyHead',
  'head',
  'office',
  'dutyDesk',
  'operator',
  'dispatcher',
  'reviewer',
  'callbackAgent',
  'supervisor',
  'auditor',
  'administrator',
] as const;
export type Position = (typeof POSITIONS)[number];

/**
 * Positions whose notices stand in the inbox of an account with this role, wherever the contact is. Handlers have their
 * unit's inbox.
 */
export const INBOX_POSITIONS: Readonly<Partial<Record<ActorRole, readonly Position[]>>> = {
  operator: ['operator'],
  dispatcher: ['dispatcher'],
  reviewer: ['reviewer'],
  callbackAgent: ['callbackAgent'],
  supervisor: ['supervisor', 'dutyDesk'],
  dutyManager: ['dutyDesk'],
  director: ['dutyDesk', 'office', 'auditor'],
  auditor: ['auditor'],
  administrator: ['administrator'],
};

/** One notice after the other, as the rules name it. */
export const STAFF_TEMPLATES = [
  'reminder',
  'overdue',
  'chase',
  'redSupervision',
  'raised',
  'interview',
  'bulletin',
  'urged',
  'supervision',
  'newTicket',
  'task',
  'requestWaiting',
  'requestDecided',
  'returned',
  'ruling',
  'replyRejected',
  'taskAnswered',
  'redo',
  'supplement',
  'nudge',
  'suspensionEnded',
  'withdrawn',
  'archived',
  'lookAlert',
  'administratorKey',
  'administratorPosition',
  'fileInfected',
  'disclosureWaiting',
  'erasureWaiting',
  'dataRequestWaiting',
  'exportWaiting',
  'checkRedaction',
  'handlerLeft',
  'knowledgeTask',
  'knowledgeOverdue',
  'alertRaised',
  'alertOverdue',
  'missedCall',
  'missedCallLate',
] as const;
export const CITIZEN_TEMPLATES = [
  'citizenAccepted',
  'citizenReceipt',
  'citizenDispatched',
  'citizenDispatchedUnnamed',
  'citizenExtended',
  'citizenRedirected',
  'citizenDeclined',
  'citizenMerged',
  'citizenSplit',
  'citizenReplied',
  'citizenMissed',
  'citizenRatingLink',
  'citizenRedo',
  'citizenClosed',
  'citizenTerminated',
] as const;
export type StaffTemplate = (typeof STAFF_TEMPLATES)[number];
export type CitizenTemplate = (typeof CITIZEN_TEMPLATES)[number];
export type NoticeTemplate = StaffTemplate | CitizenTemplate;

export interface TemplateRow {
  /** How long it is worth telling. */
  readonly ttlHours: number;
  /** Seconds for which notices to one person are gathered into one message; `null`: each goes alone. */
  readonly gatherSeconds: number | null;
  /** Only for the inbox: nobody is to be rung for it. */
  readonly quiet?: true;
}

const soon: TemplateRow = { ttlHours: 24, gatherSeconds: 5 };
const urgent: TemplateRow = { ttlHours: 168, gatherSeconds: 2 };
const toCitizen: TemplateRow = { ttlHours: 72, gatherSeconds: null };

export const TEMPLATE_ROWS: Readonly<Record<NoticeTemplate, TemplateRow>> = {
  reminder: soon,
  overdue: { ttlHours: 72, gatherSeconds: 5 },
  chase: { ttlHours: 72, gatherSeconds: 5 },
  redSupervision: urgent,
  raised: urgent,
  interview: urgent,
  bulletin: urgent,
  urged: urgent,
  supervision: urgent,
  newTicket: { ttlHours: 72, gatherSeconds: 5 },
  task: { ttlHours: 72, gatherSeconds: 5 },
  requestWaiting: { ttlHours: 72, gatherSeconds: 5 },
  requestDecided: { ttlHours: 72, gatherSeconds: 5 },
  returned: { ttlHours: 72, gatherSeconds: 5 },
  ruling: { ttlHours: 72, gatherSeconds: 5 },
  replyRejected: { ttlHours: 72, gatherSeconds: 5 },
  taskAnswered: soon,
  redo: { ttlHours: 72, gatherSeconds: 5 },
  supplement: soon,
  nudge: soon,
  suspensionEnded: { ttlHours: 72, gatherSeconds: 5 },
  withdrawn: soon,
  archived: { ttlHours: 24, gatherSeconds: 5, quiet: true },
  lookAlert: { ttlHours: 72, gatherSeconds: null },
  administratorKey: { ttlHours: 72, gatherSeconds: null },
  administratorPosition: { ttlHours: 72, gatherSeconds: null },
  fileInfected: { ttlHours: 72, gatherSeconds: null },
  checkRedaction: soon,
  disclosureWaiting: { ttlHours: 24, gatherSeconds: null },
  erasureWaiting: { ttlHours: 168, gatherSeconds: null },
  dataRequestWaiting: { ttlHours: 168, gatherSeconds: null },
  exportWaiting: { ttlHours: 24, gatherSeconds: null },
  handlerLeft: { ttlHours: 72, gatherSeconds: 5 },
  knowledgeTask: { ttlHours: 72, gatherSeconds: 5 },
  knowledgeOverdue: { ttlHours: 72, gatherSeconds: 5 },
  alertRaised: { ttlHours: 24, gatherSeconds: 2 },
  alertOverdue: urgent,
  missedCall: { ttlHours: 4, gatherSeconds: 5, quiet: true },
  missedCallLate: soon,
  citizenAccepted: toCitizen,
  citizenReceipt: toCitizen,
  citizenDispatched: toCitizen,
  citizenDispatchedUnnamed: toCitizen,
  citizenExtended: toCitizen,
  citizenRedirected: toCitizen,
  citizenDeclined: toCitizen,
  citizenMerged: toCitizen,
  citizenSplit: toCitizen,
  citizenReplied: toCitizen,
  citizenMissed: toCitizen,
  citizenRatingLink: toCitizen,
  citizenRedo: toCitizen,
  citizenClosed: toCitizen,
  citizenTerminated: toCitizen,
};

/** Whom a notice is for, in the words of the rules. */
export type NoticeAddressee = Addressee | 'supervisor' | 'auditor' | 'administrator';

/** Codes, ids, numbers and instants: what the words are made of when the notice is sent. */
export type NoticeParams = Readonly<Record<string, string | number | boolean | null>>;
