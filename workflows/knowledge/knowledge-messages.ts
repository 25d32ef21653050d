import { defineQuery, defineSignal } from '@temporalio/workflow';

/** Names, ids and shapes of everything that is said to the workflow of a knowledge entry. */
export const KNOWLEDGE_WORKFLOW = 'knowledgeEntry';

export const knowledgeWorkflowId = (entryId: string): string => `knowledge-${entryId}`;

export interface KnowledgeInput {
  readonly id: string;
  /** Start afresh after so many looks, besides whenever the engine suggests it. */
  readonly continueAfter?: number;
}

/** What the workflow waits for. */
export interface KnowledgeLive {
  readonly id: string;
  /** When it looks at the entry again by itself; `null`: it is looking, or waits for a change alone. */
  readonly looksAt: string | null;
}

/** Somebody wrote, reviewed, corrected or asked for something: it looks at the entry. */
export const changed = defineSignal('changed');
export const getKnowledgeEntry = defineQuery<KnowledgeLive>('getKnowledgeEntry');
