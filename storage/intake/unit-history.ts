import type pg from 'pg';
import type { UnitHistory } from '../../domain/intake/likely-owners.js';
import { createKept } from '../board/kept.js';
import { instant, int, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** How the tickets of a class fared with each unit. Kept for some minutes, as it hardly moves. */
export interface UnitHistories {
  ofClass(classCode: string, now: Date): Promise<readonly UnitHistory[]>;
}

const DAYS = 365;
const FRESH_FOR_MS = 600_000;
/** So many are looked at, the newest: what is asked for while somebody types may not read a year of a city. */
const LOOKED_AT = 2_000;

const OF_CLASS = statement(
  `WITH looked AS MATERIALIZED (
     SELECT t.id, t.kind, t.lead_unit, t.returns FROM ticket t
     WHERE t.class_code = $1 AND t.registered_at >= $2 ORDER BY t.registered_at DESC LIMIT ${LOOKED_AT}
   ), fared AS (
     SELECT l.lead_unit AS unit, 1 AS kept, 0 AS returned FROM looked l WHERE l.kind <> 'open' AND l.lead_unit IS NOT NULL
     UNION ALL
     SELECT e.changes -> 'lead' ->> 'before', 0, 1 FROM looked l JOIN ticket_event e ON e.ticket_id = l.id
     WHERE l.returns > 0 AND e.type = 'returnGranted' AND e.changes -> 'lead' ->> 'before' IS NOT NULL
   )
   SELECT f.unit, sum(f.kept)::int AS kept, sum(f.returned)::int AS returned FROM fared f
   GROUP BY f.unit ORDER BY kept DESC, f.unit LIMIT 50`,
  { takes: [text, instant], gives: { unit: text, kept: int, returned: int } },
);

export function createUnitHistories(pool: pg.Pool): UnitHistories {
  const kept = createKept<{ readonly asOf: Date; readonly units: readonly UnitHistory[] }>({
    freshForMs: FRESH_FOR_MS,
  });
  return {
    async ofClass(classCode, now) {
      const since = new Date(now.getTime() - DAYS * 86_400_000);
      const { units } = await kept(classCode, now, async () => ({
        asOf: now,
        units: await OF_CLASS.rows(pool, [classCode, since]),
      }));
      return units;
    },
  };
}
