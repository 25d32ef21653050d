import { row, type ProblemRow } from './problem-row.js';

export const EXPORT_CODES = ['export-not-found', 'export-link-gone', 'export-too-large', 'too-many-exports'] as const;

export const EXPORT_PROBLEMS = {
  'export-not-found': row(
    404,
    ['There is no such export', '没有此导出'],
    ['Look among those of `GET /exports`.', '请在 `GET /exports` 中查找。'],
  ),
  'export-link-gone': row(
    410,
    ['This link opens nothing any more', '该下载链接已失效'],
    [
      'A link opens its file once, within an hour. While the export is `ready` take another one with `POST /exports/{id}/link`; else ask anew.',
      '链接一小时内可用一次。导出仍为 `ready` 时可通过 `POST /exports/{id}/link` 另取链接，否则请重新申请。',
    ],
  ),
  'export-too-large': row(
    422,
    ['These are too many rows for one export', '导出行数超过上限'],
    ['Narrow the filter, or export part by part.', '请缩小筛选范围，或分批导出。'],
  ),
  'too-many-exports': row(
    409,
    ['Too many of your exports are under way', '您进行中的导出过多'],
    ['Wait until one is made or decided, or withdraw one.', '请等待其中一项完成或审批，或撤回一项。'],
  ),
} satisfies Readonly<Record<string, ProblemRow>>;

/** Said by the rules. */
export const EXPORT_REFUSALS = {
  'export-over': row(
    409,
    ['This export does not stand so', '该导出的状态不允许此操作'],
    [
      '`detail` says how it stands. Wait for the decision or the file, or ask anew.',
      '`detail` 说明其现状。请等待审批或文件生成，或重新申请。',
    ],
  ),
} satisfies Readonly<Record<string, ProblemRow>>;
