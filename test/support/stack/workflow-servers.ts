import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ClientOptionsForTestEnv } from '@temporalio/testing';
import { startChild } from '../../../cli/stack/child.js';
import { freePort } from '../../../cli/stack/ports.js';
import { pause } from '../../../cli/stack/processes.js';
import { PATIENCE_MS } from '../eventually.js';

const ASK_AGAIN_MS = 100;
const STOP_GRACE_MS = 10_000;

interface ServerPlan {
  readonly program: string;
  readonly args: (port: number) => readonly string[];
  readonly connect: (address: string) => Promise<TestWorkflowEnvironment>;
}

/**
 * What the library does itself where it starts a server whose time skips; for one that runs already, it does not offer
 * it.
 */
const library = TestWorkflowEnvironment as unknown as {
  create(options: {
    readonly server: { readonly type: 'existing' };
    readonly address: string;
    readonly supportsTimeSkipping: true;
    readonly client: ClientOptionsForTestEnv;
  }): Promise<TestWorkflowEnvironment>;
};

/** The server whose time skips. */
export function startTimeSkippingServer(
  program: string,
  client: ClientOptionsForTestEnv,
): Promise<TestWorkflowEnvironment> {
  return startServer({
    program,
    args: (port) => [String(port)],
    connect: (address) => library.create({ server: { type: 'existing' }, address, supportsTimeSkipping: true, client }),
  });
}

/** What is deleted goes when the queues have told how far they are: half a minute each time, unless they are asked. */
const FORGETS_SOON = ['transfer', 'visibility', 'timer'].flatMap((queue) => [
  '--dynamic-config-value',
  `history.${queue}ProcessorUpdateAckInterval="1s"`,
]);

/** The server that is shipped, with words of its command line. Its time does not skip. */
export function startRealServer(
  program: string,
  client: ClientOptionsForTestEnv,
  extraArgs: readonly string[],
): Promise<TestWorkflowEnvironment> {
  const always = ['--headless', '--log-level', 'error', ...FORGETS_SOON];
  return startServer({
    program,
    args: (port) => ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), ...always, ...extraArgs],
    connect: (address) => TestWorkflowEnvironment.createFromExistingServer({ address, namespace: 'default', client }),
  });
}

/**
 * The library would give a server five seconds to start; on a busy machine it needs what it needs. It ends with its
 * environment.
 */
async function startServer({ program, args, connect }: ServerPlan): Promise<TestWorkflowEnvironment> {
  const port = await freePort();
  const child = await startChild({
    command: program,
    args: args(port),
    env: Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : []))),
    stopSignal: 'SIGTERM',
    stopGraceMs: STOP_GRACE_MS,
  });
  try {
    const address = `127.0.0.1:${port}`;
    await untilAnswering(address, child.exited);
    const environment = await connect(address);
    const leave = environment.teardown.bind(environment);
    environment.teardown = async () => {
      await leave();
      await child.stop();
    };
    return environment;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function untilAnswering(address: string, exited: Promise<unknown>): Promise<void> {
  let ended = false;
  void exited.then(() => (ended = true));
  for (const until = Date.now() + PATIENCE_MS; ; await pause(ASK_AGAIN_MS)) {
    try {
      const connection = await Connection.connect({ address });
      await connection.close();
      return;
    } catch (error) {
      if (ended) throw new Error('The workflow server ended while it started.', { cause: error });
      if (Date.now() > until) throw new Error('The workflow server did not answer in time.', { cause: error });
    }
  }
}
