/**
 * A failure that is told to the person at the terminal in one line: what happened, why, and what to do.
 * Anything else that reaches the top of the program is a fault.
 */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  readonly exitCode: number;

  constructor(what: string, why: string, todo: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(`${what}: ${why}. ${todo}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.what = what;
    this.why = why;
    this.todo = todo;
    this.exitCode = options.exitCode ?? 1;
  }
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
