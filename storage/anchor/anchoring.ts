import { chinaDate } from '../../domain/calendar/china-time.js';
import type { Anchor, AnchorFiles } from './anchor-files.js';
import type { AnchorSeals } from './anchor-seals.js';
import type { ChainRow, ChainRows } from './chain-rows.js';

/** Events looked at for one file: some thousands of tickets, and a file of a megabyte or two. */
const EVENTS_A_FILE = 20_000;
const PAGE = 200;
const BEGINNING = { xid: '0', id: '0' } as const;

export interface Anchoring {
  /** A new day of the city has begun since the newest file, or that file left some for the next. */
  isDue(now: Date): Promise<boolean>;
  /** Writes one file. May be repeated: what happened to a ticket since is in the next. */
  bring(now: Date): Promise<{ readonly tickets: number; readonly file: string; readonly more: boolean }>;
}

/** Writes down outside the database how far the chain of each ticket is, for all to which something happened since. */
export function createAnchoring(rows: ChainRows, files: AnchorFiles, seals: AnchorSeals): Anchoring {
  return {
    async isDue(now) {
      const newest = await files.newest();
      return newest === null || newest.more || chinaDate(new Date(newest.at)) < chinaDate(now);
    },

    async bring(now) {
      const newest = await files.newest();
      const { tickets, upTo, more } = await rows.after(newest?.upTo ?? BEGINNING, EVENTS_A_FILE);
      const anchors: Anchor[] = [];
      for (let at = 0; at < tickets.length; at += PAGE) {
        for (const row of await rows.of(tickets.slice(at, at + PAGE))) anchors.push(...anchorOf(row, seals));
      }
      const file = await files.write(anchors, { upTo, more, at: now.toISOString() });
      return { tickets: anchors.length, file, more };
    },
  };
}

function anchorOf({ id, events, snapshot }: ChainRow, seals: AnchorSeals): Anchor[] {
  const last = events.at(-1);
  const around = seals.around(events).at(-1);
  if (!last || around === undefined) return [];
  const shown = snapshot === null ? {} : { shown: seals.shown(snapshot) };
  return [{ ticket: id, seq: last.seq, hash: last.hash, around, ...shown }];
}
