import { row, type ProblemRow } from './problem-row.js';

export const CALL_CODES = ['call-not-found', 'missed-call-not-found', 'caller-flag-not-found'] as const;

export const CALL_PROBLEMS = {
  'call-not-found': row(
    404,
    ['There is no such call at your desk', '您的席位上没有此来电'],
    [
      'Look among those of `GET /desk/calls`. A call is known where it rang, was answered, or was transferred to.',
      '请在 `GET /desk/calls` 中查找。来电仅在其振铃、接听或转入的席位可用。',
    ],
  ),
  'missed-call-not-found': row(
    404,
    ['There is no such missed call', '没有此未接来电'],
    ['Look among those of `GET /missed-calls`.', '请在 `GET /missed-calls` 中查找。'],
  ),
  'caller-flag-not-found': row(
    404,
    ['There is no such mark of a caller', '没有此来电人标记'],
    ['Look among those of `GET /caller-flags`.', '请在 `GET /caller-flags` 中查找。'],
  ),
} satisfies Readonly<Record<string, ProblemRow>>;

/** Said by the rules. */
export const CALL_REFUSALS = {
  'caller-flag-over': row(
    409,
    ['This mark does not stand so', '该标记的状态不允许此操作'],
    ['`detail` says how it stands. Ask anew if it is needed.', '`detail` 说明其现状，如仍需要请重新申请。'],
  ),
  'missed-call-over': row(
    409,
    ['This missed call is done', '该未接来电已处理'],
    ['Take another one of `GET /missed-calls`.', '请处理 `GET /missed-calls` 中的其他来电。'],
  ),
  'missed-call-taken': row(
    409,
    ['Somebody else is ringing them back', '他人正在回拨'],
    [
      'Take another one of `GET /missed-calls`. A claim lasts for ten minutes.',
      '请处理 `GET /missed-calls` 中的其他来电。领取十分钟内有效。',
    ],
  ),
} satisfies Readonly<Record<string, ProblemRow>>;
