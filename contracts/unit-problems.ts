import type { RefusalCode } from '../domain/refusal.js';
import { row, type ProblemRow } from './problem-row.js';

/** What may be wrong with a unit that is named. */
export const UNIT_REFUSALS = {
  'unit-not-found': row(
    422,
    ['There is no such unit', '单位不存在'],
    ['Take a unit from `GET /units`.', '请从 `GET /units` 中选择单位。'],
  ),
  'unit-closed': row(
    422,
    ['A closed unit is given nothing new', '已停用单位不再接收新事项'],
    ['Name the unit that `detail` says goes on with its matters.', '请改填 `detail` 所示承接其事项的单位。'],
  ),
  'unit-level-not-allowed': row(
    422,
    ['A unit of this level cannot own a ticket', '该层级单位不得作为主办单位'],
    [
      'Dispatch to its township or above, and name it among `coUnits`.',
      '请派至乡镇（街道）以上单位，村（社区）可列为协办。',
    ],
  ),
} as const satisfies Partial<Readonly<Record<RefusalCode, ProblemRow>>>;
