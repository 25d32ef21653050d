import { createHmac } from 'node:crypto';
import { signingKey } from '../secrets/signature.js';

/** What of an event its own hash leaves out: who could see it, and where in the feed it stands. */
export interface EventPlace {
  readonly seq: number;
  readonly hash: string;
  readonly units: readonly string[] | null;
  readonly xid: string;
  readonly feedId: string;
}

/**
 * Keyed hashes of what the chains leave out. The key is made of the master key, which the database does not know:
 * whoever owns the database can write a chain anew, and not what was said of it before. In hexadecimal digits.
 */
export interface AnchorSeals {
  /** Of each event in its order, with all before it. */
  around(events: readonly EventPlace[]): string[];
  /** Of an ended ticket as it is kept. */
  shown(snapshot: string): string;
  /** Of a file, from its lines and its end. */
  signature(words: string): string;
}

export function createAnchorSeals(masterKey: Buffer): AnchorSeals {
  const keyed = (what: string): ((words: string) => string) => {
    const key = signingKey(masterKey, `anchors:${what}`);
    return (words) => createHmac('sha256', key).update(words).digest('hex');
  };
  const [place, snapshot, file] = [keyed('places'), keyed('snapshots'), keyed('files')];
  return {
    around(events) {
      let before = '';
      return events.map(({ seq, hash, units, xid, feedId }) => {
        before = place(JSON.stringify([before, seq, hash, units, xid, feedId]));
        return before;
      });
    },
    shown: snapshot,
    signature: file,
  };
}
