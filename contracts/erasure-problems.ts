import { row, type ProblemRow } from './problem-row.js';

export const ERASURE_CODES = ['ticket-erased', 'erasure-not-found'] as const;

/** What stands in the way of who asks for what was erased, or wants it erased. */
export const ERASURE_PROBLEMS = {
  'ticket-erased': row(
    410,
    ['The ticket was erased', '该工单已删除'],
    [
      'Its words are gone for good. Erase what you keep of it yourself; the event `erased` says since when.',
      '其内容已永久删除。请同时删除本地留存的内容；删除时间见 `erased` 事件。',
    ],
  ),
  'erasure-not-found': row(
    404,
    ['There is no such request', '没有此删除申请'],
    ['Look among those of `GET /tickets/{id}/erasure`.', '请在 `GET /tickets/{id}/erasure` 中查找。'],
  ),
} satisfies Readonly<Record<(typeof ERASURE_CODES)[number], ProblemRow>>;
