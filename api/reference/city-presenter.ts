import type { z } from 'zod';
import type { ClassSchema, UnitSchema } from '../../contracts/reference.js';
import type { ClassView, UnitView } from '../../storage/reference/reference-data.js';
import { chinaTimeOrNull } from '../http/time.js';

export function presentUnit(unit: UnitView): z.input<typeof UnitSchema> {
  const { id, name, nameEn, level, parent, version, closedAt, successor } = unit;
  return { id, name, nameEn, level, parent, version, closedAt: chinaTimeOrNull(closedAt), successor };
}

export function presentClass({ owners, ...same }: ClassView): z.input<typeof ClassSchema> {
  return { ...same, owners: [...owners] };
}
