import type pg from 'pg';
import type { ErasureBasis } from '../../domain/erasure/erasure-request.js';
import { bigint, instant, int, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import type { ListedErasure } from './erasure-list.js';

/** What the database itself says of erased tickets, to be held against the list in the second place. */
export interface ErasedTickets {
  /** Entries of the database's own list, in their order, after this number. */
  listed(after: string, limit: number): Promise<{ readonly erasures: ListedErasure[]; readonly last: string | null }>;
  /** Of these, those that are here and not erased. */
  notErased(ticketIds: readonly string[]): Promise<string[]>;
  /** All that have no key, in the order of their ids, so many at a time. */
  withoutKey(atOnce: number): Promise<string[]>;
  /** The id of the ticket with this number; `null`: there is none. */
  withNumber(number: string): Promise<string | null>;
}

const LISTED = statement(
  'SELECT number, ticket_id, at, basis FROM erasure WHERE number > $1::bigint ORDER BY number LIMIT $2::int',
  { takes: [bigint, int], gives: { number: bigint, ticket_id: uuid, at: instant, basis: textOf<ErasureBasis>() } },
);
const NOT_ERASED = statement('SELECT id FROM ticket WHERE id = ANY($1::uuid[]) AND wrapped_key IS NOT NULL', {
  takes: [listOf(uuid)],
  gives: { id: uuid },
});
const WITHOUT_KEY = statement(
  'SELECT id FROM ticket WHERE wrapped_key IS NULL AND ($1::uuid IS NULL OR id > $1::uuid) ORDER BY id LIMIT $2::int',
  { takes: [orNull(uuid), int], gives: { id: uuid } },
);
const WITH_NUMBER = statement('SELECT id FROM ticket WHERE number = $1', { takes: [text], gives: { id: uuid } });

const PAGE = 10_000;

export function createErasedTickets(pool: pg.Pool): ErasedTickets {
  return {
    async listed(after, limit) {
      const rows = await LISTED.rows(pool, [after, limit]);
      return {
        erasures: rows.map(({ ticket_id, at, basis }) => ({ ticket: ticket_id, at: at.toISOString(), basis })),
        last: rows.at(-1)?.number ?? null,
      };
    },

    async notErased(ticketIds) {
      const found: string[] = [];
      for (let at = 0; at < ticketIds.length; at += PAGE) {
        const rows = await NOT_ERASED.rows(pool, [ticketIds.slice(at, at + PAGE)]);
        found.push(...rows.map(({ id }) => id));
      }
      return found;
    },

    async withoutKey(atOnce) {
      const found: string[] = [];
      for (;;) {
        const rows = await WITHOUT_KEY.rows(pool, [found.at(-1) ?? null, atOnce]);
        found.push(...rows.map(({ id }) => id));
        if (rows.length < atOnce) return found;
      }
    },

    withNumber: async (number) => (await WITH_NUMBER.rows(pool, [number]))[0]?.id ?? null,
  };
}
