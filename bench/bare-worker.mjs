/**
 * A worker process for the bare workflows, with the very settings of the product's own worker: what differs between the
 * arms is the work, not the tuning.
 */
import { NativeConnection, Runtime, makeTelemetryFilterString } from '@temporalio/worker';

const { createTicketWorker } = await import(new URL('../dist/worker/create-worker.js', import.meta.url).href);
const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, BARE_TASK_QUEUE: taskQueue } = process.env;

Runtime.install({
  shutdownSignals: [],
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} } },
});
const connection = await NativeConnection.connect({ address, grpcCompression: { codec: 'none' } });
const worker = await createTicketWorker({
  connection,
  namespace,
  taskQueue,
  dataConverter: {},
  activities: {},
  workflows: { workflowsPath: new URL('./bare-workflow.mjs', import.meta.url).pathname },
});
const stop = () => worker.getState() === 'RUNNING' && worker.shutdown();
process.once('SIGTERM', stop);
process.once('disconnect', stop);
const running = worker.run();
process.send?.({ ready: true });
await running;
await connection.close();
