import type { z } from 'zod';
import type { EntryContentSchema } from '../../contracts/knowledge.js';
import type { EntryContent } from '../../domain/knowledge/entry.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { invalidField } from '../http/problem.js';

/** What it names has to be there; a unit that was closed answers for nothing new. */
export function contentIn(
  body: z.output<typeof EntryContentSchema>,
  { units, classes }: Pick<ReferenceSnapshot, 'units' | 'classes'>,
): EntryContent {
  const owner = units.get(body.ownerUnit);
  if (!owner || owner.closedAt !== null)
    throw invalidField('/ownerUnit', 'invalid', 'There is no such unit, or it is closed.');
  if (!classes.has(body.classCode)) throw invalidField('/classCode', 'invalid', 'There is no such class.');
  const nowhere = body.areas.findIndex((area) => !units.has(area));
  if (nowhere !== -1) throw invalidField(`/areas/${nowhere}`, 'invalid', 'There is no such unit.');
  assertClasses(body.scene, classes);
  return {
    ...body,
    from: body.from === null ? null : new Date(body.from),
    until: body.until === null ? null : new Date(body.until),
  };
}

/** A ticket can only be of a class that there is. */
function assertClasses(scene: EntryContent['scene'], classes: ReferenceSnapshot['classes']): void {
  scene?.steps.forEach(({ answers }, step) =>
    answers.forEach(({ leads }, answer) => {
      if (leads.to !== 'ticket' || classes.has(leads.classCode)) return;
      const pointer = `/scene/steps/${step}/answers/${answer}/leads/classCode`;
      throw invalidField(pointer, 'invalid', 'There is no such class.');
    }),
  );
}
