import { ALERT_PROBLEMS } from './alert-problems.js';
import { CALL_CODES, CALL_PROBLEMS } from './call-problems.js';
import { row, type ProblemRow } from './problem-row.js';

export const DESK_CODES = ['too-many-drafts', 'too-many-views', ...CALL_CODES] as const;

/** What stands in the way of who writes, or speaks with callers, at a desk. */
export const DESK_PROBLEMS = {
  ...ALERT_PROBLEMS,
  ...CALL_PROBLEMS,
  'too-many-drafts': row(
    409,
    ['You have as many drafts as one may have', '草稿数量已达上限'],
    [
      'Look through `GET /drafts`, send or remove some, and keep this one then.',
      '请查看 `GET /drafts`，提交或删除部分草稿后再保存。',
    ],
  ),
  'too-many-views': row(
    409,
    ['You keep as many searches as one may keep', '保存的检索数量已达上限'],
    ['Remove one of `GET /views`, and keep this one then.', '请删除 `GET /views` 中的一项后再保存。'],
  ),
} as const satisfies Readonly<Record<string, ProblemRow>>;
