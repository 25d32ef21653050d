import { standingUnit, type PlacedActor } from '../../domain/ticket/permissions.js';
import { ownHouse } from '../../domain/ticket/relations.js';

/**
 * Which events lie in an actor's sight, as SQL over an event and its ticket `t`: those of the units that could see the
 * ticket then, and never those of a ticket that is about the reader (举报 secrecy). The two placeholders from `$from`
 * take `sightOf(actor)`.
 */
export const eventInSight = (event: string, from: number): string =>
  `($${from}::text IS NULL
    OR (${event}.units @> ARRAY[$${from}::text] AND (t.accused_unit IS NULL OR NOT t.accused_unit = ANY($${from + 1}::text[]))))`;

/** No unit is called ``: a handler who stands nowhere sees no event. */
export function sightOf(actor: PlacedActor): [unit: string | null, ownHouse: string[]] {
  return [actor.role === 'handler' ? (standingUnit(actor) ?? '') : null, ownHouse(actor)];
}

export interface ScopeCondition {
  /** Names the condition: the same name is the same SQL, wherever its placeholders start. */
  readonly kind: 'all' | 'none' | 'unit';
  readonly sql: string;
  readonly parameters: unknown[];
}

/**
 * `can(actor, 'read', ticket)` as SQL over the table `ticket`, for lists. `parameters` are appended by the caller;
 * placeholders start at `$from`. A task ends with its ticket: rows that a version before wrote name who helped, too.
 */
export function scopeWhere(actor: PlacedActor, from: number): ScopeCondition {
  if (actor.role !== 'handler') return { kind: 'all', sql: 'TRUE', parameters: [] };
  const unit = standingUnit(actor);
  if (unit === null) return { kind: 'none', sql: 'FALSE', parameters: [] };
  return {
    kind: 'unit',
    sql: `((lead_path @> ARRAY[$${from}]::text[] OR task_units @> ARRAY[$${from}]::text[] AND kind = 'open')
      AND (accused_unit IS NULL OR NOT accused_unit = ANY($${from + 1}::text[])))`,
    parameters: [unit, ownHouse(actor)],
  };
}

/**
 * The unit of this scope holds or held a task on the ticket `t`, which is not about it. Read from one ticket's picture,
 * so it is for a ticket that was named, and not for lists. The placeholders are those of the scope.
 */
export function helpedWhere({ kind }: ScopeCondition, from: number): string {
  if (kind !== 'unit') return 'FALSE';
  return `((accused_unit IS NULL OR NOT accused_unit = ANY($${from + 1}::text[]))
    AND EXISTS (SELECT FROM json_array_elements(t.snapshot->'tasks') task WHERE task->>'unit' = $${from}))`;
}
