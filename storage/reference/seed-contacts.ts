import { randomUUID } from 'node:crypto';
import type { Position } from '../../domain/notice/vocabulary.js';
import type { UnitLevel } from '../../domain/ticket/vocabulary.js';
import type { Tables } from '../postgres/prisma.js';
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
  auditor: '审计岗',
  administrator: '管理岗',
};
const HANDLING_LEVELS: readonly UnitLevel[] = [
  'cityDepartment',
  'district',
  'districtDepartment',
  'township',
  'community',
];
const DOMAIN = 'chengchuan.example';

/**
 * Contacts of the invented city, added where a unit has none at that position. One that an administrator changed is
 * left alone.
 */
export async function seedContacts(tx: Tables, units: readonly SeedUnit[]): Promise<number> {
  const there = await tx.contact.findMany({ select: { unitId: true, position: true } });
  const taken = new Set(there.map(({ unitId, position }) => `${unitId} ${position}`));
  const missing = units.flatMap((unit) =>
    positionsOf(unit)
      .filter((position) => !taken.has(`${unit.id} ${position}`))
      .map((position) => ({
        id: randomUUID(),
        unitId: unit.id,
        position,
        name: `${unit.name}${TITLES[position]}`,
        language: 'zh',
        email: `${position.toLowerCase()}.${unit.id}@${DOMAIN}`,
        demo: true,
      })),
  );
  const { count } = await tx.contact.createMany({ data: missing });
  return count;
}

function positionsOf({ id, level, parent }: SeedUnit): readonly Position[] {
  if (parent === null) return ['office', 'head'];
  if (id === 'hotline') return OF_HOTLINE;
  return HANDLING_LEVELS.includes(level) ? OF_UNITS : [];
}
