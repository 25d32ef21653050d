import type { PlacedActor } from '../domain/ticket/permissions.js';

/**
 * `can(actor, 'read', ticket)` as SQL over the table `ticket`, for lists. `parameters` are appended by the caller;
 * placeholders start at `$from`.
 */
export function scopeWhere(actor: PlacedActor, from: number): { sql: string; parameters: unknown[] } {
  if (actor.role !== 'handler') return { sql: 'TRUE', parameters: [] };
  if (actor.unit === null) return { sql: 'FALSE', parameters: [] };
  return {
    sql: `((lead_path @> ARRAY[$${from}]::text[] OR task_units @> ARRAY[$${from}]::text[])
      AND (accused_unit IS NULL OR NOT accused_unit = ANY($${from + 1}::text[])))`,
    parameters: [actor.unit, [...actor.unitPath]],
  };
}
