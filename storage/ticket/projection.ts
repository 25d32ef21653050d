import type pg from 'pg';
import { unitsInSight } from '../../domain/ticket/changes.js';
import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import type { Clock, TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import { NOTICE_ROWS, noticesAsJson } from '../notice/notice-rows.js';
import { int, json, jsonb, listOf, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { writeOutOfTurn } from '../postgres/out-of-turn.js';
import {
  CLOCK_ASSIGNMENTS,
  CLOCK_ROWS,
  clockRow,
  EVENT_ROWS,
  TICKET_ASSIGNMENTS,
  TICKET_RECORD,
  ticketRow,
} from './step-rows.js';

export interface Projection {
  /**
   * Shows one step: ticket row, event rows, clock rows and notices in one statement. The later task decides: writing
   * the same step again changes nothing, nor does the step of an earlier task, whenever it comes; what an earlier task
   * showed and the engine then lost is taken back before the step that took its place is written.
   */
  write(
    ticket: TicketState,
    events: readonly (TicketEvent & { readonly hash: string })[],
    clocks: readonly Clock[],
    at: string,
    /** Units that could see the ticket before the step: who loses it must still learn of that. */
    unitsBefore?: readonly string[],
    notices?: readonly NoticeRow[],
  ): Promise<void>;
}

/**
 * The ordinary case: the row shows what the step was decided on, so nothing that it writes is there yet. Whatever else
 * is shown, it writes nothing at all.
 */
const writeStep = (more: string): string => `
WITH shown AS (
  UPDATE ticket t SET ${TICKET_ASSIGNMENTS}
  FROM ${TICKET_RECORD('$2::json')}
  WHERE t.id = $1 AND t.wrapped_key IS NOT NULL AND t.version = $6 AND (t.turn, t.updated_at) <= (x.turn, x.updated_at)
  RETURNING t.id
), happened AS (${EVENT_ROWS('shown.id', '$3::jsonb', '$5::text[]', 'shown, ')}
), timed AS (${CLOCK_ROWS('shown.id', '$4::jsonb', 'shown, ')}
  ON CONFLICT (ticket_id, id) DO UPDATE SET ${CLOCK_ASSIGNMENTS}
)${more}
SELECT count(*)::int AS shown FROM shown`;
/** Most steps tell nobody, and for those the statement does not even look at the table. */
const WRITES = [uuid, json(), jsonb(), jsonb(), listOf(text), int] as const;
const WRITE_STEP = statement(writeStep(''), { name: 'write-step', takes: WRITES, gives: { shown: int } });
const WRITE_STEP_AND_TELL = statement(
  writeStep(`, told AS (${NOTICE_ROWS('shown.id', '$7::jsonb', '(SELECT citizen_told FROM ticket WHERE id = $1)', 'shown, ')}
)`),
  { name: 'write-step-and-tell', takes: [...WRITES, jsonb()], gives: { shown: int } },
);

export function createProjection(pool: pg.Pool): Projection {
  return {
    async write(ticket, events, clocks, at, unitsBefore = [], notices = []) {
      const units = [...new Set([...unitsBefore, ...unitsInSight(ticket)])];
      const first = events[0]?.seq ?? ticket.version + 1;
      const values = [
        ticket.id,
        JSON.stringify(ticketRow(ticket, at, lastAct(events))),
        JSON.stringify(events),
        JSON.stringify(clocks.map((clock) => clockRow(ticket, clock))),
        units,
        first - 1,
      ] as const;
      const [row] =
        notices.length === 0
          ? await WRITE_STEP.rows(pool, values)
          : await WRITE_STEP_AND_TELL.rows(pool, [...values, noticesAsJson(notices)]);
      if (row?.shown === 1) return;
      await writeOutOfTurn(pool, { ticket, at, events, units, notices });
    },
  };
}

/** When somebody other than the clock last acted in these events; `null`: nobody did. */
function lastAct(events: readonly TicketEvent[]): string | null {
  return events.findLast(({ actor }) => actor.role !== 'clock')?.at ?? null;
}
