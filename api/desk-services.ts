import type { Logger } from 'pino';
import type { Keys } from '../config/key-ring.js';
import { failureName } from '../pacing/failure-name.js';
import { createCallStore } from '../storage/call/call-store.js';
import { createCallerFlagStore } from '../storage/call/flag-store.js';
import { createMissedCallStore } from '../storage/call/missed-store.js';
import { createPreferenceStore } from '../storage/desk/preferences.js';
import { createSavedViews } from '../storage/desk/saved-views.js';
import { createDraftStore } from '../storage/draft/draft-store.js';
import { createCallbackFigures } from '../storage/list/callback-figures.js';
import { createWorkLeases } from '../storage/list/work-leases.js';
import { createWorklistViews } from '../storage/list/worklist-views.js';
import { createNoticeInboxes } from '../storage/notice/notice-inboxes.js';
import { createKnowledgeFigures } from '../storage/knowledge/knowledge-figures.js';
import { createKnowledgeStore } from '../storage/knowledge/knowledge-store.js';
import { createKnowledgeTaskStore } from '../storage/knowledge/knowledge-task-store.js';
import { createAlertStore } from '../storage/sentinel/alert-store.js';
import { createClassModelStore } from '../storage/intake/class-model-store.js';
import { createDeclineStore } from '../storage/intake/decline-store.js';
import { createSuggestionChoices } from '../storage/intake/suggestion-choices.js';
import { createUnitHistories } from '../storage/intake/unit-history.js';
import type { Database } from '../storage/postgres/database.js';
import { createPresenceStore } from '../storage/presence/presence-store.js';
import type { Sealing } from '../storage/secrets/sealing.js';
import type { KeyedWords } from '../storage/ticket/keyed-words.js';
import { createSplitStore } from '../storage/ticket/split-store.js';
import { createCallTail } from './call/call-tail.js';
import { createSignedCursors } from './http/signed-cursors.js';
import { createChannelTemperatures, createLiveModel } from './intake/live-model.js';
import { createKnowledgeIndex } from './knowledge/live-index.js';
import { createWorklistCursors } from './list/worklist-cursors.js';
import { createPresenceTail } from './presence/presence-tail.js';

/** What people at their desks have before them besides tickets: a part of `createServices`. */
export function createDeskServices(
  pool: Database['pool'],
  { sealing, keyedWords, keys }: { readonly sealing: Sealing; readonly keyedWords: KeyedWords; readonly keys: Keys },
  now: () => Date,
  log: Logger,
) {
  const presence = createPresenceStore(pool);
  const knowledge = createKnowledgeStore(pool);
  const calls = createCallStore(pool, { sealing, keyedWords });
  const suggestionChoices = createSuggestionChoices(pool);
  const classModels = createClassModelStore(pool);
  return {
    calls,
    callerFlags: createCallerFlagStore(pool, { sealing, keyedWords }),
    missedCalls: createMissedCallStore(pool, { sealing, keyedWords }),
    callTail: createCallTail(calls, now, {
      onError: (error) => log.warn({ error: failureName(error) }, 'Which calls are at which desk could not be read'),
    }),
    drafts: createDraftStore(pool, sealing),
    declines: createDeclineStore(pool),
    splits: createSplitStore(pool, sealing, keyedWords),
    savedViews: createSavedViews(pool, sealing),
    preferences: createPreferenceStore(pool),
    presence,
    presenceTail: createPresenceTail(presence, now, {
      onError: (error) => log.warn({ error: failureName(error) }, 'Who is at which ticket could not be read'),
    }),
    worklist: createWorklistViews(pool, sealing, keyedWords),
    worklistCursors: createWorklistCursors(keys),
    /** Who was given what to do. */
    workLeases: createWorkLeases(pool, sealing, keys),
    callbackFigures: createCallbackFigures(pool),
    notices: createNoticeInboxes(pool),
    noticeCursors: createSignedCursors(keys, 'notices'),
    ...{ classModels, suggestionChoices },
    /** What is served of the models. */
    classModel: createLiveModel(classModels),
    channelTemperatures: createChannelTemperatures(suggestionChoices),
    unitHistories: createUnitHistories(pool),
    suggestionIds: createSignedCursors(keys, 'suggestions'),
    knowledge,
    knowledgeFigures: createKnowledgeFigures(pool),
    knowledgeTasks: createKnowledgeTaskStore(pool),
    /** What is served of it. */
    knowledgeIndex: createKnowledgeIndex(knowledge),
    knowledgeCursors: createSignedCursors(keys, 'knowledge'),
    alerts: createAlertStore(pool),
    alertCursors: createSignedCursors(keys, 'alerts'),
    knowledgeTaskCursors: createSignedCursors(keys, 'knowledge-tasks'),
  } as const;
}
