/**
 * A `Refusal` is the rules saying no: expected, shown to the caller, never retried.
 * Everything else that is thrown is a fault. Codes are words, declared here once; their HTTP status and
 * texts are rows in `contracts/problems.ts`.
 */
export const REFUSAL_CODES = [
  'illegal-transition',
  'actor-not-allowed',
  'stale-version',
  'idempotency-key-reused',
  'separation-of-duties',
  'unit-level-not-allowed',
  'department-only',
  'accused-unit',
  'accused-unit-needed',
  'named-in-text',
  'redaction-unconfirmed',
  'personal-words-left',
  'correct-instead',
  'protection-too-low',
  'owner-fixed',
  'hop-limit',
  'return-not-allowed',
  'return-window-closed',
  'extension-not-allowed',
  'extension-limit',
  'suspension-invalid',
  'request-open',
  'request-not-found',
  'task-not-found',
  'task-not-allowed',
  'open-tasks',
  'supervision-not-found',
  'never-declined',
  'reason-required',
  'new-lead-required',
  'code-not-allowed',
  'merge-not-allowed',
  'master-less-urgent',
  'split-not-allowed',
  'reopen-window-closed',
  'appeal-window-closed',
  'no-callback-wanted',
  'already-rated',
  'whistle-not-allowed',
  'task-open',
  'too-many-tasks',
  'too-many-followers',
  'too-many-supervisions',
  'too-many-requests',
  'too-many-callbacks',
  'too-many-nudges',
  'too-many-attachments',
  'ticket-full',
  'disclosure-needless',
  'disclosure-over',
  'erasure-held',
  'erasure-over',
  'data-request-over',
  'export-over',
  'missed-call-over',
  'missed-call-taken',
  'caller-flag-over',
  'unit-not-found',
  'unit-closed',
  'ticket-ended',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    /** One sentence for the caller: what happened, why, what to do. Holds nothing personal. */
    message: string,
    readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>> = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** For guards that read as claims: refuse unless the claim holds. */
export function refuseUnless(
  claim: unknown,
  code: RefusalCode,
  message: string,
  facts?: Refusal['facts'],
): asserts claim {
  if (!claim) throw new Refusal(code, message, facts);
}
