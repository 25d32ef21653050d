import type pg from 'pg';
import type { Look, LookField, LookWay } from '../../domain/look/look.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { bigint, bool, bytes, instant, int, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { composedStatement, type RowOf } from '../postgres/statement.js';
import type { LookSeals } from './look-seals.js';

export interface LookQuestion {
  readonly ticket?: string | undefined;
  readonly actor?: string | undefined;
  /** Of people in these units. */
  readonly units?: readonly string[] | undefined;
  readonly field?: LookField | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** The id of the last one of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

export interface KeptLook extends Look {
  readonly id: string;
}

export const LOOK_COLUMNS =
  'id, at, actor_id, actor_role, actor_unit, by_key, session, address, ticket_id, guarded, how, fields, masked, purpose, weight, tag';
export const LOOK_GIVES = {
  id: bigint,
  at: instant,
  actor_id: text,
  actor_role: textOf<Role>(),
  actor_unit: orNull(text),
  by_key: orNull(text),
  session: orNull(text),
  address: orNull(text),
  ticket_id: orNull(uuid),
  guarded: bool,
  how: textOf<LookWay>(),
  fields: listOf(textOf<LookField>()),
  masked: listOf(textOf<LookField>()),
  purpose: orNull(text),
  weight: int,
  tag: bytes,
};
export type LookRow = RowOf<typeof LOOK_GIVES>;

const LIST = composedStatement('looks', LOOK_GIVES);

/** Newest first. */
export async function listLooks(
  pool: pg.Pool,
  { ticket, actor, units, field, from, to, before, limit }: LookQuestion,
): Promise<KeptLook[]> {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const where = [
    ...(ticket === undefined ? [] : [`ticket_id = ${given(ticket)}::uuid`]),
    ...(actor === undefined ? [] : [`actor_id = ${given(actor)}`]),
    ...(units === undefined ? [] : [`actor_unit = ANY(${given(units)}::text[])`]),
    ...(field === undefined ? [] : [`(fields || masked) @> ${given([field])}::text[]`]),
    ...(from === undefined ? [] : [`at >= ${given(from)}::timestamptz`]),
    ...(to === undefined ? [] : [`at < ${given(to)}::timestamptz`]),
    ...(before === null ? [] : [`id < ${given(before)}::bigint`]),
    'TRUE',
  ];
  const sql = `SELECT ${LOOK_COLUMNS} FROM look WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT ${given(limit)}::int`;
  return (await LIST.rows(pool, sql, values)).map(lookOf);
}

/** As the statement that writes it takes it, and as a line of the journal. */
export type Written = ReturnType<typeof asWritten>;

export function asWritten(look: Look, seals: LookSeals) {
  const { actor, ...same } = look;
  return { ...same, actor: actor.id, role: actor.role, unit: actor.unit, tag: seals.tagOf(look).toString('hex') };
}

export function writtenIn(line: string): Written | null {
  try {
    return JSON.parse(line) as Written;
  } catch {
    return null;
  }
}

/** Nobody else can make the tag of a row, so what bears it is as we wrote it. */
export function isOurs(row: Written, seals: LookSeals): boolean {
  const { actor, role, unit, tag, ...same } = row;
  return (
    typeof tag === 'string' && seals.isTagOf({ ...same, actor: { id: actor, role, unit } }, Buffer.from(tag, 'hex'))
  );
}

export function lookOf(row: LookRow): KeptLook {
  const { id, session, address, guarded, how, fields, masked, purpose, weight } = row;
  return {
    ...{ id, session, address, guarded, how, fields, masked, purpose, weight },
    at: row.at.toISOString(),
    actor: { id: row.actor_id, role: row.actor_role, unit: row.actor_unit },
    key: row.by_key,
    ticket: row.ticket_id,
  };
}
