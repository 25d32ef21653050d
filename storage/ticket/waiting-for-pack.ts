import type pg from 'pg';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { int, json, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** Open tickets by whether a unit has them: those that none has yet are given their pack by their next dispatch. */
export interface WaitingForPack {
  /** How many a unit has. */
  sentOut(): Promise<number>;
  /** Those that none has, a page at a time in the order of their ids. */
  page(after: string | null, limit: number): Promise<TicketState[]>;
}

const OPEN = Object.entries(STATE_KIND).flatMap(([state, kind]) => (kind === 'open' ? [state] : []));

const SENT_OUT = statement(
  'SELECT count(*)::int AS tickets FROM ticket WHERE state = ANY ($1::text[]) AND lead_unit IS NOT NULL',
  { takes: [listOf(text)], gives: { tickets: int } },
);
const PAGE = statement(
  `SELECT snapshot FROM ticket
    WHERE state = ANY ($1::text[]) AND lead_unit IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3::int`,
  { takes: [listOf(text), orNull(uuid), int], gives: { snapshot: json<TicketState>() } },
);

export function createWaitingForPack(pool: pg.Pool): WaitingForPack {
  return {
    async sentOut() {
      const [row] = await SENT_OUT.rows(pool, [OPEN]);
      return row?.tickets ?? 0;
    },
    async page(after, limit) {
      return (await PAGE.rows(pool, [OPEN, after, limit])).map(({ snapshot }) => snapshot);
    },
  };
}
