import type { z } from 'zod';
import type { OpenCorrectionSchema, OpenEntrySchema } from '../../contracts/open-knowledge.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import { holdsFor } from '../../domain/knowledge/entry.js';
import { taskDue } from '../../domain/knowledge/task-rungs.js';
import type { KnowledgeTask } from '../../domain/knowledge/task.js';
import { CITIZEN } from '../../domain/ticket/vocabulary.js';
import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import { calendarOfUnit } from '../../storage/reference/calendar-of-unit.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { ApiProblem } from '../http/problem.js';
import { chinaTimeOrNull } from '../http/time.js';
import type { Services } from '../services.js';
import { servedOf, sure } from './sure-entry.js';

export type OpenKnowledgeServices = Pick<
  Services,
  'knowledge' | 'knowledgeIndex' | 'knowledgeTasks' | 'reference' | 'now'
>;
export type OpenEntry = z.output<typeof OpenEntrySchema>;

/** What of the knowledge base anybody may read, the best first. */
export async function searchOpen(
  { knowledgeIndex, reference, now }: OpenKnowledgeServices,
  { question, place, limit }: { readonly question: string; readonly place: string | null; readonly limit: number },
): Promise<OpenEntry[]> {
  const snapshot = await reference.current();
  const asking = {
    now: now(),
    places: place === null ? null : (snapshot.units.get(place)?.path ?? [place]),
    audience: 'public',
  } as const;
  const found = await knowledgeIndex.search({
    ...{ question, limit },
    accepts: ({ version }) => holdsFor(version, asking),
  });
  return found.map(({ entry }) => asCitizensRead(entry, snapshot));
}

/** As it is served now; of what citizens may not read it is said that there is none. */
export async function openEntry(services: OpenKnowledgeServices, id: string): Promise<OpenEntry> {
  return asCitizensRead(await servedOpenly(services, id), await services.reference.current());
}

/**
 * A citizen says what is not right. It becomes a task of the entry's unit, and puts no warning beside the answer:
 * anybody could. May be repeated under the same id. Words that name somebody are left out.
 */
export async function correctOpenly(
  services: OpenKnowledgeServices,
  { entry: id, correction }: { readonly entry: string; readonly correction: string },
  { version, about, text: said }: z.output<typeof OpenCorrectionSchema>,
): Promise<{ readonly task: KnowledgeTask; readonly made: boolean }> {
  const { knowledgeTasks, reference, now } = services;
  const entry = await servedOpenly(services, id);
  const before = await knowledgeTasks.find(correction);
  if (before !== null) {
    if (before.entry !== id || before.askedBy?.role !== CITIZEN.role)
      throw new ApiProblem('illegal-transition', 'This id is taken. Make another one.');
    return { task: before, made: false };
  }
  if (entry.served !== version)
    throw new ApiProblem('illegal-transition', 'This version is not served any more: read the entry as it is now.');
  const at = now();
  const { ownerUnit: unit, classCode, question } = entry.version.content;
  return knowledgeTasks.correctAsCitizen({
    ...{ id: correction, entry: id, version, kind: 'correction', about, unit, classCode, question },
    ...{ text: redactedText(said), askedBy: CITIZEN, ticket: null, openedAt: at },
    dueAt: taskDue({ kind: 'correction', about }, at, null, calendarOfUnit(await reference.current())(unit)),
  });
}

async function servedOpenly({ knowledge, now }: OpenKnowledgeServices, id: string): Promise<KeptEntry> {
  return sure(await servedOf(knowledge, await knowledge.find(id), { now: now(), places: null, audience: 'public' }));
}

function asCitizensRead({ id, version: kept }: KeptEntry, { units }: ReferenceSnapshot): OpenEntry {
  const { question, answer, basis, people, ownerUnit, until } = kept.content;
  return {
    ...{ id, version: kept.version, question, answer, people, basis: [...basis] },
    unit: { id: ownerUnit, name: units.get(ownerUnit)?.name ?? ownerUnit },
    ...{ publishedAt: chinaTimeOrNull(kept.publishedAt), until: chinaTimeOrNull(until) },
  };
}
