import type { Position } from '../../domain/notice/vocabulary.js';
import type { UnitLevel } from '../../domain/ticket/vocabulary.js';
import type { Queryable } from '../access/api-keys.js';
import type { SeedUnit } from './seed-data.js';

/** Positions, no persons: the city is invented, and its addresses lead nowhere. */
const OF_UNITS: readonly Position[] = ['handler', 'liaison', 'deputyHead', 'head'];
const OF_HOTLINE: readonly Position[] = [
  'operator',
  'dispatcher',
  'reviewer',
  'callbackAgent',
  'supervisor',
  'dutyDesk',
];
const TITLES: Readonly<Record<Position, string>> = {
  handler: '经办岗',
  liaison: '联络员岗',
  deputyHead: '分管负责人岗',
  head: '主要负责人岗',
  office: '办公室',
  dutyDesk: '值班台',
  operator: '话务岗',
  dispatcher: '派单岗',
  reviewer: '审核岗',
  callbackAgent: '回访岗',
  supervisor: '督办岗',
};
const HANDLING_LEVELS: readonly UnitLevel[] = [
  'cityDepartment',
  'district',
  'districtDepartment',
  'township',
  'community',
];
const DOMAIN = 'chengchuan.example';

/** Contacts of the invented city, added where a unit has none at that position. One that an administrator changed is left alone. */
export async function seedContacts(database: Queryable, units: readonly SeedUnit[]): Promise<number> {
  const rows = units.flatMap((unit) =>
    positionsOf(unit).map((position) => ({
      unit: unit.id,
      position,
      name: `${unit.name}${TITLES[position]}`,
      email: `${position.toLowerCase()}.${unit.id}@${DOMAIN}`,
    })),
  );
  const { rowCount } = await database.query(
    `INSERT INTO contact (id, unit_id, position, name, language, email, demo)
     SELECT gen_random_uuid(), unit, position, name, 'zh', email, true
       FROM jsonb_to_recordset($1::jsonb) AS shipped(unit text, position text, name text, email text)
      WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.unit_id = shipped.unit AND c.position = shipped.position)`,
    [JSON.stringify(rows)],
  );
  return rowCount ?? 0;
}

function positionsOf({ id, level, parent }: SeedUnit): readonly Position[] {
  if (parent === null) return ['office', 'head'];
  if (id === 'hotline') return OF_HOTLINE;
  return HANDLING_LEVELS.includes(level) ? OF_UNITS : [];
}
