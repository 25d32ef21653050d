import type { Facts } from '../../domain/ticket/commands.js';
import type { UnitFacts } from '../../domain/ticket/ticket.js';
import type { Actor, UnitLevel } from '../../domain/ticket/vocabulary.js';

/** The people of a small invented city, one of each kind. */
export const people = {
  operator: staff('operator'),
  dispatcher: staff('dispatcher'),
  reviewer: staff('reviewer'),
  callbackAgent: staff('callbackAgent'),
  supervisor: staff('supervisor'),
  dutyManager: staff('dutyManager'),
  director: staff('director'),
} as const;

function staff(role: Actor['role']): Actor {
  return { id: `${role}-1`, role, unit: 'hotline' };
}

export function handlerOf(unit: string): Actor {
  return { id: `handler-${unit}`, role: 'handler', unit };
}

function unit(id: string, level: UnitLevel, ...above: string[]): UnitFacts {
  return { id, level, path: ['city', ...above, id] };
}

export const units: Readonly<Record<string, UnitFacts>> = {
  water: unit('water', 'cityDepartment'),
  housing: unit('housing', 'cityDepartment'),
  transport: unit('transport', 'cityDepartment'),
  street: unit('street', 'township', 'east'),
  village: unit('village', 'community', 'east', 'street'),
};

export const cityFacts: Partial<Facts> = { units };
