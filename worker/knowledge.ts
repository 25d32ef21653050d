import { createKnowledgeActivities, type KnowledgeActivities } from '../activities/knowledge/knowledge-activities.js';
import type { EntryLife } from '../storage/knowledge/entry-life.js';
import { calendarOfUnit } from '../storage/reference/calendar-of-unit.js';
import type { ReferenceData } from '../storage/reference/reference-data.js';

/** Puts together what the workflows of knowledge entries do. */
export function createKnowledge(life: Pick<EntryLife, 'step'>, reference: ReferenceData): KnowledgeActivities {
  return createKnowledgeActivities({
    async step(entry, at) {
      const snapshot = await reference.current();
      return life.step(entry, at, { calendarOf: calendarOfUnit(snapshot), directory: snapshot.contacts });
    },
  });
}
