import type { CallState } from '../../domain/call/call.js';
import { createWatching } from '../../pacing/watching.js';
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
  return createWatching<readonly DeskCallNews[], ReadonlyMap<string, LiveCall>>(
    async (before) => {
      const seen = new Map((await store.live(now())).map((call) => [call.id, call]));
      const news = newsBetween(before, seen);
      return { seen, news: news.length > 0 ? news : null };
    },
    { nothing: new Map(), everyMs, onError },
  );
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
