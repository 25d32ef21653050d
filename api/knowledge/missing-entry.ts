import { randomUUID } from 'node:crypto';
import { redactedText } from '../../domain/intake/personal-words.js';
import { taskDue } from '../../domain/knowledge/task-rungs.js';
import type { KnowledgeTask } from '../../domain/knowledge/task.js';
import { protectionOf } from '../../domain/ticket/protection.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { calendarOfUnit } from '../../storage/reference/calendar-of-unit.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { invalidField } from '../http/problem.js';
import type { Services } from '../services.js';

type AskingServices = Pick<Services, 'knowledgeTasks' | 'reference' | 'now'>;

/** Makes it a task of whoever owns the class, in words that name nobody. May be repeated under the same id. */
export async function askForEntry(
  { knowledgeTasks, reference, now }: AskingServices,
  {
    id,
    question,
    classCode,
    ticket,
    by,
  }: { id: string; question: string; classCode: string | null; ticket: string | null; by: Actor },
): Promise<{ readonly task: KnowledgeTask; readonly made: boolean }> {
  const at = now();
  const snapshot = await reference.current();
  const unit = ownerOf(classCode, snapshot);
  return knowledgeTasks.askForEntry({
    ...{ id, entry: id, version: null, kind: 'gap', about: null, unit, classCode, text: null },
    ...{ question: redactedText(question), askedBy: by, ticket, openedAt: at },
    dueAt: taskDue({ kind: 'gap', about: null }, at, null, calendarOfUnit(snapshot)(unit)),
  });
}

/**
 * What somebody answered out of their own head the next one will be asked, too: a consult that was closed without an
 * entry opens a task. Not of one that is protected: its title could tell who asked.
 */
export async function askForUnread(
  services: AskingServices,
  { state, content }: StoredTicket,
  by: Actor,
): Promise<void> {
  const { type, classCode } = state;
  if (type !== 'consult' || classCode === null || content === null || protectionOf(state) !== 'open') return;
  await askForEntry(services, { id: randomUUID(), question: content.title, classCode, ticket: state.id, by });
}

/** The first of the owners that is open; `null`: nobody is known, and the hotline sees to it. */
function ownerOf(classCode: string | null, { classes, units }: ReferenceSnapshot): string | null {
  if (classCode === null) return null;
  const known = classes.get(classCode);
  if (known === undefined) throw invalidField('/classCode', 'invalid', 'There is no such class.');
  return known.owners.find((unit) => units.get(unit)?.closedAt === null) ?? null;
}
