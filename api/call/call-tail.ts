import type { CallState } from '../../domain/call/call.js';
import type { CallStore, LiveCall } from '../../storage/call/call-store.js';

/** A call came to a desk, became another there, or left it. */
export interface DeskCallNews {
  readonly call: string;
  readonly account: string;
  /** `gone`: it ended, or went to another desk. */
  readonly state: CallState | 'gone';
}
export type CallListener = (news: readonly DeskCallNews[]) => void;

export interface CallTail {
  /** Until the function that it answers with is called. */
  listen(listener: CallListener): () => void;
}

/** Somebody waits while it rings. */
const EVERY_MS = 700;

/** The one in a process that looks which calls are at whose desk, for all who listen; only while somebody does. */
export function createCallTail(
  store: Pick<CallStore, 'live'>,
  now: () => Date,
  { everyMs = EVERY_MS, onError = () => undefined }: { everyMs?: number; onError?: (error: unknown) => void } = {},
): CallTail {
  const listeners = new Set<CallListener>();
  let seen: ReadonlyMap<string, LiveCall> = new Map();
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const found = new Map((await store.live(now())).map((call) => [call.id, call]));
      const news = newsBetween(seen, found);
      seen = found;
      if (news.length > 0) for (const listener of [...listeners]) listener(news);
    } catch (error) {
      onError(error);
    }
    timer = listeners.size > 0 ? setTimeout(() => void look(), everyMs) : undefined;
    if (timer === undefined) seen = new Map();
  }

  return {
    listen(listener) {
      listeners.add(listener);
      timer ??= setTimeout(() => void look(), 0);
      return () => void listeners.delete(listener);
    },
  };
}

function newsBetween(before: ReadonlyMap<string, LiveCall>, now: ReadonlyMap<string, LiveCall>): DeskCallNews[] {
  const news: DeskCallNews[] = [];
  for (const { id: call, account } of before.values())
    if (now.get(call)?.account !== account) news.push({ call, account, state: 'gone' });
  for (const { id: call, account, state } of now.values()) {
    const was = before.get(call);
    if (was?.account !== account || was.state !== state) news.push({ call, account, state });
  }
  return news;
}
