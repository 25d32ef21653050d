import type { State } from './vocabulary.js';
import { STATE_KIND, STATES } from './vocabulary.js';

/** What a list of tickets can be put in order by; with a minus, the latest first. */
export const TICKET_SORTS = [
  '-registeredAt',
  'registeredAt',
  'dueAt',
  '-dueAt',
  '-updatedAt',
  'updatedAt',
  'lastActAt',
  '-lastActAt',
  'requestedAt',
  'saidLaterAt',
] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];
export const NEWEST_FIRST: TicketSort = '-registeredAt';

export interface ListRow {
  readonly zh: string;
  readonly en: string;
  /** In one sentence, which tickets are on it. */
  readonly meaning: { readonly zh: string; readonly en: string };
  /** A ticket in another state is not on it. */
  readonly states: readonly State[];
  /** What comes first unless the reader wants otherwise: what is most pressing. */
  readonly order: TicketSort;
}

export const OPEN_STATES: readonly State[] = STATES.filter((state) => STATE_KIND[state] === 'open');
/** A unit holds the ticket, its time runs, and it has not replied. */
export const OWED_BY_UNIT: readonly State[] = ['dispatched', 'inProgress'];
const AWAITS_OTHERS: readonly State[] = ['suspended', 'merged', 'split'];
/** Open, and somebody could act: neither a date nor another ticket is waited for. */
export const STIRRABLE: readonly State[] = OPEN_STATES.filter((state) => !AWAITS_OTHERS.includes(state));
/** Nobody has given an answer yet. */
export const UNANSWERED: readonly State[] = [
  'registered',
  'pendingDispatch',
  'consulting',
  'dispatched',
  'inProgress',
  'adjudication',
  'suspended',
];

/** Granted returns from which on a ticket counts as returned often. */
export const RETURNED_OFTEN = 2;
/** 推诿: sent to a third unit, or its ownership disputed a second time. */
export const PING_PONG = { hops: 3, disputes: 2 } as const;
/** Days without an act of a person or unit, unless the reader names another number. */
export const SILENT_DAYS = 3;

/**
 * The lists that a supervisor lives in. Their names are those of `list=` of `GET /tickets`; how each is asked for is in
 * storage.
 */
const ROWS = {
  dueToday: {
    zh: '今日到期',
    en: 'Due today',
    meaning: {
      zh: '承办单位须在今日内答复',
      en: 'The unit that holds it must reply before the day is over, or should have.',
    },
    states: OWED_BY_UNIT,
    order: 'dueAt',
  },
  overdue: {
    zh: '已超期',
    en: 'Overdue',
    meaning: { zh: '承办单位已过时限仍未答复', en: 'The time of the unit is over, and it has not replied.' },
    states: OWED_BY_UNIT,
    order: 'dueAt',
  },
  unacknowledged: {
    zh: '未签收',
    en: 'Unacknowledged',
    meaning: { zh: '已派单，承办单位尚未签收', en: 'Sent to a unit that has not taken it yet.' },
    states: ['dispatched'],
    order: 'registeredAt',
  },
  returnedTwice: {
    zh: '多次退单',
    en: 'Returned twice or more',
    meaning: { zh: '退单已获准两次以上', en: 'A return was granted twice or more.' },
    states: OPEN_STATES,
    order: 'registeredAt',
  },
  pingPong: {
    zh: '推诿',
    en: 'Ping-pong',
    meaning: { zh: '已派第三家单位，或权属两次发生争议', en: 'Sent to a third unit, or disputed for the second time.' },
    states: OPEN_STATES,
    order: 'registeredAt',
  },
  dissatisfied: {
    zh: '不满意',
    en: 'Dissatisfied',
    meaning: {
      zh: '市民表示未解决或不满意，正在研判或重办',
      en: 'The citizen was not helped or not satisfied, and it is judged or being done again.',
    },
    states: OPEN_STATES,
    order: 'registeredAt',
  },
  waitingForMe: {
    zh: '待我审批',
    en: 'Waiting for my decision',
    meaning: { zh: '有申请待本人批复', en: 'A request waits that the reader may decide.' },
    // An appeal is asked of a ticket that was closed.
    states: [...OPEN_STATES, 'closed'],
    order: 'requestedAt',
  },
  unreleased: {
    zh: '补充待确认',
    en: 'Words to release',
    meaning: {
      zh: '受保护工单的市民后来所说的，尚无人确认承办单位可读的内容',
      en: 'What the citizen of a protected ticket said later waits for somebody to say what units may read of it.',
    },
    states: OPEN_STATES,
    order: 'saidLaterAt',
  },
  silent: {
    zh: '久无动静',
    en: 'Silent',
    meaning: {
      zh: '连续数日无人办理（默认三日），挂起和已并单的不计',
      en: 'Nobody has done anything for some days, three unless the reader names a number, though it is not suspended or merged.',
    },
    states: STIRRABLE,
    order: 'lastActAt',
  },
} as const satisfies Readonly<Record<string, ListRow>>;
export type ListName = keyof typeof ROWS;
export const LISTS: Readonly<Record<ListName, ListRow>> = ROWS;
/** In the order in which they are shown. */
export const LIST_NAMES = Object.keys(ROWS) as [ListName, ...ListName[]];
