import { row, type ProblemRow } from './problem-row.js';

export const DATA_REQUEST_PROBLEMS = {
  'data-request-not-found': row(
    404,
    ['There is no such data request', '没有此个人信息查阅申请'],
    ['Look among those of `GET /data-requests`.', '请在 `GET /data-requests` 中查找。'],
  ),
} satisfies Readonly<Record<string, ProblemRow>>;

/** Said by the rules. */
export const DATA_REQUEST_REFUSALS = {
  'data-request-over': row(
    409,
    ['This data request does not stand so', '该个人信息查阅申请的状态不允许此操作'],
    [
      '`detail` says how it stands. Wait for the decision, or have it asked anew.',
      '`detail` 说明其现状。请等待审批，或重新申请。',
    ],
  ),
} satisfies Readonly<Record<string, ProblemRow>>;
