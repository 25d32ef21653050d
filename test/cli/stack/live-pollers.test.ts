import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createTemporalTicketGateway } from '../../../api/gateway/temporal-ticket-gateway.js';
import { messageOf } from '../../../cli/failure.js';
import { startTemporal, type TemporalServer } from '../../../cli/stack/temporal-server.js';
import { livePollers } from '../../../config/live-pollers.js';
import { eventually } from '../../support/eventually.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { temporalBinary } from '../../support/stack/temporal.js';

const QUEUE = 'tickets';
const MINUTE_MS = 60_000;
const found = await temporalBinary().then(
  (path) => ({ path, missing: undefined }),
  (error: unknown) => ({ path: '', missing: messageOf(error) }),
);

describeUnlessMissing(found.missing, 'Who listens on a queue', () => {
  let server: TemporalServer;
  let connection: Connection;
  beforeAll(async () => {
    server = await startTemporal({ binary: found.path });
    connection = await Connection.connect({ address: server.address });
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  it('is counted while it asks for work, and not any more once it has ended, although the engine remembers it', async () => {
    const client = new Client({ connection, namespace: 'huiying' });
    let later = 0;
    const { pollers } = createTemporalTicketGateway(client, QUEUE, () => Date.now() + later);
    const native = await NativeConnection.connect({ address: server.address });
    const worker = await Worker.create({
      connection: native,
      namespace: 'huiying',
      taskQueue: QUEUE,
      workflowBundle: { codePath: join(process.cwd(), 'dist/workflow-bundle.js') },
    });
    const running = worker.run();
    await eventually(async () => expect(await pollers()).toBe(1));
    // One that has nothing to do asks once a minute.
    later = MINUTE_MS;
    expect(await pollers()).toBe(1);
    worker.shutdown();
    await running;
    await native.close();
    later = 2 * MINUTE_MS;
    const { pollers: remembered } = await client.workflowService.describeTaskQueue({
      namespace: 'huiying',
      taskQueue: { name: QUEUE },
      taskQueueType: 1,
    });
    expect([remembered.length, await pollers()]).toEqual([1, 0]);
  });
});

it('nobody listens who has never asked', () => {
  expect(livePollers([{}, { lastAccessTime: null }], Date.now())).toBe(0);
});
