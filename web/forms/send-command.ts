import type { AccountCommand } from '../../contracts/commands.js';
import { isBusy } from '../api/busy.js';
import { api, ask, ProblemError, Unreachable } from '../api/client.js';
import type { Values } from './form-ticket.js';

export interface Waiting {
  readonly why: 'busy' | 'unreachable';
  readonly seconds: number;
}

const UNTIL_AGAIN_S = 5;

/** Every command has the same shape but for its body, which its contract describes. */
function post(
  command: AccountCommand,
  id: string,
  header: { 'If-Match': string; 'Idempotency-Key': string },
  body: Values,
) {
  const path = `/api/v1/tickets/{id}/actions/${command}` as '/api/v1/tickets/{id}/actions/acknowledge';
  return ask(api.POST(path, { params: { path: { id }, header }, body: body as never }));
}

interface Patience {
  readonly signal: AbortSignal;
  readonly waits: (waiting: Waiting | null) => void;
}

/** Gives a command until there is an answer to it. */
export function sendCommand(
  command: AccountCommand,
  { id, version, key, body }: { id: string; version: number; key: string; body: Values },
  patience: Patience,
): Promise<void> {
  return untilAnswered(async () => {
    await post(command, id, { 'If-Match': `"v${version}"`, 'Idempotency-Key': key }, body);
  }, patience);
}

/**
 * What passes by itself (the API is busy, or out of reach) is waited for, and the request sent again under the same
 * key, so that it is done once.
 */
export async function untilAnswered<T>(send: () => Promise<T>, { signal, waits }: Patience): Promise<T> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const waiting = waitingFor(error);
      if (waiting === null) throw error;
      for (let left = waiting.seconds; left > 0; left -= 1) {
        waits({ ...waiting, seconds: left });
        await second(signal);
      }
      waits(null);
    }
  }
}

function waitingFor(error: unknown): Waiting | null {
  if (error instanceof Unreachable) return { why: 'unreachable', seconds: UNTIL_AGAIN_S };
  if (!(error instanceof ProblemError) || !isBusy(error.problem)) return null;
  return { why: 'busy', seconds: Math.ceil(error.retryAfter ?? UNTIL_AGAIN_S) };
}

function second(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(new DOMException('Left', 'AbortError'));
    const timer = setTimeout(resolve, 1_000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('Left', 'AbortError'));
    });
  });
}
