import { row, type ProblemRow } from './problem-row.js';

export const IDENTITY_CODES = [
  'sign-in-not-begun',
  'identity-not-proven',
  'identity-unknown',
  'identity-taken',
  'identity-provider-silent',
] as const;

/** What stands in the way of who signs in by an identity provider. */
export const IDENTITY_PROBLEMS = {
  'sign-in-not-begun': row(
    401,
    ['This sign-in did not begin here, or is over', '登录未在此发起或已失效'],
    [
      'Begin again at `GET /api/v1/sign-in/oidc/{provider}`, in the same browser, and come back within ten minutes.',
      '请在同一浏览器中从 `GET /api/v1/sign-in/oidc/{provider}` 重新开始，并在十分钟内完成。',
    ],
  ),
  'identity-not-proven': row(
    401,
    ['The identity provider did not prove who you are', '身份提供方未能证明您的身份'],
    [
      'Sign in again. If it stays so, tell an administrator: the log names the check that failed.',
      '请重新登录；若仍失败，请联系管理员，日志记录了未通过的检查项。',
    ],
  ),
  'identity-unknown': row(
    403,
    ['You have no account here', '您在本系统没有账号'],
    [
      'Ask an administrator to link your identity to your account, or to give it a position.',
      '请联系管理员将您的身份关联到账号，或为其分配岗位。',
    ],
  ),
  'identity-taken': row(
    409,
    ['This identity belongs to another account', '该身份已关联其他账号'],
    ['Take it from the other account first.', '请先解除其与另一账号的关联。'],
  ),
  'identity-provider-silent': row(
    502,
    ['The identity provider does not answer as it should', '身份提供方未正常应答'],
    [
      'Try again later. An administrator checks its address, the secret, and what outgoing calls may reach.',
      '请稍后重试；管理员应核对其地址、密钥及允许的外联目标。',
    ],
  ),
} as const satisfies Readonly<Record<(typeof IDENTITY_CODES)[number], ProblemRow>>;
