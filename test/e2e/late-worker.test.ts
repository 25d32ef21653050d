import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { childEnvironment } from '../../config/env.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { eventually, PATIENCE_MS } from '../support/eventually.js';
import { openHoldingProxy, type HoldingProxy } from '../support/holding-proxy.js';
import { NO_WATER } from '../support/no-water.js';
import type { RunningStack } from '../support/running-stack.js';
import { newDataDir, pause, removeDataDir, startStack } from '../support/running-stack.js';

const WORKER = join(import.meta.dirname, '../../dist/worker/main.js');
/** The engine gives a task ten seconds. */
const STANDS_STILL_MS = 15_000;
const MOST_TRIES = 40;
/** More than there are places at which a worker waits for tasks. */
const OTHERS = 30;

/** Two workers, one of which reaches PostgreSQL by a way that the test can stop. */
describe('A worker that stands still in the middle of a step', () => {
  let stack: RunningStack;
  let dataDir: string;
  let proxy: HoldingProxy;
  let slow: ChildProcess;
  let database: pg.Client;
  beforeAll(async () => {
    dataDir = await newDataDir();
    stack = await startStack(dataDir);
    const { databaseUrl, temporalAddress } = await stack.runtime();
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    const direct = new URL(databaseUrl);
    proxy = await openHoldingProxy({ host: direct.hostname, port: Number(direct.port) });
    const detour = new URL(databaseUrl);
    detour.port = String(proxy.port);
    const env = childEnvironment({
      DATABASE_URL: detour.href,
      TEMPORAL_ADDRESS: temporalAddress,
      HUIYING_DATA_DIR: dataDir,
      HUIYING_KEY_RING_FILE: join(dataDir, 'key-ring.json'),
      HUIYING_WORKER_METRICS_PORT: undefined,
    });
    slow = spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await new Promise<void>((resolve, reject) => {
      slow.once('message', () => resolve());
      slow.once('exit', (code) => reject(new Error(`The second worker ended with ${code}.`)));
    });
  });
  afterAll(async () => {
    slow.kill('SIGCONT');
    slow.kill('SIGKILL');
    await proxy.close();
    await database.end();
    await stack.end();
    await removeDataDir(dataDir);
  });

  const rows = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await database.query<Record<string, unknown>>(sql, values)).rows;

  async function register(): Promise<string> {
    const { body } = await stack.send(stack.account('operator'), 'POST', '/tickets', { body: NO_WATER, patient: true });
    return String(body['id']);
  }

  async function act(id: string, role: Role, command: string, body: object): Promise<number> {
    const account = stack.account(role, role === 'handler' ? 'water' : undefined);
    const path = `/tickets/${id}/actions/${command}`;
    return (await stack.send(account, 'POST', path, { body, ifMatch: '*', patient: true })).status;
  }

  it('changes nothing when it goes on, after another has done the step and the ticket has moved on', async () => {
    let stoppedAt: number | null = null;
    let others: Promise<string[]> = Promise.resolve([]);
    proxy.holdFrom('write-step', () => {
      slow.kill('SIGSTOP');
      stoppedAt = Date.now();
      // The engine does not know yet that nobody is behind the slow one's places. They go to other people's tickets, as
      // on any day; else this one would be handed to them again and again, each time after a longer wait.
      others = Promise.all(Array.from({ length: OTHERS }, register));
    });
    let id = '';
    for (let tries = 0; stoppedAt === null && tries < MOST_TRIES; tries += 1) {
      id = await register();
      expect(await act(id, 'operator', 'accept', {})).toBe(200);
    }
    // Both take tasks as they come, so one of these was the slow one's.
    expect(stoppedAt).not.toBeNull();
    expect(new Set(await others).size).toBe(OTHERS);
    expect(await act(id, 'dispatcher', 'dispatch', { unit: 'water', reason: '供水主管' })).toBe(200);
    expect(await act(id, 'handler', 'acknowledge', {})).toBe(200);
    const everything = async (): Promise<unknown> => [
      await rows(`SELECT * FROM ticket_event WHERE ticket_id = $1 ORDER BY seq`, [id]),
      await rows(`SELECT * FROM ticket_clock WHERE ticket_id = $1 ORDER BY id`, [id]),
      await rows(`SELECT version, state, turn, snapshot FROM ticket WHERE id = $1`, [id]),
    ];
    const before = await everything();
    await pause(Math.max(0, STANDS_STILL_MS - (Date.now() - (stoppedAt ?? 0))));

    slow.kill('SIGCONT');
    await proxy.release();
    // It has written by now, or tries again: what it does next shows that it is through with it.
    await eventually(async () => {
      const [working] = await rows(`SELECT count(*)::int AS n FROM pg_stat_activity
        WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()`);
      expect(working?.['n']).toBe(0);
    }, PATIENCE_MS);
    expect(await everything()).toEqual(before);
    expect(await rows('SELECT * FROM retracted_event WHERE ticket_id = $1', [id])).toEqual([]);
    const { output } = await stack.command('reconcile', '--all', '--json');
    expect(JSON.parse(output)).toMatchObject({ findings: [], unanswered: 0 });
  });
});
