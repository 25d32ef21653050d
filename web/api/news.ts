import { useEffect } from 'react';
import { onceAttended } from './attention.js';
import { noteCall } from './calls.js';
import { readDeskStream, type Heard, type Present, type TicketNews } from './desk-stream.js';
import { lock } from './lock.js';
import { allPresent, notePresent } from './presence.js';
import { queryClient } from './query-client.js';
import { reachable } from './reachable.js';
import { seldom } from './seldom.js';
import { createStore } from './store.js';

export interface News {
  readonly seq: number;
  readonly type: string;
  /** The state that the ticket is in since. */
  readonly to: string;
  readonly ticket: { readonly id: string; readonly number: string };
}

/** However much happens, the page is drawn and the API asked so often at most. */
export const AT_MOST_EVERY_MS = 2_000;
/** What was done here is told by the answer already; the stream tells it a moment later. */
const OWN_MS = 8_000;

const listeners = new Set<(news: News) => void>();
const own = new Map<string, number>();
let untold: News[] = [];

/** How many notices are unread; `null`: not heard yet. */
export const unreadNotices = createStore<number | null>(null);

export function noteOwnDeed(ticketId: string): void {
  own.set(ticketId, performance.now() + OWN_MS);
}

const tellAll = seldom(AT_MOST_EVERY_MS, () => {
  const told = untold;
  untold = [];
  for (const news of told) for (const listener of [...listeners]) listener(news);
});

function tell({ id, number, seq, type, to }: TicketNews): void {
  if ((own.get(id) ?? 0) > performance.now()) return;
  untold.push({ seq, type, to, ticket: { id, number } });
  tellAll();
}

/** Told of what happens to tickets in sight. An event only says that something is to be read anew. */
export function useNews(listener: (news: News) => void): void {
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listener]);
}

/** Nothing was heard for a while, so what is shown may be old: the page was told to be cut off, and is read anew. */
const readAnew = seldom(AT_MOST_EVERY_MS, () => onceAttended(readAll));
const readAll = (): void => void queryClient.invalidateQueries();
window.addEventListener('online', readAnew);

/** Between tabs besides what is heard: a tab that came, and what the one that reads knows already. */
type Said =
  | { readonly kind: 'heard'; readonly heard: Heard; readonly cursor: string }
  | { readonly kind: 'came' }
  | { readonly kind: 'signedIn' }
  | {
      readonly kind: 'known';
      readonly cursor: string;
      readonly unread: number | null;
      readonly there: ReadonlyMap<string, readonly Present[]>;
    };

/**
 * One stream for all tabs of a browser, which has few connections to one server: the tab that gets the lock reads it
 * and tells the others. When it is closed another one gets the lock, and reads on behind the last event. `desk`: the
 * person in one position, so that two desks in one browser hear each their own.
 */
export function listenForNews(desk: string): () => void {
  const name = `huiying-desk-${desk}`;
  const channel = new BroadcastChannel(name);
  const ended = new AbortController();
  let cursor = 'end';
  let reads = false;
  const say = (said: Said): void => channel.postMessage(said);

  function hear(heard: Heard): void {
    switch (heard.kind) {
      case 'ticket':
        return tell(heard.news);
      case 'inbox':
        return;
      case 'notice':
        return unreadNotices.set(heard.unread);
      case 'presence':
        return notePresent(heard.ticket, heard.people);
      case 'call':
        return noteCall();
      case 'sessionEnded':
        return lock.close();
      case 'lost':
        notePresent(null);
        return reachable.set(false);
      case 'found':
        reachable.set(true);
        return readAnew();
    }
  }

  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    switch (data.kind) {
      case 'came':
        if (reads) say({ kind: 'known', cursor, unread: unreadNotices.get(), there: allPresent() });
        return;
      case 'known':
        if (cursor === 'end') ({ cursor } = data);
        unreadNotices.set(data.unread);
        for (const [ticket, people] of data.there) notePresent(ticket, people);
        return;
      case 'signedIn':
        return lock.open();
      case 'heard':
        ({ cursor } = data);
        return hear(data.heard);
    }
  };
  // Whoever signs in again does so for all tabs of the browser.
  const unlock = lock.isLocked.subscribe(() => !lock.isLocked.get() && say({ kind: 'signedIn' }));

  const read = (): Promise<void> => {
    reads = true;
    const place = { cursor: () => cursor, is: (at: string) => void (cursor = at) };
    const hearAndSay = (heard: Heard): void => {
      say({ kind: 'heard', heard, cursor });
      hear(heard);
    };
    return readDeskStream(place, hearAndSay, ended.signal);
  };
  say({ kind: 'came' });
  if ('locks' in navigator) {
    navigator.locks.request(name, { signal: ended.signal }, read).catch(() => undefined);
  } else void read();
  return () => {
    ended.abort();
    unlock();
    channel.close();
  };
}
