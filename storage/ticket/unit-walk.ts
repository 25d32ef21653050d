import { standingUnit, type PlacedActor } from '../../domain/ticket/permissions.js';

/** A unit within whose tickets all lie that are asked for. */
export interface Reach {
  readonly unit: string;
  /** What it only helps with counts too, while it does. */
  readonly helps: boolean;
}

/** `null`: they may lie anywhere. The conditions of the question are narrower, or as narrow. */
export function reachOf(actor: PlacedActor, { unit }: { readonly unit?: readonly string[] | undefined }): Reach | null {
  const [only] = unit?.length === 1 ? unit : [];
  if (only !== undefined) return { unit: only, helps: false };
  const own = actor.role === 'handler' ? standingUnit(actor) : null;
  return own === null ? null : { unit: own, helps: true };
}

/** Where in the path of a lead unit the migrations index who stands there. Deeper ones are together in one index. */
const INDEXED_DEPTHS = [2, 3, 4, 5];

/**
 * `SELECT id, registered_at …`: the tickets of a unit, once each, by branches that an index has in the order in which
 * they were registered. The root has all there are, and a branch that is not even begun for anybody else.
 */
export function ticketsOfUnit({ unit, helps }: Reach, parameters: unknown[], page: string, atMost: number): string {
  const [named, nth] = [`$${parameters.push(unit)}::text`, parameters.length];
  const only = `ARRAY[$${nth}]::text[]`;
  const newest = 'ORDER BY t.registered_at DESC, t.id DESC';
  const deepest = Math.max(...INDEXED_DEPTHS);
  const led = [
    ...INDEXED_DEPTHS.map((depth) => `t.lead_path[${depth}] = ${named}`),
    `t.lead_path[1] = ${named} AND EXISTS (SELECT FROM unit WHERE id = ${named} AND parent_id IS NULL)`,
    `cardinality(t.lead_path) > ${deepest} AND t.lead_path @> ${only} AND NOT t.lead_path[:${deepest}] @> ${only}`,
  ].map((having) => `ticket t WHERE ${having}`);
  // Few, and by no index in this order: `OFFSET 0` keeps the database from looking for them among all that are open.
  const helped = `(SELECT t.id, t.registered_at, t.kind, t.lead_path FROM ticket t WHERE t.task_units @> ${only} OFFSET 0) t
    WHERE t.kind = 'open' AND NOT t.lead_path @> ${only}`;
  return [...led, ...(helps ? [helped] : [])]
    .map((from) => `(SELECT t.id, t.registered_at FROM ${from} ${page} ${newest} LIMIT ${atMost})`)
    .join(' UNION ALL ');
}
