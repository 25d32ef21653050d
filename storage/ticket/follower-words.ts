import type pg from 'pg';
import { disclosureTo } from '../../domain/ticket/disclosure.js';
import { protectionOf, type ProtectionLevel } from '../../domain/ticket/protection.js';
import type { TicketType } from '../../domain/ticket/vocabulary.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { ownHouse } from '../../domain/ticket/relations.js';
import { bool, bytes, int, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import type { Sealing } from '../secrets/sealing.js';
import { openJson } from '../secrets/sealing.js';
import type { StoredEvent } from './stored-ticket.js';

export interface FollowerWords {
  /**
   * The events of a master, with what citizens of its followers said. Their words are kept once, under the follower's
   * own key, and are gone with it. Who sees the master reads them as the table of disclosure says of the ticket of
   * another's, and of one that is about it nothing.
   */
  withFollowersWords(events: readonly StoredEvent[], reader: PlacedActor): Promise<StoredEvent[]>;
}

const SAID = statement(
  `
SELECT e.ticket_id, e.seq, e.text_sealed, t.wrapped_key, t.accused_unit, t.type, t.protection, t.publishable
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
      type: textOf<TicketType>(),
      protection: orNull(textOf<ProtectionLevel>()),
      publishable: bool,
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
        const kept = { text: {}, kept: true };
        return place ? { ...event, ...(words.get(`${place.id} ${place.seq}`) ?? kept) } : event;
      });
    },
  };

  function opened(row: SaidRow, reader: PlacedActor): Pick<StoredEvent, 'text' | 'kept'> {
    const { role } = reader;
    const about = row.accused_unit !== null && ownHouse(reader).includes(row.accused_unit);
    const relation = role !== 'handler' ? 'hotline' : about ? 'accused' : 'masterOrFollower';
    const kept = disclosureTo(reader, relation, levelOf(row)).supplements !== 'clear';
    if (row.text_sealed === null) return { text: {} };
    if (kept || row.wrapped_key === null) return { text: {}, kept };
    const key = sealing.unwrap(row.ticket_id, row.wrapped_key);
    return { text: openJson(key, row.text_sealed, `text:${row.ticket_id}`) as StoredEvent['text'] };
  }
}

/** Of a row that was written before tickets knew their level: open only what is public. */
function levelOf({ protection, type, publishable }: SaidRow): ProtectionLevel {
  return protection ?? protectionOf(publishable ? { type, identity: 'open' } : { type });
}

/** Where the words of an event are, when they are a follower's. */
function placeIn({ followerId, said }: StoredEvent['data']): { id: string; seq: number }[] {
  return typeof followerId === 'string' && typeof said === 'number' ? [{ id: followerId, seq: said }] : [];
}
