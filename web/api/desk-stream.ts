import type { components } from '../generated/api.js';
import { api, ask, ProblemError } from './client.js';
import { lock } from './lock.js';

export interface TicketNews {
  readonly id: string;
  readonly number: string;
  readonly seq: number;
  readonly type: string;
  readonly to: string;
}
export type Present = components['schemas']['Presence']['people'][number];

/** What one tab hears, and tells the others. */
export type Heard =
  | { readonly kind: 'ticket'; readonly news: TicketNews }
  | { readonly kind: 'inbox' }
  | { readonly kind: 'notice'; readonly unread: number }
  | { readonly kind: 'presence'; readonly ticket: string; readonly people: readonly Present[] }
  /** A call came to this desk, or is another there. */
  | { readonly kind: 'call' }
  | { readonly kind: 'sessionEnded' }
  /** Nothing is heard; then: it is heard again, and what is shown may be old. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'found' };

const AGAIN_MS = 10_000;
/** A stream that ends is opened anew by the browser; only who then cannot is cut off. */
const FAILURES_OF_THE_CUT_OFF = 2;

/**
 * Reads the stream until it is aborted. The browser opens it anew where it was; what it cannot know is why it was
 * refused, which is asked here.
 */
export function readDeskStream(
  place: { readonly cursor: () => string; readonly is: (cursor: string) => void },
  hear: (heard: Heard) => void,
  ended: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    let again: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let stream = open();

    function open(): EventSource {
      const source = new EventSource(`/api/v1/desk/stream?after=${encodeURIComponent(place.cursor())}`);
      const on = <T>(type: string, make: (data: T) => Heard): void =>
        source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
          if (lastEventId !== '') place.is(lastEventId);
          hear(make(JSON.parse(data) as T));
        });
      on<TicketNews>('ticket', (news) => ({ kind: 'ticket', news }));
      on('inbox', () => ({ kind: 'inbox' }));
      on<{ unread: number }>('notice', ({ unread }) => ({ kind: 'notice', unread }));
      on<components['schemas']['Presence']>('presence', (there) => ({ kind: 'presence', ...there }));
      on('call', () => ({ kind: 'call' }));
      source.addEventListener('sessionEnded', () => {
        source.close();
        hear({ kind: 'sessionEnded' });
        void lock.opened().then(openAnew);
      });
      source.onopen = () => {
        if (failures >= FAILURES_OF_THE_CUT_OFF) hear({ kind: 'found' });
        failures = 0;
      };
      source.onerror = () => {
        if (ended.aborted) return;
        failures += 1;
        if (failures === FAILURES_OF_THE_CUT_OFF) hear({ kind: 'lost' });
        if (source.readyState === EventSource.CLOSED) void askWhy().then(openAnew);
      };
      return source;
    }

    function openAnew(): void {
      if (!ended.aborted) stream = open();
    }

    /** If the session is over, this waits until its person has signed in again. */
    async function askWhy(): Promise<void> {
      try {
        const query = { after: place.cursor(), limit: 1 };
        await ask(api.GET('/api/v1/events', { params: { query } }));
        await pause(AGAIN_MS);
      } catch (error) {
        if (!(error instanceof ProblemError)) await pause(AGAIN_MS);
        else if (error.problem.code === 'cursor-invalid') {
          // The database is another than it was: of what happened since nothing is known, so all is read anew.
          place.is('end');
          hear({ kind: 'found' });
        } else await pause(error.retryAfter === null ? AGAIN_MS : error.retryAfter * 1_000);
      }
    }

    const pause = (ms: number): Promise<void> => new Promise((over) => (again = setTimeout(over, ms)));

    ended.addEventListener('abort', () => {
      clearTimeout(again);
      stream.close();
      resolve();
    });
  });
}
