import type pg from 'pg';
import type { Files } from '../../files/files.js';
import { instant, int, listOf, sure, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** How files come to their end, or to the ticket that has said that it has them. */
export interface AttachmentClearing {
  /** Removes what no ticket has. */
  discard(ids: readonly string[]): Promise<void>;
  /** The same for what nobody came back to say, though the history of the ticket does. How many. */
  settleForgotten(before: Date): Promise<number>;
  /**
   * Removes what belongs to no ticket, was sent before this, and is meant for none of late, and what was given up while
   * it could not be removed; how many. Of what was infected the row stays for a month.
   */
  sweep(until: { readonly before: Date; readonly claimedBefore: Date }, most: number): Promise<number>;
  /** Removes every file of a ticket, with its row; for who erases it. May be repeated. How many. */
  deleteAllOf(ticketId: string): Promise<number>;
  /** The same of tickets that were erased since then; how many tickets. */
  deleteErased(since: Date, most: number): Promise<number>;
}

/** Nobody can name or open them any more. */
const GIVE_UP = statement(
  `UPDATE attachment SET state = 'arriving', upload_key = NULL WHERE id = ANY($1) AND ticket_id IS NULL AND state <> 'infected' RETURNING id`,
  { takes: [listOf(uuid)], gives: { id: uuid } },
);
const SETTLE_FORGOTTEN = statement(
  `UPDATE attachment SET attached_at = e.at, upload_key = NULL
   FROM ticket_event e
   WHERE attachment.attached_at IS NULL AND attachment.claimed_at < $1 AND e.ticket_id = attachment.ticket_id
     AND e.type IN ('registered', 'attached') AND e.data::jsonb -> 'attachments' ? attachment.id::text`,
  { takes: [instant] },
);
/** The same of what is old. What a ticket was meant to have, and its history does not name, goes likewise. */
const GIVE_UP_OLD = statement(
  `UPDATE attachment SET state = 'arriving', upload_key = NULL WHERE attached_at IS NULL AND id IN (
     SELECT id FROM attachment
     WHERE attached_at IS NULL AND (uploaded_at < $1 AND (claimed_at IS NULL OR claimed_at < $2)
       AND (state <> 'infected' OR uploaded_at < $1 - interval '30 days') OR upload_key IS NULL AND state = 'arriving')
     ORDER BY uploaded_at LIMIT $3::int)
   RETURNING id`,
  { takes: [instant, instant, int], gives: { id: uuid } },
);
const SWEEP = statement(`DELETE FROM attachment WHERE id = ANY($1) AND attached_at IS NULL AND state = 'arriving'`, {
  takes: [listOf(uuid)],
});
const ERASED = statement(
  `SELECT DISTINCT a.ticket_id FROM erasure e JOIN attachment a ON a.ticket_id = e.ticket_id JOIN ticket t ON t.id = e.ticket_id
   WHERE e.at > $1 AND t.wrapped_key IS NULL LIMIT $2::int`,
  { takes: [instant, int], gives: { ticket_id: sure(uuid) } },
);
const IDS_OF_TICKET = statement('SELECT id FROM attachment WHERE ticket_id = $1', {
  takes: [uuid],
  gives: { id: uuid },
});
const DELETE_OF_TICKET = statement('DELETE FROM attachment WHERE ticket_id = $1 AND id = ANY($2)', {
  takes: [uuid, listOf(uuid)],
});

/** The small picture of one. */
export const thumbnailOf = (id: string): string => `${id}.thumb`;

export async function removeFilesOf(files: Pick<Files, 'remove'>, ids: readonly string[]): Promise<void> {
  for (const id of ids) for (const name of [id, thumbnailOf(id)]) await files.remove(name);
}

export function createAttachmentClearing(pool: pg.Pool, files: Pick<Files, 'remove'>): AttachmentClearing {
  async function deleteAllOf(ticketId: string): Promise<number> {
    const ids = (await IDS_OF_TICKET.rows(pool, [ticketId])).map(({ id }) => id);
    await removeFilesOf(files, ids);
    return DELETE_OF_TICKET.run(pool, [ticketId, ids]);
  }

  return {
    async discard(ids) {
      const given = (await GIVE_UP.rows(pool, [ids])).map(({ id }) => id);
      await removeFilesOf(files, given);
      await SWEEP.run(pool, [given]);
    },

    settleForgotten: (before) => SETTLE_FORGOTTEN.run(pool, [before]),

    async sweep({ before, claimedBefore }, most) {
      const ids = (await GIVE_UP_OLD.rows(pool, [before, claimedBefore, most])).map(({ id }) => id);
      if (ids.length === 0) return 0;
      await removeFilesOf(files, ids);
      return SWEEP.run(pool, [ids]);
    },

    deleteAllOf,

    async deleteErased(since, most) {
      const erased = await ERASED.rows(pool, [since, most]);
      for (const { ticket_id: ticketId } of erased) await deleteAllOf(ticketId);
      return erased.length;
    },
  };
}
