import { row, type ProblemRow } from './problem-row.js';

/** What stands in the way of who looks at what is kept back. */
export const LOOK_PROBLEMS = {
  'disclosure-not-found': row(
    404,
    ['There is no such request', '没有此揭示申请'],
    ['Look among those of `GET /tickets/{id}/disclosures`.', '请在 `GET /tickets/{id}/disclosures` 中查找。'],
  ),
  'relay-unavailable': row(
    503,
    ['The telephone platform gives no number now', '电话平台暂不能提供中间号'],
    [
      'Ask again in a moment. In danger to life ask for the purpose `danger`, for which the number itself is shown.',
      '请稍后重新申请；危及生命时请按 `danger` 用途申请，可直接显示号码。',
    ],
  ),
  'sign-in-too-old': row(
    401,
    ['Sign in again for that', '请重新登录后再操作'],
    ['Sign in once more, with the second factor, and send the same.', '请重新登录（含第二因素）后再发送同一请求。'],
  ),
  'too-many-looks': row(
    429,
    ['You have looked at too many protected tickets', '查阅受保护工单过多'],
    [
      'Wait for as long as `Retry-After` says. Whoever has to look at more has the limit raised by who runs the system.',
      '请按 `Retry-After` 等待后再试；确因工作需要的，请联系系统运行人员调整限额。',
    ],
  ),
} as const satisfies Readonly<Record<string, ProblemRow>>;
