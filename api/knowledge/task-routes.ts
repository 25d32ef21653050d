import type { z } from 'zod';
import {
  CorrectionParamsSchema,
  CorrectionSchema,
  DismissedTaskSchema,
  KnowledgeTaskSchema,
  KnowledgeTasksSchema,
  MissingEntrySchema,
  TaskParamsSchema,
  TasksQuerySchema,
} from '../../contracts/knowledge-tasks.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import { EntryParamsSchema } from '../../contracts/knowledge.js';
import { dismissed, wasDismissedSo } from '../../domain/knowledge/asked-for.js';
import { isOfHotline, KNOWLEDGE_ROLES } from '../../domain/knowledge/entry-commands.js';
import { taskDue } from '../../domain/knowledge/task-rungs.js';
import type { KnowledgeTask } from '../../domain/knowledge/task.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { calendarOfUnit } from '../../storage/reference/calendar-of-unit.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { actorOf, type Account } from '../access/account.js';
import { linkToNext, pageOf, startOf } from '../http/paging.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { askForEntry } from './missing-entry.js';
import { sure } from './sure-entry.js';
import { presentTask } from './task-presenter.js';

type TaskServices = Pick<Services, 'knowledge' | 'knowledgeTasks' | 'knowledgeTaskCursors' | 'reference' | 'now'>;
const defineRoute = routesFor<TaskServices>();

const TAG = 'Knowledge';
const ENTRIES = '/api/v1/knowledge';
const TASKS = `${ENTRIES}/tasks`;
const PUT_TWICE = 'Whoever asks makes the id, and may send it twice.';

const listTasks = defineRoute({
  method: 'get',
  path: TASKS,
  operationId: 'listKnowledgeTasks',
  tag: TAG,
  summary: 'What has to be done for the knowledge base, the soonest first',
  description:
    'Entries that are missing, reviews, corrections, and what has to be looked at anew or expires. They end by being done: when the entry is handed in, reviewed, published anew, renewed or withdrawn.',
  permission: 'account',
  query: TasksQuerySchema,
  responses: { 200: { description: 'One page.', schema: KnowledgeTasksSchema, headers: ['Link'] } },
  async handler(
    { query: { mine = false, unit, late = false, ended = false, cursor, limit, ...asked }, account, request },
    services,
  ) {
    const { knowledgeTasks, knowledgeTaskCursors: cursors, reference, now } = services;
    const at = now();
    const own = isOfHotline(account) ? null : (account.unit ?? '');
    const after = startOf(cursor, (given) => placeOf(cursors.read(given)));
    const found = await knowledgeTasks.list({
      ...{ ...asked, ended, after, limit: limit + 1, dueBy: late ? at : undefined },
      unit: mine ? own : unit,
    });
    const { items, nextCursor } = pageOf(found, limit, ({ dueAt, id }) => cursors.write([dueAt.toISOString(), id]));
    const snapshot = await reference.current();
    return {
      status: 200,
      headers: linkToNext(request.originalUrl, nextCursor),
      body: {
        items: items.map((task) => presentTask(task, account, snapshot, at)),
        nextCursor,
        mine: await knowledgeTasks.count(own, at),
      },
    };
  },
});

const askForMissing = defineRoute({
  method: 'put',
  path: `${ENTRIES}/{entry}/gap`,
  operationId: 'askForEntry',
  tag: TAG,
  summary: 'Say that an answer is missing',
  description: `Who owns the class writes it within three working days, under the id that the task gives its entry. Who asks what is asked for already is counted. ${PUT_TWICE}`,
  permission: 'account',
  params: EntryParamsSchema,
  missing: 'entry-not-found',
  body: MissingEntrySchema,
  responses: asked('The task, opened now or before.'),
  problems: ['illegal-transition'],
  async handler({ params: { entry }, body, account }, services) {
    const { knowledge, knowledgeTasks } = services;
    if ((await knowledgeTasks.find(entry)) === null && (await knowledge.find(entry)) !== null)
      throw new ApiProblem('illegal-transition', 'There is an entry under this id already.');
    const { task, made } = await askForEntry(services, { ...body, id: entry, ticket: null, by: actorOf(account) });
    return answered(task, made, account, await services.reference.current(), services.now());
  },
});

const correctEntry = defineRoute({
  method: 'put',
  path: `${ENTRIES}/{entry}/corrections/{correction}`,
  operationId: 'correctEntry',
  tag: TAG,
  summary: 'Say that an answer is wrong, outdated or badly worded',
  description: `Its unit publishes a better version, or says that there is nothing to mend. What is said to be wrong is shown with a warning until then. ${PUT_TWICE}`,
  permission: 'account',
  missing: 'entry-not-found',
  params: CorrectionParamsSchema,
  body: CorrectionSchema,
  responses: asked('The task, opened now or before.'),
  problems: ['entry-not-found', 'illegal-transition'],
  async handler({ params: { entry: id, correction }, body: { version, about, text: said }, account }, services) {
    const { knowledge, knowledgeTasks, reference, now } = services;
    const at = now();
    const before = await knowledgeTasks.find(correction);
    const snapshot = await reference.current();
    if (before !== null) return answered(before, false, account, snapshot, at);
    const entry = sure(await knowledge.find(id, version));
    if (entry.served !== version)
      throw new ApiProblem('illegal-transition', 'This version is not served any more: read the entry as it is now.');
    const { ownerUnit: unit, classCode, question } = entry.version.content;
    const text = redactedText(said);
    const { task, made } = await knowledgeTasks.correct({
      ...{ id: correction, entry: id, version, kind: 'correction', about, unit, classCode, question, text },
      ...{ askedBy: actorOf(account), ticket: null, openedAt: at },
      dueAt: taskDue({ kind: 'correction', about }, at, null, calendarOfUnit(snapshot)(unit)),
    });
    return answered(task, made, account, snapshot, at);
  },
});

const dismissTask = defineRoute({
  method: 'post',
  path: `${TASKS}/{task}/commands/dismiss`,
  operationId: 'dismissKnowledgeTask',
  tag: TAG,
  summary: 'Say, with a reason, that there is nothing to do',
  description: 'Of what was asked for: an entry that is not needed, a correction that does not hold.',
  permission: KNOWLEDGE_ROLES as readonly Role[],
  missing: 'knowledge-task-not-found',
  params: TaskParamsSchema,
  body: DismissedTaskSchema,
  responses: { 200: { description: 'Done, now or before.', schema: KnowledgeTaskSchema } },
  problems: ['knowledge-task-not-found', 'actor-not-allowed', 'illegal-transition', 'reason-required'],
  async handler({ params, body: { reason }, account }, services): Promise<RouteResponse> {
    const { knowledgeTasks, reference, now } = services;
    const at = now();
    const task = await knowledgeTasks.end(params.task, (before) =>
      wasDismissedSo(before, account, reason) ? before : dismissed(before, account, reason, at),
    );
    if (task === null) throw new ApiProblem('knowledge-task-not-found', 'There is no such task.');
    return { status: 200, body: presentTask(task, account, await reference.current(), at) };
  },
});

function asked(description: string) {
  return {
    200: { description, schema: KnowledgeTaskSchema },
    201: { description: 'A new task.', schema: KnowledgeTaskSchema },
  } as const;
}

function answered(
  task: KnowledgeTask,
  made: boolean,
  account: Account,
  snapshot: ReferenceSnapshot,
  now: Date,
): { status: 200 | 201; body: z.input<typeof KnowledgeTaskSchema> } {
  return { status: made ? 201 : 200, body: presentTask(task, account, snapshot, now) };
}

function placeOf(parts: readonly string[] | null): readonly [Date, string] | null {
  const [dueAt, id] = parts ?? [];
  return dueAt === undefined || id === undefined ? null : [new Date(dueAt), id];
}

export const knowledgeTaskRoutes: readonly Route<TaskServices>[] = [
  listTasks,
  askForMissing,
  correctEntry,
  dismissTask,
];
