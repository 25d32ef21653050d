import type pg from 'pg';
import { COMMANDS } from '../../domain/ticket/commands.js';
import { listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** A ticket of which somebody is the handler, while a unit has it. */
export interface HeldTicket {
  readonly id: string;
  readonly number: string;
  readonly unit: string;
  /** From the root down. */
  readonly path: readonly string[];
}

export interface HeldTickets {
  /** By number; at most a thousand. */
  of(personId: string): Promise<HeldTicket[]>;
}

const HELD = statement(
  `SELECT id, number, lead_unit AS unit, lead_path AS path FROM ticket
   WHERE state = ANY($2::text[]) AND handler = $1 AND lead_unit IS NOT NULL ORDER BY number LIMIT 1000`,
  { takes: [text, listOf(text)], gives: { id: uuid, number: text, unit: orNull(text), path: orNull(listOf(text)) } },
);

export function createHeldTickets(pool: pg.Pool): HeldTickets {
  return {
    async of(personId) {
      const rows = await HELD.rows(pool, [personId, COMMANDS.handOver.from]);
      return rows.flatMap(({ unit, path, ...ticket }) =>
        unit === null ? [] : [{ ...ticket, unit, path: path ?? [] }],
      );
    },
  };
}
