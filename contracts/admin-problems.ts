import { row, type ProblemRow } from './problem-row.js';

/** What may be said to who changes what administrators look after. */
export const ADMIN_PROBLEMS = {
  'key-too-wide': row(
    403,
    ['A key makes no wider key than itself', '不得发放权限大于自身的密钥'],
    [
      'Narrow it as `detail` says, or have it made with a wider key or at the command line (`huiying keys create`).',
      '请按 `detail` 缩小范围，或使用权限更大的密钥，或在命令行执行 `huiying keys create`。',
    ],
  ),
  'undo-not-possible': row(
    409,
    ['This change stays', '该变更不能撤销'],
    ['`detail` says why, and what to do instead.', '`detail` 说明了原因与替代办法。'],
  ),
} as const satisfies Readonly<Record<string, ProblemRow>>;
