import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createOutboundWorker } from '../../../worker/create-outbound-worker.js';
import { createSentinel, startSentinelWaking } from '../../../worker/sentinel.js';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { createSentinelNews } from '../../../storage/sentinel/sentinel-feed.js';
import { getSentinel, SENTINEL_SHARD, sentinelWorkflowId } from '../../../workflows/sentinel/sentinel-messages.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';
import { recordHistories } from '../../support/histories.js';
import { alertsIn, outageAt } from '../../support/sentinel.js';
import { describeUnlessMissing } from '../../support/skip.js';
import {
  missingTimeSkipping,
  openTimeSkipping,
  SHIPPED_WORKFLOWS,
  TEST_CONVERTER,
  TEST_WORKFLOW_CONVERTER,
} from '../../support/workflow-world.js';

describeUnlessMissing(missingTimeSkipping, 'the workflow of the sentinel', () => {
  let env: TestWorkflowEnvironment;
  let world: ApiWorld;
  let workers: Worker[];
  let running: Promise<unknown>;
  let waking: { stop(): Promise<void> };

  beforeAll(async () => {
    env = await openTimeSkipping();
    world = await createApiWorld();
    const connected = {
      connection: env.nativeConnection,
      namespace: env.namespace ?? 'default',
      taskQueue: 'tickets',
      dataConverter: TEST_CONVERTER,
    };
    const { pool } = world.database;
    workers = [
      await Worker.create({ ...connected, dataConverter: TEST_WORKFLOW_CONVERTER, workflowBundle: SHIPPED_WORKFLOWS }),
      await createOutboundWorker({
        ...connected,
        activities: createSentinel(pool, createSealing(world.masterKey), world.reference),
      }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
    waking = startSentinelWaking({
      ...{ client: env.client, taskQueue: 'tickets', clock: Date.now, log: { warn: () => undefined } },
      news: createSentinelNews(pool, SENTINEL_SHARD),
    });
  }, 240_000);
  afterAll(async () => {
    await waking.stop();
    const handle = env.client.workflow.getHandle(sentinelWorkflowId(SENTINEL_SHARD));
    await recordHistories('sentinel', [{ id: SENTINEL_SHARD, handle }]);
    for (const worker of workers) worker.shutdown();
    await running;
    await env.teardown();
    await world.close();
  });

  it('hears of what is registered, raises one alert, lets it grow, and is told on while nobody acknowledges it', async () => {
    const live = () => env.client.workflow.getHandle(sentinelWorkflowId(SENTINEL_SHARD)).query(getSentinel);
    await eventually(async () => expect((await live()).looks).toBeGreaterThan(0));
    await outageAt(world, 'east-tinglan', 3);
    await eventually(async () =>
      expect(await alertsIn(world)).toEqual([{ place: 'east-tinglan', tickets: 3, linked: 3, told: 1 }]),
    );
    await outageAt(world, 'east-tinglan', 4);
    await eventually(async () =>
      expect(await alertsIn(world)).toMatchObject([{ place: 'east-tinglan', tickets: 7, linked: 7 }]),
    );
    await eventually(async () => expect((await live()).looksAt).not.toBeNull());
    await env.sleep(31 * 60_000);
    await eventually(async () => expect((await alertsIn(world)).map(({ told }) => told)).toEqual([2]));
    await env.sleep(31 * 60_000);
    await eventually(async () => expect((await alertsIn(world)).map(({ told }) => told)).toEqual([3]));
    await eventually(async () => expect((await live()).looksAt).toBeNull());
    expect(JSON.stringify(await live())).not.toContain('停水');
  }, 240_000);
});
