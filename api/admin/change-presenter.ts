import type { z } from 'zod';
import type { AdminChangeSchema } from '../../contracts/admin.js';
import { ROLES } from '../../domain/ticket/vocabulary.js';
import type { KeptChange } from '../../storage/admin/change-trail.js';
import { chinaTime } from '../http/time.js';

/** A change as the trail tells of it. What tells of people is for administrators, who look after it. */
export function presentChange(
  { author, at, personal, before, after, ...same }: KeptChange,
  { withPersonal }: { readonly withPersonal: boolean },
): z.input<typeof AdminChangeSchema> {
  const { id, unit, position, key, session, address } = author;
  const role = ROLES.find((one) => one === author.role);
  const shown = withPersonal ? personal : null;
  const kept = withPersonal || personal === null ? [] : [personal.before, personal.after];
  return {
    ...same,
    at: chinaTime(at),
    actor: id === null || role === undefined ? null : { id, role, unit, position },
    ...{ key, session, address },
    before: before && { ...before, ...shown?.before },
    after: after && { ...after, ...shown?.after },
    withheld: [...new Set(kept.flatMap((part) => Object.keys(part ?? {})))].sort(),
  };
}
