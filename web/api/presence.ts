import { useEffect, useSyncExternalStore } from 'react';
import { api, ask } from './client.js';
import { isAttended } from './attention.js';
import type { Present } from './desk-stream.js';
import { createStore } from './store.js';

type Doing = Present['doing'];

/** It is over half a minute after it was said last. */
const AGAIN_MS = 15_000;
/** Who only passes by is not announced. */
const AFTER_MS = 400;
const NOBODY: readonly Present[] = [];

const there = createStore<ReadonlyMap<string, readonly Present[]>>(new Map());

/** As it was told: by id of the ticket. `null`: nothing is heard any more, so nobody is said to be anywhere. */
export function notePresent(ticket: string | null, people: readonly Present[] = NOBODY): void {
  const after = ticket === null ? new Map<string, readonly Present[]>() : new Map(there.get());
  if (ticket !== null) {
    if (people.length > 0) after.set(ticket, people);
    else after.delete(ticket);
  }
  there.set(after);
}

export const allPresent = there.get;

/** Who is at this ticket; asks for nothing. */
export function usePresent(ticket: string): readonly Present[] {
  return useSyncExternalStore(there.subscribe, () => there.get().get(ticket) ?? NOBODY);
}

/** By ticket, what the parts of this page do there: a form that is open writes. */
const attended = new Map<string, Doing[]>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const said = new Map<string, Doing>();

/** I am at this ticket as long as this is shown; `null`: I am not. */
export function useAttending(ticket: string | undefined, doing: Doing | null): void {
  useEffect(() => {
    if (ticket === undefined || doing === null) return undefined;
    attended.set(ticket, [...(attended.get(ticket) ?? []), doing]);
    saySoon(ticket);
    return () => {
      const left = [...(attended.get(ticket) ?? [])];
      left.splice(left.indexOf(doing), 1);
      if (left.length > 0) attended.set(ticket, left);
      else attended.delete(ticket);
      saySoon(ticket);
    };
  }, [ticket, doing]);
}

function saySoon(ticket: string, ms = AFTER_MS): void {
  clearTimeout(timers.get(ticket));
  timers.set(
    ticket,
    setTimeout(() => void say(ticket), ms),
  );
}

/** What fails is said again, or is over by itself. */
async function say(ticket: string): Promise<void> {
  const doings = attended.get(ticket) ?? [];
  if (doings.length === 0) {
    leave(ticket);
    return;
  }
  saySoon(ticket, AGAIN_MS);
  if (!isAttended()) return;
  const doing = doings.includes('writing') ? 'writing' : 'looking';
  said.set(ticket, doing);
  try {
    const { people } = await ask(api.POST('/api/v1/presence', { body: { ticket, doing } }));
    notePresent(ticket, people);
  } catch {
    // The ticket may be out of sight by now; its page says so.
  }
}

function leave(ticket: string): void {
  clearTimeout(timers.get(ticket));
  timers.delete(ticket);
  if (!said.delete(ticket)) return;
  const query = { ticket };
  api.DELETE('/api/v1/presence', { params: { query }, keepalive: true }).catch(() => undefined);
}

window.addEventListener('pagehide', () => {
  for (const ticket of [...said.keys()]) leave(ticket);
});
document.addEventListener('visibilitychange', () => {
  for (const ticket of [...attended.keys()]) saySoon(ticket);
});
