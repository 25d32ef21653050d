import { row, type ProblemRow } from './problem-row.js';

export const ALERT_PROBLEMS = {
  'alert-not-found': row(
    404,
    ['There is no such alert', '没有此预警'],
    [
      'Look among those of `GET /alerts`. A unit finds those that it sees to.',
      '请在 `GET /alerts` 中查找。单位只能看到由其处置的预警。',
    ],
  ),
} satisfies Readonly<Record<string, ProblemRow>>;
