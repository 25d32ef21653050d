import type { z } from 'zod';
import type { AccountSchema, PositionSchema } from '../../contracts/accounts.js';
import type { Person, PersonPosition } from '../../storage/access/person-store.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';

export function presentPerson(person: Person): z.input<typeof AccountSchema> {
  const { id, signInName, name, state, version, createdBy } = person;
  return {
    ...{ id, signInName, name, state, version, createdBy },
    positions: person.positions.map(presentPosition),
    createdAt: chinaTime(person.createdAt),
    leftAt: chinaTimeOrNull(person.leftAt),
  };
}

export function presentPosition({ id, role, unit, from, until }: PersonPosition): z.input<typeof PositionSchema> {
  return { id, role, unit, from: chinaTime(from), until: chinaTimeOrNull(until) };
}
