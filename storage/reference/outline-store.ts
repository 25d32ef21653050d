import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { AdminValue } from '../../domain/admin/admin-change.js';
import type { Change } from '../admin/change-trail.js';
import { json, jsonb, orNull, text } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';

export interface Geometry {
  readonly type: 'Polygon' | 'MultiPolygon';
}
interface Drawn extends Geometry {
  readonly coordinates: readonly (readonly unknown[])[];
}
/** A feature of GeoJSON, by the unit of the place. */
export interface Outline<Of extends Geometry = Geometry> {
  readonly id: string;
  readonly geometry: Of;
}

const ALL = statement('SELECT unit_id AS id, outline AS geometry FROM unit_outline ORDER BY unit_id', {
  gives: { id: text, geometry: jsonb<Geometry>() },
});
/** Only what reads otherwise is written, and told with what it was. */
const SAVE = statement(
  `WITH given AS (SELECT x.id, x.geometry FROM json_to_recordset($1) AS x(id text, geometry jsonb)),
     was AS (SELECT u.unit_id, u.outline FROM unit_outline u WHERE u.unit_id IN (SELECT id FROM given)),
     saved AS (
       INSERT INTO unit_outline (unit_id, outline) SELECT id, geometry FROM given
       ON CONFLICT (unit_id) DO UPDATE SET outline = excluded.outline WHERE unit_outline.outline <> excluded.outline
       RETURNING unit_id, outline)
   SELECT saved.unit_id AS id, was.outline AS before, saved.outline AS after
   FROM saved LEFT JOIN was USING (unit_id) ORDER BY saved.unit_id`,
  { takes: [json()], gives: { id: text, before: orNull(jsonb<Drawn>()), after: jsonb<Drawn>() } },
);

export interface OutlineStore {
  all(): Promise<Outline[]>;
}

export function createOutlineStore(pool: pg.Pool): OutlineStore {
  return { all: () => ALL.rows(pool, []) };
}

/** Those that are new or other than they were. A place keeps its outline until it is given another one. */
export async function saveOutlines(database: Queryable, outlines: readonly Outline[]): Promise<Change[]> {
  const rows = await SAVE.rows(database, [JSON.stringify(outlines.map(({ id, geometry }) => ({ id, geometry })))]);
  return rows.map(({ id, before, after }) => ({
    ...{ noun: 'outline', subject: id, act: before === null ? 'added' : 'changed', version: null },
    ...{ before: before && toldOf(before), after: toldOf(after) },
  }));
}

/** An outline may have a million corners: the trail holds by what it is known, and not itself. */
function toldOf({ type, coordinates }: Drawn): AdminValue {
  const drawn = JSON.stringify([type, coordinates]);
  const corners = coordinates.flat(type === 'Polygon' ? 1 : 2).length;
  const sha256 = createHash('sha256').update(drawn).digest('hex');
  return { type, corners, bytes: Buffer.byteLength(drawn), sha256 };
}
