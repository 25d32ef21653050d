import { row } from './problem-row.js';

/** What is refused to a citizen who asks by code or link. */
export const CITIZEN_PROBLEMS = {
  'progress-not-found': row(
    404,
    ['Nothing is known under this number and code', '工单号与查询码不符'],
    [
      'Check both in the message that you were sent, or call the hotline.',
      '请核对短信中的工单号与查询码，或拨打热线。',
    ],
  ),
  'link-withdrawn': row(
    410,
    ['This link was withdrawn', '该链接已作废'],
    [
      'Another one was told to the citizen instead. Call the hotline if it did not reach you.',
      '已另发新的链接和查询码；如未收到，请拨打热线。',
    ],
  ),
  'link-ended': row(
    410,
    ['This link has ended', '该链接已过期'],
    [
      'The ticket was closed long ago. Call the hotline, with the number of the ticket.',
      '该工单早已办结；如需了解，请凭工单号拨打热线。',
    ],
  ),
  'no-telephone': row(
    409,
    ['There is no number to send messages to', '没有可接收短信的号码'],
    [
      'Ask by number and query code, or by the link, how it stands; or call and leave a number.',
      '请凭工单号和查询码或链接查询进展，或来电留下号码。',
    ],
  ),
} as const;
