import type pg from 'pg';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { Sealing } from '../secrets/sealing.js';
import { openJson } from '../secrets/sealing.js';
import type { StoredEvent } from './stored-ticket.js';

export interface FollowerWords {
  /**
   * The events of a master, with what citizens of its followers said. Their words are kept once, under the follower's own key, and are
   * gone with it. Who may see the master may read them; but of a report no unit may, nor of anything that is about it.
   */
  withFollowersWords(events: readonly StoredEvent[], reader: PlacedActor): Promise<StoredEvent[]>;
}

interface SaidRow {
  ticket_id: string;
  seq: number;
  text_sealed: Buffer | null;
  wrapped_key: Buffer | null;
  accused_unit: string | null;
  type: string;
}

const SAID = `
SELECT e.ticket_id, e.seq, e.text_sealed, t.wrapped_key, t.accused_unit, t.type
FROM unnest($1::uuid[], $2::int[]) AS said(ticket_id, seq)
JOIN ticket_event e ON e.ticket_id = said.ticket_id AND e.seq = said.seq AND e.type IN ('nudged', 'supplemented')
JOIN ticket t ON t.id = e.ticket_id`;

export function createFollowerWords(pool: pg.Pool, sealing: Sealing): FollowerWords {
  return {
    async withFollowersWords(events, reader) {
      const said = events.flatMap(({ data }) => placeIn(data));
      if (said.length === 0) return [...events];
      const values = [said.map(({ id }) => id), said.map(({ seq }) => seq)];
      const { rows } = await pool.query<SaidRow>({ name: 'follower-words', text: SAID, values });
      const words = new Map(rows.map((row) => [`${row.ticket_id} ${row.seq}`, opened(row, reader)]));
      return events.map((event) => {
        const [place] = placeIn(event.data);
        return place ? { ...event, text: words.get(`${place.id} ${place.seq}`) ?? {} } : event;
      });
    },
  };

  function opened(row: SaidRow, { role, unitPath }: PlacedActor): StoredEvent['text'] {
    const about = row.accused_unit !== null && unitPath.includes(row.accused_unit);
    const hidden = role === 'handler' && (about || row.type === 'report');
    if (hidden || row.text_sealed === null || row.wrapped_key === null) return {};
    const key = sealing.unwrap(row.ticket_id, row.wrapped_key);
    return openJson(key, row.text_sealed, `text:${row.ticket_id}`) as StoredEvent['text'];
  }
}

/** Where the words of an event are, when they are a follower's. */
function placeIn({ followerId, said }: StoredEvent['data']): { id: string; seq: number }[] {
  return typeof followerId === 'string' && typeof said === 'number' ? [{ id: followerId, seq: said }] : [];
}
