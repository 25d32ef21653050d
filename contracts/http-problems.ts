import { ERASURE_CODES, ERASURE_PROBLEMS } from './erasure-problems.js';
import { IDENTITY_CODES, IDENTITY_PROBLEMS } from './identity-problems.js';
import { ADMIN_PROBLEMS } from './admin-problems.js';
import { DATA_REQUEST_PROBLEMS } from './data-request-problems.js';
import { EXPORT_CODES, EXPORT_PROBLEMS } from './export-problems.js';
import { FILE_CODES, FILE_PROBLEMS } from './file-problems.js';
import { CITIZEN_PROBLEMS } from './citizen-problems.js';
import { KNOWLEDGE_PROBLEMS } from './knowledge-problems.js';
import { DESK_CODES, DESK_PROBLEMS } from './desk-problems.js';
import { LOOK_PROBLEMS } from './look-problems.js';
import { row, type ProblemRow } from './problem-row.js';

/** What can go wrong before the rules are asked, or beside them. */
export const HTTP_CODES = [
  'malformed-request',
  'validation-failed',
  'unauthenticated',
  'address-not-allowed',
  'scope-missing',
  'key-too-wide',
  'position-not-held',
  'sign-in-name-taken',
  'sign-in-failed',
  'sign-in-waits',
  'password-change-needed',
  'second-factor-needed',
  'second-factor-missing',
  'second-factor-set',
  'second-factor-wrong',
  'no-position',
  ...IDENTITY_CODES,
  'session-needed',
  'cross-site',
  'two-credentials',
  'cursor-invalid',
  'webhook-not-found',
  'target-not-allowed',
  'too-many-webhooks',
  'not-found',
  'ticket-not-found',
  'disclosure-not-found',
  'relay-unavailable',
  ...ERASURE_CODES,
  ...EXPORT_CODES,
  'data-request-not-found',
  'entry-not-found',
  'alert-not-found',
  'knowledge-task-not-found',
  'sign-in-too-old',
  'progress-not-found',
  'link-withdrawn',
  'link-ended',
  'no-telephone',
  'clock-not-found',
  'undo-not-possible',
  'method-not-allowed',
  'payload-too-large',
  'unsupported-media-type',
  'class-not-found',
  'precondition-required',
  'rate-limited',
  'too-many-looks',
  ...DESK_CODES,
  ...FILE_CODES,
  'internal',
  'unavailable',
  'workflow-lost',
] as const;
export type HttpCode = (typeof HTTP_CODES)[number];

export const HTTP_PROBLEMS: Readonly<Record<HttpCode, ProblemRow>> = {
  'malformed-request': row(
    400,
    ['The request cannot be read', '请求无法解析'],
    [
      'Send well-formed JSON, headers and paths; `detail` says what was not.',
      '请检查 JSON、请求头和路径的格式，`detail` 说明了问题所在。',
    ],
  ),
  'validation-failed': row(
    400,
    ['The request does not fit the contract', '请求不符合接口约定'],
    [
      'Correct each field named in `errors`; unknown fields are not ignored.',
      '请逐一更正 `errors` 中列出的字段；多余的字段不会被忽略。',
    ],
  ),
  unauthenticated: row(
    401,
    ['Who are you?', '身份未验证'],
    ['Send a valid key as `Authorization: Bearer <key>`.', '请用 `Authorization: Bearer <密钥>` 提供有效密钥。'],
  ),
  'address-not-allowed': row(
    403,
    ['This key is bound to other addresses', '密钥不允许从该地址使用'],
    [
      'Call from an address that the key allows, or have an administrator make a key for this one.',
      '请从密钥允许的地址调用，或请管理员为该地址另发密钥。',
    ],
  ),
  'scope-missing': row(
    403,
    ['This key is not for that', '密钥权限范围不足'],
    [
      'Use a key whose scopes hold the one named in `detail`; an administrator makes them.',
      '请使用包含 `detail` 所列权限范围的密钥；密钥由管理员发放。',
    ],
  ),
  'position-not-held': row(
    422,
    ['The person does not have this position', '该人员未任此职'],
    [
      'Name a role and unit of `positions` of the account that have begun, or give it the position first.',
      '请填写该账号 `positions` 中已生效的角色与单位，或先为其设置任职。',
    ],
  ),
  'sign-in-name-taken': row(
    409,
    ['Another account has this sign-in name', '登录名已被使用'],
    ['Choose another one; capitals and wide letters make no difference.', '请另选登录名；大小写与全半角不作区分。'],
  ),
  'sign-in-failed': row(
    401,
    ['You are not signed in', '登录失败'],
    [
      'Check name, password and code. Who has forgotten the password asks an administrator for a new one.',
      '请核对登录名、密码与验证码；忘记密码请联系管理员重置。',
    ],
  ),
  'sign-in-waits': row(
    429,
    ['Too many failed attempts', '登录失败次数过多'],
    [
      'Try again after `Retry-After`; the wait grows with every failure. If it was not you, tell an administrator.',
      '请在 `Retry-After` 之后再试；失败越多，等待越久。如非本人操作，请告知管理员。',
    ],
  ),
  'password-change-needed': row(
    403,
    ['Choose a password of your own', '须设置新密码'],
    ['Sign in again with `newPassword` beside this one.', '请在登录时同时提供 `newPassword`。'],
  ),
  'second-factor-needed': row(
    401,
    ['A code is needed as well', '还需验证码'],
    [
      'Sign in again with `code`: the six digits of your app, or a recovery code.',
      '请在登录时同时提供 `code`：验证器应用显示的六位数字，或恢复码。',
    ],
  ),
  'second-factor-missing': row(
    403,
    ['This position needs a second factor', '该任职须启用第二因素验证'],
    [
      'Set one up with `POST /me/second-factor`, or go on in a position that needs none.',
      '请通过 `POST /me/second-factor` 启用，或切换到无此要求的任职。',
    ],
  ),
  'second-factor-set': row(
    409,
    ['There is a second factor already', '已启用第二因素验证'],
    [
      'Use it. If it is lost, sign in with a recovery code or have an administrator take it away.',
      '请使用现有验证器；如已丢失，请用恢复码登录，或请管理员移除。',
    ],
  ),
  'second-factor-wrong': row(
    422,
    ['The code does not fit', '验证码不符'],
    [
      'Type the code that the app shows now, and check that the clock of the telephone is right.',
      '请输入应用当前显示的验证码，并确认手机时间准确。',
    ],
  ),
  'no-position': row(
    403,
    ['This account has no position', '账号没有任职'],
    ['Ask an administrator for one, or wait until it begins.', '请联系管理员设置任职，或等待任职生效。'],
  ),
  'session-needed': row(
    409,
    ['This is for people who have signed in', '须登录后操作'],
    [
      'Sign in with `POST /session`, and send its cookie instead of a key.',
      '请先通过 `POST /session` 登录，并以其 Cookie 代替密钥。',
    ],
  ),
  'cross-site': row(
    403,
    ['This was asked by another site', '跨站请求被拒绝'],
    ['Ask from a page of this site; programs use a key.', '请在本站页面中操作；程序调用请使用密钥。'],
  ),
  'two-credentials': row(
    400,
    ['Either a key or a session', '密钥与会话不能同时使用'],
    ['Leave out `Authorization` or the cookie.', '请去掉 `Authorization` 或 Cookie 之一。'],
  ),
  'cursor-invalid': row(
    400,
    ['This place in the feed is not known here', '游标无效'],
    [
      'Read on from `start` or `end`, and recognise what you have by ticket id and `seq`.',
      '请从 `start` 或 `end` 重新读取，并以工单编号与 `seq` 辨认已收到的事件。',
    ],
  ),
  'not-found': row(
    404,
    ['There is nothing here', '资源不存在'],
    ['Check the path; `/openapi.json` lists every route.', '请检查路径；所有接口见 `/openapi.json`。'],
  ),
  'ticket-not-found': row(
    404,
    ['There is no such ticket', '工单不存在'],
    [
      'Check the id or number. A ticket that you may not see does not exist for you.',
      '请核对工单编号；无权查看的工单同样视为不存在。',
    ],
  ),
  'clock-not-found': row(
    404,
    ['There is no such clock', '计时不存在'],
    ['Name one of the ids or keys in `clocks` of the ticket.', '请使用工单 `clocks` 中的编号或类别。'],
  ),
  'method-not-allowed': row(
    405,
    ['This path knows other methods', '不支持该请求方法'],
    ['Use one of the methods in the `Allow` header.', '请使用 `Allow` 响应头中列出的方法。'],
  ),
  'payload-too-large': row(
    413,
    ['The body is too large', '请求体过大'],
    ['Send at most 256 kB, inflated.', '请求体（解压后）不得超过 256 kB。'],
  ),
  'unsupported-media-type': row(
    415,
    ['The body is not JSON', '请求体不是 JSON'],
    [
      'Send UTF-8 JSON with `Content-Type: application/json`.',
      '请发送 UTF-8 JSON，并设置 `Content-Type: application/json`。',
    ],
  ),
  'webhook-not-found': row(
    404,
    ['There is no such webhook', '推送订阅不存在'],
    [
      'Take an id from `GET /webhooks`. A webhook of another unit does not exist for you.',
      '请从 `GET /webhooks` 中选择；其他单位的订阅同样视为不存在。',
    ],
  ),
  'target-not-allowed': row(
    422,
    ['This address is not called from here', '不允许向该地址推送'],
    [
      'Give a public https address on port 443, 80 or 8443, or ask whoever runs the system to allow it (`HUIYING_ALLOWED_TARGETS`).',
      '请提供公网 https 地址（443、80 或 8443 端口），或请系统运维方在 `HUIYING_ALLOWED_TARGETS` 中允许该地址。',
    ],
  ),
  'too-many-webhooks': row(
    409,
    ['The unit has as many webhooks as it may have', '本单位的推送订阅数量已达上限'],
    ['Remove one that nobody needs, then subscribe again.', '请先删除不再需要的订阅，再重新订阅。'],
  ),
  'class-not-found': row(
    422,
    ['There is no such class', '事项分类不存在'],
    ['Take a class from `GET /classes`.', '请从 `GET /classes` 中选择分类。'],
  ),
  'precondition-required': row(
    428,
    ['Say which version you saw', '须携带版本条件'],
    [
      'Send the ETag that you read as `If-Match`, or `*` for any version.',
      '请以 `If-Match` 携带读到的 ETag；`*` 表示任意版本。',
    ],
  ),
  'rate-limited': row(
    429,
    ['Too much at once', '请求过于频繁'],
    [
      'Wait as long as `Retry-After` says, then repeat with the same Idempotency-Key.',
      '请按 `Retry-After` 等待后，以相同幂等键重试。',
    ],
  ),
  ...IDENTITY_PROBLEMS,
  ...LOOK_PROBLEMS,
  ...DESK_PROBLEMS,
  ...CITIZEN_PROBLEMS,
  ...ADMIN_PROBLEMS,
  ...ERASURE_PROBLEMS,
  ...DATA_REQUEST_PROBLEMS,
  ...KNOWLEDGE_PROBLEMS,
  ...EXPORT_PROBLEMS,
  ...FILE_PROBLEMS,
  internal: row(
    500,
    ['Something broke on our side', '系统内部错误'],
    [
      'Repeat with the same Idempotency-Key; if it stays, report the request id in `instance`.',
      '请以相同幂等键重试；若仍失败，请提供 `instance` 中的请求编号。',
    ],
  ),
  unavailable: row(
    503,
    ['Not available at the moment', '服务暂不可用'],
    [
      'Repeat after `Retry-After` with the same Idempotency-Key: what was done is not done twice.',
      '请按 `Retry-After` 等待后以相同幂等键重试，已完成的操作不会重复执行。',
    ],
  ),
  'workflow-lost': row(
    503,
    ['The process of this ticket is lost', '工单流程丢失'],
    [
      'Nothing was done. Have whoever runs the system restart it with `huiying reconcile --restart-lost`, then repeat with the same Idempotency-Key.',
      '操作未执行。请系统运维人员执行 `huiying reconcile --restart-lost` 恢复流程，然后以相同幂等键重试。',
    ],
  ),
};
