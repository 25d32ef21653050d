import type pg from 'pg';
import type { DisclosureRequest, Purpose } from '../../domain/disclosure/disclosure-request.js';
import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import type { DisclosureField } from '../../domain/ticket/disclosure.js';
import type { ProtectionLevel } from '../../domain/ticket/protection.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { TOLD, noticesAsJson } from '../notice/notice-rows.js';
import { DECIDABLE_GIVES, decidableOf } from '../postgres/decidable.js';
import { bool, bytes, instant, int, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { openJson, sealJson } from '../secrets/sealing.js';

/** A request with what is sealed of it; `null`: the ticket was erased. */
export interface KeptDisclosure extends DisclosureRequest {
  readonly words: string | null;
  /** The number that leads to the citizen; `null` also where it was granted without one. */
  readonly relay: string | null;
}

/** One that is new has its words. */
export type NewDisclosure = KeptDisclosure & { readonly words: string };

export interface Decision {
  readonly by: Actor;
  readonly granted: boolean;
  readonly at: Date;
  /** `null`: it is not granted. */
  readonly holdsUntil: Date | null;
  /** The number that leads to the citizen, if it is granted with one. */
  readonly relay: string | null;
}

export interface DisclosureStore {
  /** With the notices that tell those who decide of it. */
  add(request: NewDisclosure, dataKey: Buffer, told: readonly NoticeRow[]): Promise<void>;
  find(ticketId: string, id: string, dataKey: Buffer | null): Promise<KeptDisclosure | null>;
  /** Newest first. */
  ofTicket(ticketId: string, dataKey: Buffer | null): Promise<KeptDisclosure[]>;
  /** Decides it, if nobody has and it was not withdrawn. Whether it did. */
  decide(id: string, decision: Decision, dataKey: Buffer): Promise<boolean>;
  /** For good. A second time changes nothing. */
  withdraw(id: string, by: string, at: Date): Promise<void>;
  /** All that this person asked for and waits or holds, because the person has left. Answers how many. */
  withdrawAllOf(personId: string, by: string, at: Date): Promise<number>;
  /** What this person was granted of any ticket and has not reached its instant. */
  grantedTo(personId: string, now: Date): Promise<DisclosureRequest[]>;
}

const COLUMNS = `id, ticket_id, fields, purpose, words_sealed, level, hop, lead_id, asked_at, asked_by, asked_role, asked_unit,
  decide_until, decided_at, decided_by, decided_role, decided_unit, granted, holds_until, withdrawn_at, relay_sealed`;
const GIVES = {
  ...DECIDABLE_GIVES,
  ticket_id: uuid,
  fields: listOf(textOf<DisclosureField>()),
  purpose: textOf<Purpose>(),
  words_sealed: bytes,
  level: textOf<ProtectionLevel>(),
  hop: int,
  lead_id: orNull(text),
  holds_until: orNull(instant),
  relay_sealed: orNull(bytes),
};

const ADD = statement(
  `INSERT INTO disclosure (${COLUMNS})
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, NULL, $20)`,
  {
    takes: [
      ...[uuid, uuid, listOf(text), text, bytes, text, int, orNull(text), instant, text, text, orNull(text), instant],
      ...[orNull(instant), orNull(text), orNull(text), orNull(text), orNull(bool), orNull(instant)],
      orNull(bytes),
    ] as const,
  },
);
const FIND = statement(`SELECT ${COLUMNS} FROM disclosure WHERE ticket_id = $1 AND id = $2`, {
  takes: [uuid, uuid],
  gives: GIVES,
});
const OF_TICKET = statement(
  `SELECT ${COLUMNS} FROM disclosure WHERE ticket_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 200`,
  { takes: [uuid], gives: GIVES },
);
const GRANTED_TO = statement(
  `SELECT ${COLUMNS} FROM disclosure WHERE asked_by = $1 AND holds_until > $2 AND granted AND withdrawn_at IS NULL`,
  { name: 'granted-to', takes: [text, instant], gives: GIVES },
);
const DECIDE = statement(
  `UPDATE disclosure SET decided_at = $2, decided_by = $3, decided_role = $4, decided_unit = $5, granted = $6, holds_until = $7, relay_sealed = $8
   WHERE id = $1 AND granted IS NULL AND withdrawn_at IS NULL AND decide_until > $2`,
  { takes: [uuid, instant, text, text, orNull(text), bool, orNull(instant), orNull(bytes)] },
);
const WITHDRAW = statement(
  'UPDATE disclosure SET withdrawn_at = $3, withdrawn_by = $2 WHERE id = $1 AND withdrawn_at IS NULL',
  { takes: [uuid, text, instant] },
);
const WITHDRAW_ALL = statement(
  `UPDATE disclosure SET withdrawn_at = $3, withdrawn_by = $2 WHERE asked_by = $1 AND withdrawn_at IS NULL
     AND (holds_until > $3 OR (granted IS NULL AND decide_until > $3))`,
  { takes: [text, text, instant] },
);

const contextOf = (id: string): string => `disclosure:${id}`;
const relayContextOf = (id: string): string => `disclosure-relay:${id}`;
const sealedRelay = (dataKey: Buffer, relay: string | null, id: string): Buffer | null =>
  relay === null ? null : sealJson(dataKey, relay, relayContextOf(id));

export function createDisclosureStore(pool: pg.Pool): DisclosureStore {
  return {
    async add(request, dataKey, told) {
      const { words, relay } = request;
      const { id, ticket, fields, purpose, level, hop, lead, askedAt, askedBy, decideUntil, decidedBy } = request;
      const row = [
        ...([id, ticket, fields, purpose, sealJson(dataKey, words, contextOf(id)), level, hop, lead] as const),
        ...([askedAt, askedBy.id, askedBy.role, askedBy.unit, decideUntil] as const),
        ...([request.decidedAt, decidedBy?.id ?? null, decidedBy?.role ?? null, decidedBy?.unit ?? null] as const),
        ...([request.granted, request.holdsUntil, sealedRelay(dataKey, relay, id)] as const),
      ] as const;
      await inTransaction(pool, async (client) => {
        await ADD.run(client, row);
        if (told.length > 0) await TOLD.run(client, [ticket, noticesAsJson(told)]);
      });
    },

    async find(ticketId, id, dataKey) {
      const [row] = await FIND.rows(pool, [ticketId, id]);
      return row ? keptOf(row, dataKey) : null;
    },

    ofTicket: async (ticketId, dataKey) => (await OF_TICKET.rows(pool, [ticketId])).map((row) => keptOf(row, dataKey)),

    async decide(id, { by, granted, at, holdsUntil, relay }, dataKey) {
      const sealed = sealedRelay(dataKey, relay, id);
      return (await DECIDE.run(pool, [id, at, by.id, by.role, by.unit, granted, holdsUntil, sealed])) > 0;
    },

    async withdraw(id, by, at) {
      await WITHDRAW.run(pool, [id, by, at]);
    },

    withdrawAllOf: (personId, by, at) => WITHDRAW_ALL.run(pool, [personId, by, at]),

    grantedTo: async (personId, now) => (await GRANTED_TO.rows(pool, [personId, now])).map(requestOf),
  };
}

type Row = RowOf<typeof GIVES>;

function keptOf(row: Row, dataKey: Buffer | null): KeptDisclosure {
  const words = dataKey && (openJson(dataKey, row.words_sealed, contextOf(row.id)) as string);
  const relay = dataKey && row.relay_sealed && (openJson(dataKey, row.relay_sealed, relayContextOf(row.id)) as string);
  return { ...requestOf(row), words, relay };
}

function requestOf(row: Row): DisclosureRequest {
  const { fields, purpose, level, hop } = row;
  return {
    ...decidableOf(row),
    ...{ fields, purpose, level, hop },
    ticket: row.ticket_id,
    lead: row.lead_id,
    holdsUntil: row.holds_until,
    relayed: row.relay_sealed !== null,
  };
}
