import type { Keys } from '../../config/key-ring.js';
import { createHashWord } from '../secrets/signature.js';

/** What of an event its own hash leaves out: who could see it, and where in the feed it stands. */
export interface EventPlace {
  readonly seq: number;
  readonly hash: string;
  readonly units: readonly string[] | null;
  readonly xid: string;
  readonly feedId: string;
}

/**
 * Keyed hashes of what the chains leave out. The keys are kept where the database is not: whoever owns the database can
 * write a chain anew, and not what was said of it before. In hexadecimal digits, with the id of the key in front.
 */
export interface AnchorSeals {
  /** Of each event in its order, with all before it; by the key that made `like`, or the current one. */
  around(events: readonly EventPlace[], like?: string): string[];
  /** Of an ended ticket as it is kept. */
  shown(snapshot: string, like?: string): string;
  /** Of a file, from its lines and its end. */
  signature(words: string, like?: string): string;
}

export function createAnchorSeals(keys: Keys): AnchorSeals {
  const keyed = (what: string) => createHashWord(keys, `anchors:${what}`);
  const [place, snapshot, file] = [keyed('places'), keyed('snapshots'), keyed('files')];
  return {
    around(events, like) {
      let before = '';
      return events.map(({ seq, hash, units, xid, feedId }) => {
        before = place(JSON.stringify([before, seq, hash, units, xid, feedId]), like);
        return before;
      });
    },
    shown: snapshot,
    signature: file,
  };
}
