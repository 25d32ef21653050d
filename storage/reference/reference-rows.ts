import type pg from 'pg';
import type { WorkingHours } from '../../domain/calendar/types.js';
import type { ServiceRow } from '../../domain/intake/service-definition.js';
import type { Position, Transport } from '../../domain/notice/vocabulary.js';
import type { PolicyPack } from '../../domain/policy/types.js';
import type { Language } from '../../domain/ticket/words.js';
import { REACHED_BY } from '../notice/contact-ways.js';
import { bool, instant, int, json, jsonb, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';

/**
 * Every process reads all of it every few seconds, as one picture: so it is one statement and one round trip, and a
 * process that does no more with these tables does without Prisma Client. Each part is a statement of its own, so that
 * the columns of each are held to the schema.
 */
const PARTS = {
  units: statement(
    `SELECT id, name, name_en, level, parent_id, path, version, closed_at, successor_id, former_above
     FROM unit ORDER BY id`,
    {
      gives: {
        id: text,
        name: text,
        name_en: text,
        level: text,
        parent_id: orNull(text),
        path: orNull(listOf(text)),
        version: int,
        closed_at: orNull(instant),
        successor_id: orNull(text),
        former_above: listOf(text),
      },
    },
  ),
  classes: statement(
    `SELECT code, name, name_en, parent_code, level, department_only, never_decline, statutory_days, law_ref, owners,
       version
     FROM ticket_class ORDER BY code`,
    {
      gives: {
        code: text,
        name: text,
        name_en: text,
        parent_code: orNull(text),
        level: int,
        department_only: bool,
        never_decline: bool,
        statutory_days: orNull(int),
        law_ref: orNull(text),
        owners: orNull(listOf(text)),
        version: int,
      },
    },
  ),
  services: statement('SELECT class_code, data FROM open311_service ORDER BY class_code', {
    gives: { class_code: text, data: jsonb<ServiceRow>() },
  }),
  years: statement('SELECT version, data FROM calendar_year ORDER BY year', {
    gives: { version: int, data: jsonb<unknown>() },
  }),
  hours: statement('SELECT unit_id, version, data FROM office_hours ORDER BY id', {
    gives: { unit_id: orNull(text), version: int, data: jsonb<WorkingHours>() },
  }),
  packs: statement('SELECT data FROM policy_pack ORDER BY code, version', { gives: { data: jsonb<PolicyPack>() } }),
  assignments: statement(
    `SELECT id, pack, version, unit, channel, priority, effective_from, effective_to, version_number AS revision
     FROM policy_assignment ORDER BY id`,
    {
      gives: {
        id: text,
        revision: int,
        pack: text,
        version: text,
        unit: orNull(text),
        channel: orNull(text),
        priority: int,
        effective_from: instant,
        effective_to: orNull(instant),
      },
    },
  ),
  wordings: statement('SELECT DISTINCT ON (code) code, version, data FROM notice_wording ORDER BY code, version DESC', {
    gives: { code: text, version: int, data: jsonb<unknown>() },
  }),
  contacts: statement(
    `SELECT id, unit_id AS unit, position, language, ${REACHED_BY} AS "reachedBy" FROM contact c WHERE active ORDER BY id`,
    {
      gives: {
        id: uuid,
        unit: text,
        position: textOf<Position>(),
        language: textOf<Language>(),
        reachedBy: listOf(textOf<Transport>()),
      },
    },
  ),
};
type Parts = typeof PARTS;
/** In JSON an instant is a text. */
type InJson<Value> = Value extends Date ? string : Value;
export type Rows = {
  [Part in keyof Parts]: {
    [Column in keyof RowOf<Parts[Part]['gives']>]: InJson<RowOf<Parts[Part]['gives']>[Column]>;
  }[];
};

const READ = statement(
  `SELECT json_build_object(${Object.entries(PARTS)
    .map(([name, part]) => `'${name}', (SELECT coalesce(json_agg(x), '[]') FROM (${part.text}) AS x)`)
    .join(', ')}) AS rows`,
  { gives: { rows: json<Rows>() } },
);

export async function readRows(pool: pg.Pool): Promise<Rows> {
  const [row] = await READ.rows(pool, []);
  if (!row) throw new Error('The reference data could not be read.');
  return row.rows;
}
