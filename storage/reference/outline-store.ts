import type pg from 'pg';
import { json, jsonb, text } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';

export interface Geometry {
  readonly type: 'Polygon' | 'MultiPolygon';
}
/** A feature of GeoJSON, by the unit of the place. */
export interface Outline<Of extends Geometry = Geometry> {
  readonly id: string;
  readonly geometry: Of;
}

const ALL = statement('SELECT unit_id AS id, outline AS geometry FROM unit_outline ORDER BY unit_id', {
  gives: { id: text, geometry: jsonb<Geometry>() },
});
/** Only what reads otherwise is written. */
const SAVE = statement(
  `INSERT INTO unit_outline (unit_id, outline) SELECT x.id, x.geometry FROM json_to_recordset($1) AS x(id text, geometry jsonb)
   ON CONFLICT (unit_id) DO UPDATE SET outline = excluded.outline WHERE unit_outline.outline <> excluded.outline`,
  { takes: [json()] },
);

export interface OutlineStore {
  all(): Promise<Outline[]>;
}

export function createOutlineStore(pool: pg.Pool): OutlineStore {
  return { all: () => ALL.rows(pool, []) };
}

/** How many are new or other than they were. A place keeps its outline until it is given another one. */
export function saveOutlines(database: Queryable, outlines: readonly Outline[]): Promise<number> {
  return SAVE.run(database, [JSON.stringify(outlines.map(({ id, geometry }) => ({ id, geometry })))]);
}
