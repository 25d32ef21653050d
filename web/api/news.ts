import { useEffect } from 'react';
import { EVENT_TYPES } from '../../domain/ticket/words.js';
import type { components } from '../generated/api.js';
import { api, ask } from './client.js';

type FeedEvent = components['schemas']['FeedEvent'];
export type News = Pick<FeedEvent, 'seq' | 'type'> & { readonly ticket: FeedEvent['ticket'] };

const AGAIN_MS = 10_000;
/** What was done here is told by the answer already; the feed tells it a moment later. */
const OWN_MS = 8_000;

const listeners = new Set<(news: News) => void>();
const own = new Map<string, number>();

export function noteOwnDeed(ticketId: string): void {
  own.set(ticketId, performance.now() + OWN_MS);
}

function tell(news: News): void {
  if ((own.get(news.ticket.id) ?? 0) > performance.now()) return;
  for (const listener of [...listeners]) listener(news);
}

/** Told of what happens to tickets in sight. An event only says that something is to be read anew. */
export function useNews(listener: (news: News) => void): void {
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listener]);
}

/**
 * One stream for all tabs of a browser, which has few connections to one server: the tab that gets the lock reads it
 * and tells the others. When it is closed another one gets the lock, and reads on behind the last event.
 */
export function listenForNews(session: string): () => void {
  const channel = new BroadcastChannel(`huiying-news-${session}`);
  const ended = new AbortController();
  let cursor = 'end';
  channel.onmessage = ({ data }: MessageEvent<FeedEvent>) => {
    cursor = data.cursor;
    tell(data);
  };
  const read = (): Promise<void> =>
    new Promise((resolve) => {
      let again: ReturnType<typeof setTimeout> | undefined;
      let stream = open();
      function open(): EventSource {
        const source = new EventSource(`/api/v1/events/stream?after=${encodeURIComponent(cursor)}`);
        const hear = ({ data }: MessageEvent<string>): void => {
          const event = JSON.parse(data) as FeedEvent;
          cursor = event.cursor;
          channel.postMessage(event);
          tell(event);
        };
        for (const type of EVENT_TYPES) source.addEventListener(type, hear);
        source.onerror = () => {
          if (source.readyState !== EventSource.CLOSED || ended.signal.aborted) return;
          // It was refused: if the session is over, asking who we are says so.
          void ask(api.GET('/api/v1/me')).catch(() => undefined);
          again = setTimeout(() => (stream = open()), AGAIN_MS);
        };
        return source;
      }
      ended.signal.addEventListener('abort', () => {
        clearTimeout(again);
        stream.close();
        resolve();
      });
    });
  if ('locks' in navigator) {
    navigator.locks.request(`huiying-news-${session}`, { signal: ended.signal }, read).catch(() => undefined);
  } else void read();
  return () => {
    ended.abort();
    channel.close();
  };
}
