import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { AttachmentState } from '../../domain/attachment/attachment.js';
import type { InfectedFile, ToldAbout } from '../../domain/attachment/infected-notices.js';
import type { Actor, ActorRole } from '../../domain/ticket/vocabulary.js';
import type { Files } from '../../files/files.js';
import { createAttachmentClearing, removeFilesOf, type AttachmentClearing } from './attachment-clearing.js';
import { TOLD, noticesAsJson } from '../notice/notice-rows.js';
import { bytes, instant, int, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { uploadContext } from '../secrets/sealed-columns.js';
import { openJson, sealJson, type Sealing } from '../secrets/sealing.js';

/** A file, as far as it can be opened: with its key. */
export interface StoredAttachment {
  readonly id: string;
  readonly state: AttachmentState;
  readonly mediaType: string;
  /** Before it was sealed. */
  readonly bytes: number;
  readonly thumbnailBytes: number | null;
  readonly name: string;
  readonly sender: Actor;
  readonly uploadedAt: Date;
  readonly attachedAt: Date | null;
  readonly key: Buffer;
}

/** The ticket that is to have a file, with its own key. */
export interface Owner {
  readonly ticketId: string;
  readonly dataKey: Buffer;
}

export interface Begun {
  readonly id: string;
  readonly mediaType: string;
  readonly name: string;
  readonly sender: Actor;
  readonly at: Date;
}

interface Arrived extends Pick<StoredAttachment, 'state' | 'mediaType' | 'bytes' | 'thumbnailBytes' | 'name' | 'key'> {
  /** When it is scanned the next time. */
  readonly again: Date | null;
}

export interface AttachmentStore extends AttachmentClearing {
  /** There is a row before there is a file, so that none is left behind. Gives the key to seal it with. */
  begin(begun: Begun): Promise<Buffer>;
  arrived(id: string, arrived: Arrived): Promise<void>;
  /**
   * Something was found in it; the file is destroyed, the row stays. `told`: the notices that go with it, if nobody
   * found it before.
   */
  infected(id: string, found: string, told?: (of: InfectedFile['ticket']) => readonly ToldAbout[]): Promise<void>;
  /** The scanner has answered at last, or again; `again`: when it is asked the next time. */
  cleared(id: string, again: Date | null): Promise<void>;
  /** How many of this sender belong to no ticket. */
  unnamed(sender: string): Promise<number>;
  /** How many the ticket has, and how many of them came by a link. */
  named(ticketId: string): Promise<{ all: number; byLink: number }>;
  /**
   * Means these for the ticket and hands it their keys. All or none: `false` when one of them is not there, not whole,
   * somebody else's, or another ticket's. A second time changes nothing.
   */
  claim(ids: readonly string[], sender: string, owner: Owner, at: Date): Promise<boolean>;
  /** The ticket would not have them: they are their sender's again. */
  release(ids: readonly string[], ticketId: string): Promise<void>;
  /** The ticket has them. From here on nothing but its key opens them. */
  settle(ids: readonly string[], ticketId: string, at: Date): Promise<void>;
  /** Those of a ticket, in their order. */
  ofTicket(owner: Owner): Promise<StoredAttachment[]>;
  find(owner: Owner, id: string): Promise<StoredAttachment | null>;
  /** Those that wait for the scanner, the oldest first. */
  held(most: number): Promise<StoredAttachment[]>;
  /** Those that were clean, and are to be scanned again by now. */
  toScanAgain(now: Date, most: number): Promise<StoredAttachment[]>;
}

const COLUMNS = `id, state, media_type, bytes, thumbnail_bytes, name_sealed, upload_key, ticket_key, sender, sender_role, sender_unit,
  uploaded_at, attached_at`;
const GIVES = {
  id: uuid,
  state: textOf<AttachmentState>(),
  media_type: text,
  bytes: int,
  thumbnail_bytes: orNull(int),
  name_sealed: bytes,
  upload_key: orNull(bytes),
  ticket_key: orNull(bytes),
  sender: text,
  sender_role: textOf<ActorRole>(),
  sender_unit: orNull(text),
  uploaded_at: instant,
  attached_at: orNull(instant),
};

const BEGIN = statement(
  `INSERT INTO attachment (id, state, media_type, bytes, name_sealed, upload_key, sender, sender_role, sender_unit, uploaded_at)
   VALUES ($1, 'arriving', $2, 0, $3, $4, $5, $6, $7, $8)`,
  { takes: [uuid, text, bytes, bytes, text, text, orNull(text), instant] },
);
const ARRIVED = statement(
  `UPDATE attachment SET state = $2, media_type = $3, bytes = $4, thumbnail_bytes = $5, name_sealed = $6, scan_again_at = $7
   WHERE id = $1`,
  { takes: [uuid, text, text, int, orNull(int), bytes, orNull(instant)] },
);
const INFECTED = statement(
  `UPDATE attachment SET state = 'infected', found = $2, thumbnail_bytes = NULL, scan_again_at = NULL
   WHERE id = $1 AND state <> 'infected'
   RETURNING ticket_id, (SELECT number FROM ticket t WHERE t.id = attachment.ticket_id) AS number`,
  { takes: [uuid, text], gives: { ticket_id: orNull(uuid), number: orNull(text) } },
);
const CLEARED = statement(
  `UPDATE attachment SET state = 'ready', scan_again_at = $2 WHERE id = $1 AND state IN ('held', 'ready')`,
  { takes: [uuid, orNull(instant)] },
);
const UNNAMED = statement(
  `SELECT count(*)::int AS count FROM attachment WHERE attached_at IS NULL AND sender = $1 AND state <> 'infected' AND upload_key IS NOT NULL`,
  { takes: [text], gives: { count: int } },
);
const NAMED = statement(
  `SELECT count(*)::int AS all, (count(*) FILTER (WHERE sender_role = 'citizen'))::int AS by_link FROM attachment WHERE ticket_id = $1`,
  { takes: [uuid], gives: { all: int, by_link: int } },
);
const OF_SENDER = statement(
  `SELECT ${COLUMNS} FROM attachment WHERE id = ANY($1) AND sender = $2 AND (ticket_id IS NULL OR ticket_id = $3) AND state IN ('ready', 'held')`,
  { takes: [listOf(uuid), text, uuid], gives: GIVES },
);
const CLAIM = statement(
  `UPDATE attachment SET ticket_id = $1, ticket_key = handed.key, claimed_at = $4
   FROM unnest($2::uuid[], $3::bytea[]) AS handed(id, key)
   WHERE attachment.id = handed.id AND attachment.ticket_id IS NULL AND attachment.attached_at IS NULL`,
  { takes: [uuid, listOf(uuid), listOf(bytes), instant] },
);
const RELEASE = statement(
  `UPDATE attachment SET ticket_id = NULL, ticket_key = NULL, claimed_at = NULL
   WHERE id = ANY($1) AND ticket_id = $2 AND attached_at IS NULL`,
  { takes: [listOf(uuid), uuid] },
);
const SETTLE = statement(
  `UPDATE attachment SET attached_at = $3, upload_key = NULL WHERE id = ANY($1) AND ticket_id = $2 AND attached_at IS NULL`,
  { takes: [listOf(uuid), uuid, instant] },
);
const OF_TICKET = statement(
  `SELECT ${COLUMNS} FROM attachment WHERE ticket_id = $1 AND attached_at IS NOT NULL ORDER BY attached_at, uploaded_at, id`,
  { name: 'attachments-of-ticket', takes: [uuid], gives: GIVES },
);
const FIND = statement(
  `SELECT ${COLUMNS} FROM attachment WHERE ticket_id = $1 AND id = $2 AND attached_at IS NOT NULL`,
  { name: 'attachment', takes: [uuid, uuid], gives: GIVES },
);
const TO_SCAN = `SELECT ${COLUMNS}, ticket_id, (SELECT wrapped_key FROM ticket t WHERE t.id = attachment.ticket_id) AS wrapped_key
   FROM attachment`;
const GIVES_TO_SCAN = { ...GIVES, ticket_id: orNull(uuid), wrapped_key: orNull(bytes) };
const HELD = statement(`${TO_SCAN} WHERE state = 'held' ORDER BY uploaded_at LIMIT $1::int`, {
  takes: [int],
  gives: GIVES_TO_SCAN,
});
const TO_SCAN_AGAIN = statement(
  `${TO_SCAN} WHERE state = 'ready' AND scan_again_at <= $1 ORDER BY scan_again_at LIMIT $2::int`,
  { takes: [instant, int], gives: GIVES_TO_SCAN },
);

export function createAttachmentStore(pool: pg.Pool, sealing: Sealing, files: Pick<Files, 'remove'>): AttachmentStore {
  const keyOfUpload = (id: string, sealed: Uint8Array): Buffer =>
    Buffer.from(sealing.openUnderMaster(sealed, uploadContext(id)) as string, 'base64');

  return {
    ...createAttachmentClearing(pool, files),

    async begin({ id, mediaType, name, sender, at }) {
      const key = randomBytes(32);
      const uploadKey = sealing.sealUnderMaster(key.toString('base64'), uploadContext(id));
      const who = [sender.id, sender.role, sender.unit] as const;
      await BEGIN.run(pool, [id, mediaType, sealName(id, key, name), uploadKey, ...who, at]);
      return key;
    },

    async arrived(id, { state, mediaType, bytes: size, thumbnailBytes, name, key, again }) {
      await ARRIVED.run(pool, [id, state, mediaType, size, thumbnailBytes, sealName(id, key, name), again]);
    },

    async infected(id, found, told) {
      await inTransaction(pool, async (client) => {
        const [row] = await INFECTED.rows(client, [id, found]);
        if (!row) return;
        const { ticket_id: ticket, number } = row;
        const of = ticket === null || number === null ? null : { id: ticket, number };
        for (const { id: about, rows } of told?.(of) ?? []) await TOLD.run(client, [about, noticesAsJson(rows)]);
      });
      await removeFilesOf(files, [id]);
    },

    async cleared(id, again) {
      await CLEARED.run(pool, [id, again]);
    },

    unnamed: async (sender) => (await UNNAMED.rows(pool, [sender]))[0]?.count ?? 0,

    async named(ticketId) {
      const [row] = await NAMED.rows(pool, [ticketId]);
      return { all: row?.all ?? 0, byLink: row?.by_link ?? 0 };
    },

    async claim(ids, sender, { ticketId, dataKey }, at) {
      const rows = await OF_SENDER.rows(pool, [ids, sender, ticketId]);
      if (rows.length < ids.length) return false;
      const free = rows.filter(({ ticket_key: key }) => key === null);
      const handed = free.map(({ id, upload_key: key }) =>
        sealJson(dataKey, keyOfUpload(id, key ?? Buffer.alloc(0)).toString('base64'), contextOf.ticket(id)),
      );
      const named = free.map(({ id }) => id);
      if ((await CLAIM.run(pool, [ticketId, named, handed, at])) === named.length) return true;
      await RELEASE.run(pool, [named, ticketId]);
      return false;
    },

    async release(ids, ticketId) {
      await RELEASE.run(pool, [ids, ticketId]);
    },

    async settle(ids, ticketId, at) {
      await SETTLE.run(pool, [ids, ticketId, at]);
    },

    async ofTicket({ ticketId, dataKey }) {
      return (await OF_TICKET.rows(pool, [ticketId])).map((row) => attachmentOf(row, keyOfTicket(row, dataKey)));
    },

    async find({ ticketId, dataKey }, id) {
      const [row] = await FIND.rows(pool, [ticketId, id]);
      return row ? attachmentOf(row, keyOfTicket(row, dataKey)) : null;
    },

    held: async (most) => (await HELD.rows(pool, [most])).flatMap(toScan),
    toScanAgain: async (now, most) => (await TO_SCAN_AGAIN.rows(pool, [now, most])).flatMap(toScan),
  };

  function toScan(row: RowOf<typeof GIVES_TO_SCAN>): StoredAttachment[] {
    const { id, upload_key: uploadKey, ticket_id: ticketId, wrapped_key: wrapped } = row;
    if (uploadKey) return [attachmentOf(row, keyOfUpload(id, uploadKey))];
    // Of a ticket that is erased: nobody can read it, and whoever erases it takes it away.
    return ticketId && wrapped ? [attachmentOf(row, keyOfTicket(row, sealing.unwrap(ticketId, wrapped)))] : [];
  }
}

const contextOf = {
  name: (id: string): string => `attachment-name:${id}`,
  ticket: (id: string): string => `attachment-key:${id}`,
};

function sealName(id: string, key: Buffer, name: string): Buffer {
  return sealJson(key, name, contextOf.name(id));
}

type Row = RowOf<typeof GIVES>;

function keyOfTicket({ id, ticket_key: key }: Row, dataKey: Buffer): Buffer {
  if (!key) throw new Error('An attachment of a ticket has no key.');
  return Buffer.from(openJson(dataKey, key, contextOf.ticket(id)) as string, 'base64');
}

function attachmentOf(row: Row, key: Buffer): StoredAttachment {
  const { id, state } = row;
  return {
    ...{ id, state, key },
    mediaType: row.media_type,
    bytes: row.bytes,
    thumbnailBytes: row.thumbnail_bytes,
    name: openJson(key, row.name_sealed, contextOf.name(id)) as string,
    sender: { id: row.sender, role: row.sender_role, unit: row.sender_unit },
    uploadedAt: row.uploaded_at,
    attachedAt: row.attached_at,
  };
}
