import type { Response } from 'express';
import { isOfType } from '../../domain/ticket/event-types.js';
import {
  inSight,
  isBefore,
  type EventFeed,
  type FeedEvent,
  type FeedPosition,
} from '../../storage/event/event-feed.js';
import type { Account } from '../access/account.js';
import { presentFeedEvent } from './event-presenter.js';
import type { FeedCursors } from './feed-cursors.js';
import type { Listeners } from './listeners.js';
import type { Tail } from './tail.js';

export interface EventStreamDeps {
  readonly feed: Pick<EventFeed, 'read'>;
  readonly tail: Tail;
  readonly listeners: Listeners;
  readonly cursors: Pick<FeedCursors, 'write'>;
  /** What is said of an event besides its cursor; absent: the body of the feed, under its type. */
  readonly sayOf?: (event: FeedEvent) => Said;
  /** Told once events are heard of: what else is said meanwhile, and what ends with it. */
  readonly besides?: (line: Line) => () => void;
  /** For tests. */
  readonly heartbeatMs?: number;
}

export interface Said {
  readonly type: string;
  readonly data: unknown;
}

/** What else a stream carries: that something is to be asked anew. A reader that does not keep up misses it. */
export interface Line {
  say(said: Said): void;
  /** The events that were told just now; called after each of them. */
  onTold(listener: () => void): void;
}

export interface EventStreamWish {
  readonly account: Account;
  readonly after: FeedPosition;
  /** `null`: all. */
  readonly types: ReadonlySet<string> | null;
}

const PAGE = 100;
const HEARTBEAT_MS = 15_000;
/** Who takes nothing for so long gets no more; it comes again with its Last-Event-ID. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 3_000;

/**
 * Streams events as Server-Sent Events. First it reads on from where the reader stopped, page by page; then the shared
 * tail tells. A reader that does not keep up is left alone until it has taken what it was sent, and then reads pages
 * again, so nothing piles up.
 */
export function streamEvents(
  deps: EventStreamDeps,
  { account, after, types }: EventStreamWish,
  response: Response,
): void {
  const { feed, tail, listeners, cursors, sayOf, heartbeatMs = HEARTBEAT_MS } = deps;
  let position = after;
  let live = false;
  let running = false;
  let lastWrite = performance.now();
  let told: () => void = () => undefined;
  let leaveBesides: () => void = () => undefined;

  const leaveListeners = listeners.add({ account, end, tick: beat, ...(sayOf && { over: sayOver }) });
  const leaveTail = tail.listen((events, upTo) => {
    if (!live) {
      void catchUp();
      return;
    }
    for (const event of events) {
      if (!isBefore(position, event.position)) continue;
      if (inSight(account, event) && !write(event)) {
        live = false;
        position = event.position;
        void drained().then(catchUp, leave);
        return;
      }
      position = event.position;
    }
    if (isBefore(position, upTo)) position = upTo;
  });

  response.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
    // When it ends, so does the connection: a process that stops need not wait for it to fall idle.
    Connection: 'close',
  });
  response.flushHeaders();
  response.write(`retry: ${RETRY_MS}\n\n`);
  response.once('close', leave);
  if (deps.besides) {
    // So that what else is said has a place too: whoever reads on elsewhere misses nothing from here.
    response.write(`id: ${cursors.write(position)}\n\n`);
    leaveBesides = deps.besides({ say, onTold: (listener) => (told = listener) });
  }
  void catchUp();

  /** Reads pages until the tail has nothing that this reader lacks. */
  async function catchUp(): Promise<void> {
    if (running || live) return;
    running = true;
    try {
      while (!response.destroyed && !response.writableEnded) {
        const page = await feed.read(account, position, PAGE);
        for (const event of page.events) {
          if (!write(event)) await drained();
          position = event.position;
        }
        position = page.next;
        const told = tail.position();
        // Without a position the tail's first word calls here again.
        if (told === null) break;
        if (page.more || isBefore(position, told)) continue;
        live = true;
        break;
      }
    } catch {
      // PostgreSQL is away or the reader is gone. Either way it comes again and resumes where it was.
      end();
    } finally {
      running = false;
    }
  }

  /** `false`: the reader must take what it has before it gets more. */
  function write(event: FeedEvent): boolean {
    if (response.writableEnded || !isOfType(event, types)) return true;
    const { type, data } = sayOf?.(event) ?? sayWhole(event);
    lastWrite = performance.now();
    const kept = response.write(`id: ${cursors.write(event.position)}\n${frameOf({ type, data })}`);
    told();
    return kept;
  }

  function sayWhole(event: FeedEvent): Said {
    const data = presentFeedEvent(event, account, cursors);
    return { type: data.type, data };
  }

  function say(said: Said): void {
    if (response.writableEnded || response.destroyed || response.writableNeedDrain) return;
    response.write(frameOf(said));
  }

  /** The session or key opens nothing any more: whoever reads this need not come again. */
  function sayOver(): void {
    say({ type: 'sessionEnded', data: {} });
  }

  function drained(): Promise<void> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        response.destroy();
      }, PATIENCE_MS);
      const settle = (act: () => void) => (): void => {
        clearTimeout(patience);
        response.off('drain', onDrain);
        response.off('close', onClose);
        act();
      };
      const onDrain = settle(resolve);
      const onClose = settle(() => reject(new Error('The reader is gone.')));
      response.on('drain', onDrain);
      response.on('close', onClose);
    });
  }

  /** Keeps the line open, and moves the reader's place on past what it may not see. */
  function beat(): void {
    if (!live || performance.now() - lastWrite < heartbeatMs) return;
    lastWrite = performance.now();
    response.write(`: still here\nid: ${cursors.write(position)}\n\n`);
  }

  function end(): void {
    leave();
    if (!response.writableEnded) response.end();
  }

  function leave(): void {
    leaveListeners();
    leaveTail();
    leaveBesides();
  }
}

function frameOf({ type, data }: Said): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
