import type pg from 'pg';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { bytes, int, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import type { Sealing } from '../secrets/sealing.js';
import { openJson } from '../secrets/sealing.js';
import type { StoredEvent } from './stored-ticket.js';

export interface FollowerWords {
  /**
   * The events of a master, with what citizens of its followers said. Their words are kept once, under the follower's
   * own key, and are gone with it. Who may see the master may read them; but of a report no unit may, nor of anything
   * that is about it.
   */
  withFollowersWords(events: readonly StoredEvent[], reader: PlacedActor): Promise<StoredEvent[]>;
}

const SAID = statement(
  `
SELECT e.ticket_id, e.seq, e.text_sealed, t.wrapped_key, t.accused_unit, t.type
FROM unnest($1::uuid[], $2::int[]) AS said(ticket_id, seq)
JOIN ticket_event e ON e.ticket_id = said.ticket_id AND e.seq = said.seq AND e.type IN ('nudged', 'supplemented')
JOIN ticket t ON t.id = e.ticket_id`,
  {
    name: 'follower-words',
    takes: [listOf(uuid), listOf(int)],
    gives: {
      ticket_id: uuid,
      seq: int,
      text_sealed: orNull(bytes),
      wrapped_key: orNull(bytes),
      accused_unit: orNull(text),
      type: text,
    },
  },
);
type SaidRow = RowOf<(typeof SAID)['gives']>;

export function createFollowerWords(pool: pg.Pool, sealing: Sealing): FollowerWords {
  return {
    async withFollowersWords(events, reader) {
      const said = events.flatMap(({ data }) => placeIn(data));
      if (said.length === 0) return [...events];
      const rows = await SAID.rows(pool, [said.map(({ id }) => id), said.map(({ seq }) => seq)]);
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
