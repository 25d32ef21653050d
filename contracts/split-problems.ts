import { row } from './problem-row.js';

/** What is said no to when a request is split. */
export const SPLIT_REFUSALS = {
  'split-not-allowed': row(
    422,
    ['This ticket cannot be split', '工单不能拆分'],
    [
      '`detail` says why; register a matter that is missing as a ticket of its own, and name this one in it.',
      '原因见 `detail`；遗漏的事项请另行登记，并注明本工单编号。',
    ],
  ),
} as const;
