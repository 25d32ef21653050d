import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { decideEntry, writtenVersion } from '../../../domain/knowledge/entry-commands.js';
import type { EntryContent } from '../../../domain/knowledge/entry.js';
import { taskDue } from '../../../domain/knowledge/task-rungs.js';
import type { EntryCommand } from '../../../domain/knowledge/vocabulary.js';
import type { PlacedActor } from '../../../domain/ticket/permissions.js';
import { createEntryLife } from '../../../storage/knowledge/entry-life.js';
import { createKnowledgeStore } from '../../../storage/knowledge/knowledge-store.js';
import { createKnowledgeTaskStore } from '../../../storage/knowledge/knowledge-task-store.js';
import { calendarOfUnit } from '../../../storage/reference/calendar-of-unit.js';
import { createReferenceData } from '../../../storage/reference/reference-data.js';
import { createOutboundWorker } from '../../../worker/create-outbound-worker.js';
import { createKnowledge } from '../../../worker/knowledge.js';
import { startKnowledgeWaking } from '../../../worker/knowledge-waking.js';
import { getKnowledgeEntry, knowledgeWorkflowId } from '../../../workflows/knowledge/knowledge-messages.js';
import { eventually } from '../../support/eventually.js';
import { recordHistories } from '../../support/histories.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import {
  missingTimeSkipping,
  openTimeSkipping,
  SHIPPED_WORKFLOWS,
  TEST_CONVERTER,
  TEST_WORKFLOW_CONVERTER,
} from '../../support/workflow-world.js';

const DAY_MS = 86_400_000;
const CONTENT: EntryContent = {
  ...{
    question: '停水了怎么报修',
    phrasings: ['家里没水'],
    answer: '先看楼栋公告，没有公告的登记抢修。',
    template: null,
  },
  ...{ basis: [], ownerUnit: 'water', classCode: '030101', areas: [], people: null },
  ...{ from: null, until: null, audience: 'public', scene: null },
};
const actor = (id: string, role: PlacedActor['role'], unit: string | null): PlacedActor =>
  ({ id, role, unit, unitPath: unit === null ? [] : ['city', unit] }) as unknown as PlacedActor;
const AUTHOR = actor('author', 'handler', 'water');
const COLLEAGUE = actor('colleague', 'handler', 'water');
const REVIEWER = actor('reviewer', 'reviewer', null);

describeUnlessMissing(missingTimeSkipping, 'a year of a knowledge entry', () => {
  let env: TestWorkflowEnvironment;
  let database: TestDatabase;
  let workers: Worker[];
  let running: Promise<unknown>;
  let waking: { stop(): Promise<void> };
  const kept: string[] = [];

  const now = async (): Promise<Date> => new Date(await env.currentTimeMs());
  const reference = () => createReferenceData(database.pool, Date.now);
  const store = () => createKnowledgeStore(database.pool);
  const tasks = () => createKnowledgeTaskStore(database.pool);
  const settling = async (by: PlacedActor) => {
    const snapshot = await reference().current();
    return { at: await now(), by: { id: by.id, role: by.role, unit: by.unit }, calendarOf: calendarOfUnit(snapshot) };
  };

  async function write(id: string, content: EntryContent): Promise<void> {
    await store().change(id, null, await settling(AUTHOR), (before) =>
      writtenVersion(before?.version ?? null, content, AUTHOR),
    );
  }
  async function command(id: string, name: EntryCommand, by: PlacedActor, reason: string | null = null): Promise<void> {
    const when = await settling(by);
    await store().change(id, null, when, (before) => {
      if (before === null) throw new Error('There is no such entry.');
      return decideEntry(before.version, name, { actor: by, at: when.at, reason });
    });
  }
  async function published(content: EntryContent): Promise<string> {
    const id = randomUUID();
    kept.push(id);
    await write(id, content);
    await command(id, 'submit', AUTHOR);
    await command(id, 'approve', COLLEAGUE);
    await command(id, 'publish', REVIEWER);
    return id;
  }
  const looksAt = async (id: string): Promise<string | null> =>
    (await env.client.workflow.getHandle(knowledgeWorkflowId(id)).query(getKnowledgeEntry)).looksAt;
  const statusOf = async (id: string): Promise<string> =>
    (await env.client.workflow.getHandle(knowledgeWorkflowId(id)).describe()).status.name;
  const seen = (id: string) =>
    eventually(async () => {
      const { rows } = await database.pool.query('SELECT seen = change AS seen FROM knowledge_entry WHERE id = $1', [
        id,
      ]);
      expect(rows).toEqual([{ seen: true }]);
    });
  const open = async (id: string): Promise<string[]> =>
    (await tasks().list({ entry: id, ended: false, after: null, limit: 20 })).map(({ kind }) => kind);
  /** Whom the tasks of an entry were told, in the order of their telling. */
  const told = async (id: string): Promise<string[]> => {
    const { rows } = await database.pool.query<{ template: string; addressee: string }>(
      `SELECT DISTINCT n.created_at, n.seq, n.template, n.addressee FROM notice n JOIN knowledge_task t ON t.id = n.ticket_id
       WHERE t.entry_id = $1 AND n.channel = 'inApp' ORDER BY n.created_at, n.seq, n.addressee`,
      [id],
    );
    return rows.map(({ template, addressee }) => `${template} ${addressee}`);
  };
  const pass = async (days: number): Promise<void> => {
    await env.sleep(days * DAY_MS);
  };

  beforeAll(async () => {
    env = await openTimeSkipping();
    database = await createTestDatabase();
    const connected = {
      connection: env.nativeConnection,
      namespace: env.namespace ?? 'default',
      taskQueue: 'tickets',
      dataConverter: TEST_CONVERTER,
    };
    const life = createEntryLife(database.pool);
    workers = [
      await Worker.create({ ...connected, dataConverter: TEST_WORKFLOW_CONVERTER, workflowBundle: SHIPPED_WORKFLOWS }),
      await createOutboundWorker({
        ...connected,
        activities: createKnowledge(life, reference()),
      }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
    waking = startKnowledgeWaking({
      ...{ client: env.client, taskQueue: 'tickets', life, clock: Date.now },
      log: { warn: () => undefined },
    });
  });
  afterAll(async () => {
    await waking.stop();
    await recordHistories(
      'knowledge',
      kept.map((id) => ({ id, handle: env.client.workflow.getHandle(knowledgeWorkflowId(id)) })),
    );
    for (const worker of workers) worker.shutdown();
    await running;
    await env.teardown();
    await database.close();
  });

  it('is looked at anew after 180 days, and who does not is told on, higher each time', async () => {
    const id = await published(CONTENT);
    await seen(id);
    expect(await open(id)).toEqual([]);
    expect(Date.parse((await looksAt(id)) ?? '') - (await now()).getTime()).toBeGreaterThan(164 * DAY_MS);
    await pass(164);
    expect([await open(id), await told(id)]).toEqual([[], []]);
    await pass(2);
    expect([await open(id), await told(id)]).toEqual([['recheck'], ['knowledgeTask unitLiaison']]);
    await pass(15);
    expect((await told(id)).slice(1)).toEqual(['knowledgeOverdue reviewer', 'knowledgeOverdue unitDeputyHead']);
    await pass(12);
    expect((await told(id)).slice(3)).toEqual(['knowledgeOverdue dutyDesk', 'knowledgeOverdue unitHead']);

    await command(id, 'renew', COLLEAGUE);
    await seen(id);
    expect(await open(id)).toEqual([]);
    await pass(170);
    expect(await open(id)).toEqual(['recheck']);
    expect(await told(id)).toHaveLength(6);
  });

  it('that leads callers by questions is named at the instant in which an answer at their end is read out no more', async () => {
    const until = new Date((await now()).getTime() + 40 * DAY_MS);
    const leaf = await published({ ...CONTENT, question: '夏季错峰供水安排', until });
    const leads = { to: 'entry', entry: leaf } as const;
    const steps = [{ key: 'when', asks: '是白天还是夜里没水', answers: [{ words: '夜里', leads }] }];
    const id = await published({ ...CONTENT, question: '没水先问清', audience: 'internal', scene: { steps } });
    await seen(id);
    await pass(39);
    expect(await open(id)).toEqual([]);
    await pass(2);
    expect([await open(id), await told(id)]).toEqual([['deadLeaf'], ['knowledgeTask unitLiaison']]);
    await pass(4);
    expect((await told(id)).slice(1, 3)).toEqual(['knowledgeOverdue reviewer', 'knowledgeOverdue unitDeputyHead']);
    const elsewhere = {
      ...steps[0],
      key: 'when',
      asks: '几点',
      answers: [{ words: '夜里', leads: { to: 'line', line: '119' } as const }],
    };
    await write(id, { ...CONTENT, question: '没水先问清', audience: 'internal', scene: { steps: [elsewhere] } });
    const second = async (name: EntryCommand, by: PlacedActor): Promise<void> => command(id, name, by);
    await second('submit', AUTHOR);
    await second('approve', COLLEAGUE);
    await second('publish', REVIEWER);
    await seen(id);
    expect(await open(id)).toEqual([]);
  });

  it('is warned of fifteen days before it ends; withdrawn, it asks for nothing any more and its workflow ends', async () => {
    const until = new Date((await now()).getTime() + 40 * DAY_MS);
    const id = await published({ ...CONTENT, question: '暑期游泳馆开放时间', until });
    await seen(id);
    await pass(24);
    expect(await open(id)).toEqual([]);
    await pass(2);
    expect([await open(id), await told(id)]).toEqual([['expiry'], ['knowledgeTask unitLiaison']]);
    await pass(15);
    expect((await told(id)).slice(1)).toEqual(['knowledgeOverdue reviewer', 'knowledgeOverdue unitDeputyHead']);
    await command(id, 'withdraw', AUTHOR, '活动已结束');
    await seen(id);
    expect(await open(id)).toEqual([]);
    await eventually(async () => expect(await statusOf(id)).toBe('COMPLETED'));
  });

  it('a review that nobody does, and an answer that nobody writes, are told on by working days', async () => {
    const id = randomUUID();
    kept.push(id);
    await write(id, { ...CONTENT, question: '水表坏了谁来换' });
    await command(id, 'submit', AUTHOR);
    await seen(id);
    expect([await open(id), await told(id)]).toEqual([['unitReview'], ['knowledgeTask unitLiaison']]);
    await pass(16);
    expect(await told(id)).toHaveLength(5);

    const gap = randomUUID();
    kept.push(gap);
    const at = await now();
    const calendar = calendarOfUnit(await reference().current())('water');
    await tasks().askForEntry({
      ...{ id: gap, entry: gap, version: null, kind: 'gap', about: null, unit: 'water', classCode: '030101' },
      ...{ question: '二次供水谁负责', text: null, askedBy: null, ticket: null, openedAt: at },
      dueAt: taskDue({ kind: 'gap', about: null }, at, null, calendar),
    });
    await seen(gap);
    expect(await told(gap)).toEqual(['knowledgeTask unitLiaison']);
    await pass(16);
    expect(await told(gap)).toHaveLength(5);
    await write(gap, { ...CONTENT, question: '二次供水谁负责' });
    await command(gap, 'submit', AUTHOR);
    await seen(gap);
    expect(await open(gap)).toEqual(['unitReview']);
  });
});
