import { row, type ProblemRow } from './problem-row.js';

export const KNOWLEDGE_PROBLEMS = {
  'entry-not-found': row(
    404,
    ['There is no such knowledge entry', '没有此知识条目'],
    [
      'Look among those of `GET /knowledge`. A version that was never published is for those who write and review it.',
      '请在 `GET /knowledge` 中查找。未发布的版本仅供编写和审核人员查看。',
    ],
  ),
  'knowledge-task-not-found': row(
    404,
    ['There is no such task of the knowledge base', '没有此知识库待办'],
    ['Look among those of `GET /knowledge/tasks`.', '请在 `GET /knowledge/tasks` 中查找。'],
  ),
} satisfies Readonly<Record<string, ProblemRow>>;
