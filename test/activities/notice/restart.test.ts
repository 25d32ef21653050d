import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { PATIENCE_MS } from '../../support/eventually.js';
import { startMailSink, type MailSink } from '../../../bench/support/mail-sink.mjs';
import { createMailTransport } from '../../../activities/notice/mail-transport.js';
import { createNoticeActivities } from '../../../activities/notice/notice-activities.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../../../storage/access/citizen-links.js';
import { isDatabaseAway } from '../../../storage/postgres/database-away.js';
import { createNoticeAddresses } from '../../../storage/notice/notice-addresses.js';
import { createNoticeStore } from '../../../storage/notice/notice-store.js';
import { readNoticeTemplates } from '../../../storage/notice/notice-templates.js';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { createWatch } from '../../../storage/postgres/watch.js';
import { createOutboundWorker } from '../../../worker/create-outbound-worker.js';
import { createTicketWorker } from '../../../worker/create-worker.js';
import { ensureSingletonWorkflows } from '../../../worker/singleton-workflows.js';
import { getChannel, noticeWorkflowId, pause, resume } from '../../../workflows/notice/notice-messages.js';
import { writesNotices, type NoticeWriter } from '../../support/notice-writer.js';
import { MASTER_KEY } from '../../support/notices.js';
import { until } from '../../support/running-stack.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import {
  missingTimeSkipping,
  openTimeSkipping,
  TEST_CONVERTER,
  SHIPPED_WORKFLOWS,
} from '../../support/workflow-world.js';

const AT = '2026-09-22T02:00:00.000Z';
const LATER = new Date('2026-09-22T02:00:30.000Z');

describeUnlessMissing(missingTimeSkipping, 'a channel', () => {
  let env: TestWorkflowEnvironment;
  let database: TestDatabase;
  let tickets: NoticeWriter;
  let sink: MailSink;
  let units: string[];
  let flows: { worker: Worker; running: Promise<void> };

  beforeAll(async () => {
    env = await openTimeSkipping();
    const worker = await createTicketWorker({
      ...connected(),
      activities: { record: () => Promise.reject(new Error('No ticket is handled here.')) },
      workflows: { workflowBundle: SHIPPED_WORKFLOWS },
    });
    flows = { worker, running: worker.run() };
  });
  afterAll(async () => {
    flows.worker.shutdown();
    await flows.running;
    await env.teardown();
  });
  beforeEach(async () => {
    database = await createTestDatabase();
    tickets = await writesNotices(database);
    const { rows } = await database.pool.query<{ unit_id: string }>(
      `SELECT unit_id FROM contact WHERE position = 'handler' ORDER BY unit_id LIMIT 40`,
    );
    units = rows.map(({ unit_id }) => unit_id);
    sink = await startMailSink({ delayMs: 100 });
    await ensureSingletonWorkflows(env.client, 'tickets');
  });
  afterEach(async () => {
    await sink.stop();
    await database.close();
  });

  const channel = () => env.client.workflow.getHandle(noticeWorkflowId('email'));

  function connected(): {
    connection: typeof env.nativeConnection;
    namespace: string;
    taskQueue: string;
    dataConverter: typeof TEST_CONVERTER;
  } {
    return {
      connection: env.nativeConnection,
      namespace: env.namespace ?? 'default',
      taskQueue: 'tickets',
      dataConverter: TEST_CONVERTER,
    };
  }

  async function startSender(graceMs = 100): Promise<{ stop(): Promise<void> }> {
    const stopping = new AbortController();
    const mail = createMailTransport(sink.url, 'hotline@hotline.example');
    const store = createNoticeStore(database.pool);
    const activities = createNoticeActivities({
      store,
      due: createWatch(() => store.dueChannels(LATER), 50),
      addresses: createNoticeAddresses(database.pool, createSealing(MASTER_KEY)),
      reference: tickets.reference,
      transports: { email: mail },
      templates: readNoticeTemplates(),
      isDatabaseAway,
      ratingLinks: createRatingLinks(MASTER_KEY, undefined),
      progressLinks: createProgressLinks(MASTER_KEY, undefined),
      queryCodes: createQueryCodes(MASTER_KEY),
      now: () => LATER,
      stopping: stopping.signal,
    });
    const worker = await createOutboundWorker({ ...connected(), activities, graceMs });
    const running = worker.run();
    return {
      async stop() {
        stopping.abort();
        worker.shutdown();
        await running;
        mail.close();
      },
    };
  }

  it('that is restarted in the middle of forty letters sends each of them once', async () => {
    await tickets.remind(80, AT, units);
    const first = await startSender();
    await until(
      () => sink.mails.length >= 8,
      PATIENCE_MS,
      () => `only ${sink.mails.length} letters came`,
    );
    await first.stop();
    const before = sink.mails.length;
    expect(before).toBeLessThan(40);
    const second = await startSender();
    await until(
      () => sink.mails.length >= 40,
      PATIENCE_MS,
      () => `only ${sink.mails.length} letters came`,
    );
    await until(
      async () => (await open()) === 0,
      PATIENCE_MS,
      () => 'some notices are still open',
    );
    await second.stop();
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(sink.mails.length);
    const told = sink.mails.flatMap(({ notices }) => notices);
    expect([told.length, new Set(told).size]).toEqual([80, 80]);
  });

  it('that only waits does not keep its worker from ending', async () => {
    // Longer than the worker may take at all: what were held for that long would break it off.
    const sender = await startSender(60_000);
    const isWaiting = async (): Promise<boolean> =>
      ((await channel().describe()).raw.pendingActivities ?? []).some(({ lastStartedTime }) => lastStartedTime);
    await until(isWaiting, PATIENCE_MS, () => 'the channel does not wait');
    await sender.stop();
  });

  it('that is paused sends nothing until it is resumed', async () => {
    const sender = await startSender();
    await channel().signal(pause);
    await until(
      async () => (await channel().query(getChannel)).doing === 'paused',
      PATIENCE_MS,
      () => 'it is not paused',
    );
    await tickets.remind(2, AT, ['water']);
    expect(sink.mails).toHaveLength(0);
    await channel().signal(resume);
    await until(
      () => sink.mails.length === 1,
      PATIENCE_MS,
      () => 'nothing came',
    );
    await sender.stop();
  });

  async function open(): Promise<number> {
    const { rows } = await database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM notice WHERE channel = 'email' AND status IN ('pending', 'sending')`,
    );
    return rows[0]?.n ?? 0;
  }
});
