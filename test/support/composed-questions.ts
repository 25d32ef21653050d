import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { DIVISIONS } from '../../domain/export/columns.js';
import { LIST_NAMES, TICKET_SORTS } from '../../domain/ticket/lists.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { owedBy } from '../../domain/ticket/worklist.js';
import { createStageViews } from '../../storage/board/board-views-stages.js';
import { createBoardViews } from '../../storage/board/board-views.js';
import { createSeriesViews } from '../../storage/board/series-views.js';
import { createUnitBoardViews } from '../../storage/board/unit-board-views.js';
import { createStatisticsViews } from '../../storage/export/statistics-views.js';
import { createWorklistViews } from '../../storage/list/worklist-views.js';
import { createLookSeals } from '../../storage/look/look-seals.js';
import { ENTRY_STATES } from '../../domain/knowledge/vocabulary.js';
import { createKnowledgeStore } from '../../storage/knowledge/knowledge-store.js';
import { createAlertStore } from '../../storage/sentinel/alert-store.js';
import { createKnowledgeTaskStore } from '../../storage/knowledge/knowledge-task-store.js';
import { createLookStore } from '../../storage/look/look-store.js';
import { createOpen311Views } from '../../storage/open311/open311-views.js';
import type { Asked } from '../../storage/postgres/statement.js';
import { createSealing } from '../../storage/secrets/sealing.js';
import type { TicketFilter } from '../../storage/ticket/ticket-filter.js';
import { createKeyedWords } from '../../storage/ticket/keyed-words.js';
import { createTicketViews } from '../../storage/ticket/ticket-views.js';

const NOW = new Date('2026-03-02T08:00:00Z');
const [ID, AT] = ['01a22000-0000-7000-8000-000000000001', NOW.toISOString()];
const NONE_FOUND = {
  id: null,
  looked: 3_000,
  hits: 0,
  start_at: NOW,
  end_at: new Date(NOW.getTime() - 60_000),
  end_id: ID,
};
const ACTORS: readonly (PlacedActor & { readonly role: Role })[] = [
  { id: ID, role: 'supervisor', unit: 'hotline', unitPath: ['city', 'hotline'] },
  { id: ID, role: 'handler', unit: 'water', unitPath: ['city', 'water'] },
  { id: ID, role: 'auditor', unit: null, unitPath: [] },
  // Its unit has left the tree.
  { id: ID, role: 'handler', unit: 'gone', unitPath: [] },
];
const FILTERS: readonly TicketFilter[] = [
  {},
  { silentDays: 7 },
  { state: ['dispatched'], unit: ['water'], area: ['township-1'], class: ['030102'], type: ['help'], urgency: ['P2'] },
  { guarded: true },
  { open: true, lead: ['water'], channel: ['phone'], registeredFrom: AT, registeredTo: AT },
  { open: false, closedFrom: AT, closedTo: AT },
  { closedTo: AT },
  { overdue: true, dueFrom: AT, dueTo: AT, level: [1], request: ['extension'] },
  { q: '20260302-000001' },
  { q: '自来水发黄' },
  { q: '自来水发黄', overdue: false, handler: ['张三'] },
  { q: '自来水发黄', type: ['help'] },
  ...LIST_NAMES.map((list) => ({ list })),
];
const PAGE = { offset: 0, limit: 20 };
const CLASSES = { classes: ['030102'] };
const SPAN = { from: AT, to: AT };

/**
 * Asks everything whose statement is put together for the question, in all its forms, of a database that has no rows
 * and notes what is asked.
 */
export async function composedQuestions(): Promise<Asked[]> {
  const asked: Asked[] = [];
  const pool = {
    query: (question: Asked) => {
      asked.push(question);
      // The newest tickets hold none of the words, so the index of words is asked next.
      const rows = 'end_at' in question.of.gives ? [NONE_FOUND] : [];
      return Promise.resolve({ rows, rowCount: rows.length });
    },
  } as unknown as pg.Pool;
  const sealing = createSealing(randomBytes(32));
  const keyedWords = createKeyedWords(randomBytes(32));
  const tickets = createTicketViews(pool, sealing, keyedWords);
  const board = createBoardViews(pool);
  const stages = createStageViews(pool, { freshForMs: 0 });
  const unitBoards = createUnitBoardViews(pool);
  const series = createSeriesViews(pool, { freshForMs: 0 });
  const worklist = createWorklistViews(pool, sealing, keyedWords);
  const statistics = createStatisticsViews(pool);
  // Of no rows some say that this cannot be; what they asked is noted by then.
  const ask = async (question: Promise<unknown>): Promise<void> => void (await question.catch(() => undefined));
  for (const actor of ACTORS) {
    for (const filter of FILTERS) {
      for (const sort of TICKET_SORTS) {
        await ask(tickets.list(actor, filter, { sort, after: null }, 20, NOW));
        await ask(tickets.list(actor, filter, { sort, after: { sort, at: AT, id: ID } }, 20, NOW));
      }
      await ask(tickets.count(actor, filter, NOW));
      await ask(tickets.count(actor, filter, NOW, 100));
    }
    await ask(tickets.countLists(actor, NOW, 100));
    await ask(tickets.countApprovals(actor, NOW));
    await ask(tickets.inSight(actor, ['20260302-000001']));
    await ask(tickets.findForCommand(actor, ID, 'key'));
    await ask(tickets.findForCommand(actor, '20260302-000001', null));
    await ask(board.counts(actor, NOW));
    await ask(stages.times(actor, NOW));
    for (const by of ['unit', 'area'] as const) await ask(unitBoards.counts(actor, { units: ['city'], by }, NOW));
    for (const by of [undefined, 'channel', 'type', { units: ['water'] }] as const) {
      await ask(series.read(actor, { from: NOW, before: NOW, step: 'day', by }, NOW));
      await ask(series.read(actor, { from: NOW, before: NOW, step: 'hour', by, unit: 'water' }, NOW));
    }
    for (const by of DIVISIONS) await ask(statistics.cells(actor, { year: 2026, by: [by] }, 100));
    await ask(statistics.cells(actor, { year: 2026, by: DIVISIONS }, 100));
    const after = { paused: false, dueAt: AT, ticketId: ID, clockId: 'handle' };
    const owes = { actor, owed: owedBy(actor.role), units: ['water'], now: NOW };
    await ask(worklist.read(owes, null, 20));
    await ask(worklist.read({ ...owes, overdue: true, dueTo: AT, urgency: ['P2'], level: [1] }, after, 20));
    await ask(worklist.read({ ...owes, unit: ['water'], class: ['030102'] }, after, 20));
    await ask(worklist.read({ ...owes, q: '水管爆裂' }, null, 20));
    await ask(worklist.read({ ...owes, q: '20261130-000001' }, after, 20));
  }
  const open311 = createOpen311Views(pool, sealing);
  await ask(open311.list(CLASSES, PAGE));
  await ask(open311.list({ ...CLASSES, numbers: ['20260302-000001'], registered: SPAN, updated: SPAN }, PAGE));
  await ask(open311.list({ ...CLASSES, open: true }, PAGE));
  await ask(open311.list({ ...CLASSES, open: false }, PAGE));
  const knowledge = createKnowledgeStore(pool);
  const all = { now: new Date(NOW), before: null, limit: 20 };
  await ask(knowledge.list(all));
  for (const state of ENTRY_STATES)
    await ask(knowledge.list({ ...all, state, unit: 'water', classes: ['01'], before: '7' }));
  const tasks = createKnowledgeTaskStore(pool);
  const open = { ended: false, after: null, limit: 20 };
  await ask(tasks.list(open));
  await ask(tasks.list({ ...open, unit: null, ended: true }));
  await ask(tasks.list({ ...open, unit: 'water', kind: 'gap', entry: ID, dueBy: NOW, after: [NOW, ID] }));
  const alerts = createAlertStore(pool);
  await ask(alerts.list({ before: null, limit: 20 }));
  await ask(alerts.list({ owner: null, state: 'raised', rule: 'star', before: [NOW, ID], limit: 20 }));
  for (const state of ['acknowledged', 'over'] as const)
    await ask(alerts.list({ state, owner: 'water', classes: ['01'], before: null, limit: 20 }));
  const looks = createLookStore(pool, createLookSeals(randomBytes(32)));
  await ask(looks.list({ before: null, limit: 20 }));
  await ask(
    looks.list({ ticket: ID, actor: ID, units: ['water'], field: 'name', from: NOW, to: NOW, before: '7', limit: 20 }),
  );
  return asked;
}
