import { PassThrough } from 'node:stream';
import type { Response } from 'express';
import { streamEvents } from '../../../api/event/event-stream.js';
import { createTail } from '../../../api/event/tail.js';
import type { Account } from '../../../api/access/account.js';
import { isBefore, type FeedPage, type FeedPosition, type TailEvent } from '../../../storage/event/event-feed.js';
import { eventually } from '../../support/eventually.js';

const ACCOUNT: Account = {
  id: 'a',
  name: 'a',
  role: 'supervisor',
  unit: null,
  unitPath: [],
  scopes: [],
  expiresAt: null,
  person: null,
  by: { kind: 'key', id: 'a' },
};
const at = (n: number): FeedPosition => ({ xid: String(n), id: String(n) });
const event = (n: number): TailEvent => ({
  position: at(n),
  id: `t/${n}/abc`,
  ticketId: 't',
  number: '1',
  seq: n,
  type: 'dispatched',
  at: new Date(0),
  actor: { role: 'dispatcher', unit: null },
  from: 'pendingDispatch',
  to: 'dispatched',
  data: {},
  changes: null,
  units: [],
  accusedUnit: null,
});

interface MemoryFeed {
  readonly events: TailEvent[];
  readonly asked: { read: number; tail: number };
  read(actor: unknown, after: FeedPosition, limit: number): Promise<FeedPage>;
  tail(after: FeedPosition): Promise<TailEvent[]>;
  end(): Promise<FeedPosition>;
}

/** A feed in memory, to which a test adds. */
function aFeed(size: number): MemoryFeed {
  const events = Array.from({ length: size }, (_, index) => event(index + 1));
  const asked = { read: 0, tail: 0 };
  const behind = (position: FeedPosition): TailEvent[] => events.filter((one) => isBefore(position, one.position));
  return {
    events,
    asked,
    read(_actor, after, limit) {
      asked.read += 1;
      const page = behind(after).slice(0, limit);
      const next = page.at(-1)?.position ?? after;
      return Promise.resolve({ events: page, next, more: page.length < behind(after).length });
    },
    tail(after) {
      asked.tail += 1;
      return Promise.resolve(behind(after));
    },
    end: () => Promise.resolve(events.at(-1)?.position ?? at(0)),
  };
}

/** As much of a response as a stream uses, over a pipe that holds a few events before it wants to be read. */
function aResponse(): PassThrough & Response {
  const pipe = new PassThrough({ highWaterMark: 2_000 });
  return Object.assign(pipe, { set: () => pipe, flushHeaders: () => undefined }) as unknown as PassThrough & Response;
}

const deps = (feed: MemoryFeed, heartbeatMs = 60_000, ticks: (() => void)[] = []) => ({
  feed,
  tail: createTail(feed, { everyMs: 5 }),
  listeners: {
    add: ({ tick }: { tick?: () => void }) => {
      if (tick) ticks.push(tick);
      return () => undefined;
    },
    close: () => undefined,
  },
  cursors: { write: ({ id }: FeedPosition) => `c${id}` },
  heartbeatMs,
});

describe('a stream of events', () => {
  it('sends a slow reader no more than it takes, and all of it in the end', async () => {
    const feed = aFeed(300);
    const response = aResponse();
    streamEvents(deps(feed), { account: ACCOUNT, after: at(0), types: null }, response);
    await eventually(() => expect(response.writableNeedDrain).toBe(true));
    const { read, tail } = feed.asked;
    for (let n = 301; n <= 400; n += 1) feed.events.push(event(n));
    await eventually(() => expect(feed.asked.tail).toBeGreaterThan(tail + 2));
    expect(feed.asked.read).toBe(read);
    expect(response.writableLength + response.readableLength).toBeLessThan(6_000);

    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const seqs = (): number[] => [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));
    await eventually(() => expect(seqs()).toEqual(feed.events.map(({ seq }) => seq)));
    feed.events.push(event(401));
    await eventually(() => expect(seqs().at(-1)).toBe(401));
    response.destroy();
  });

  it('keeps a quiet line open, and moves on past what its reader may not see', async () => {
    const feed = aFeed(0);
    const ticks: (() => void)[] = [];
    const response = aResponse();
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const stranger: Account = { ...ACCOUNT, role: 'handler', unit: 'water', unitPath: ['city', 'water'] };
    streamEvents(deps(feed, 0, ticks), { account: stranger, after: at(0), types: null }, response);
    await eventually(() => expect(feed.asked.tail).toBeGreaterThan(0));
    feed.events.push(event(7));
    await eventually(() => {
      for (const tick of ticks) tick();
      expect(text).toContain(': still here\nid: c7\n\n');
    });
    expect(text).not.toContain('data:');
    response.destroy();
  });
});
