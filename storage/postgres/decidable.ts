import type { Decidable } from '../../domain/decision.js';
import type { ActorRole } from '../../domain/ticket/vocabulary.js';
import { bool, instant, orNull, text, textOf, uuid } from './kinds.js';
import type { RowOf } from './statement.js';

/** The columns of what one person asks for and another decides, alike in each table of such requests. */
export const DECIDABLE_GIVES = {
  id: uuid,
  asked_at: instant,
  asked_by: text,
  asked_role: textOf<ActorRole>(),
  asked_unit: orNull(text),
  decide_until: instant,
  decided_at: orNull(instant),
  decided_by: orNull(text),
  decided_role: orNull(textOf<ActorRole>()),
  decided_unit: orNull(text),
  granted: orNull(bool),
  withdrawn_at: orNull(instant),
};

export function decidableOf(row: RowOf<typeof DECIDABLE_GIVES>): Decidable {
  return {
    id: row.id,
    askedAt: row.asked_at,
    askedBy: { id: row.asked_by, role: row.asked_role, unit: row.asked_unit },
    decideUntil: row.decide_until,
    decidedAt: row.decided_at,
    decidedBy:
      row.decided_by === null || row.decided_role === null
        ? null
        : { id: row.decided_by, role: row.decided_role, unit: row.decided_unit },
    granted: row.granted,
    withdrawnAt: row.withdrawn_at,
  };
}
