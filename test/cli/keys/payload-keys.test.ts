import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { defineKeyring } from '../../../cli/keyring.js';
import { writeRing } from '../../../cli/stack/data-keys.js';
import { sealedClient } from '../../../codec/data-converter.js';
import { keyRing, type Ring } from '../../../config/key-ring.js';
import { eventually } from '../../support/eventually.js';
import { printedBy } from '../../support/printed-by.js';
import { temporalBinary } from '../../support/stack/temporal.js';
import { startRealServer } from '../../support/stack/workflow-servers.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { noticeWorkflowId, NOTICE_WORKFLOW } from '../../../workflows/notice/notice-messages.js';

const AT = '2026-11-29T08:00:00.000Z';
/** As long before as a key must have been retired, and one second: runs until a second ago may be under it. */
const RETIRED_MS = 61_000;
const KEYS = Object.fromEntries(['d', 's', 'p1', 'p2'].map((id) => [id, randomBytes(32)]));
const key = (id: string, of: Ring['keys'][number]['for'], state: 'current' | 'retired', since = AT) => ({
  ...{ id, for: of, state, since, madeAt: AT },
  key: KEYS[id] ?? Buffer.alloc(0),
});
const ringWith = (...payloads: Ring['keys']): Ring => ({
  version: 1,
  keys: [key('d', 'sealing', 'current'), key('s', 'signing', 'current'), ...payloads],
});
const BEFORE = ringWith(key('p1', 'payloads', 'current'));
const rotatedAt = (since: number): Ring =>
  ringWith(key('p1', 'payloads', 'retired', new Date(since).toISOString()), key('p2', 'payloads', 'current'));

const environment = { ...process.env };
let database: TestDatabase;
let server: Awaited<ReturnType<typeof startRealServer>>;
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiying-payload-keys-'));
  file = join(folder, 'key-ring.json');
  await writeRing(file, BEFORE);
  database = await createTestDatabase();
  server = await startRealServer(await temporalBinary(), sealedBy(BEFORE), []);
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    HUIYING_KEY_RING_FILE: file,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: 'default',
  });
  delete process.env['HUIYING_MASTER_KEY'];
});
afterAll(async () => {
  process.env = { ...environment };
  process.exitCode = 0;
  await server.teardown();
  await database.close();
  await rm(folder, { recursive: true });
});

function sealedBy(ring: Ring) {
  return sealedClient(() => keyRing(ring, null).keysFor('payloads'));
}
const keyring = (...args: string[]) => printedBy('keyring', defineKeyring, args);

/** A workflow of ours that waits for its worker: its input is sealed under the current key of payloads. */
async function begun(channel: 'email' | 'sms'): Promise<ReturnType<Client['workflow']['getHandle']>> {
  return server.client.workflow.start(NOTICE_WORKFLOW, {
    workflowId: noticeWorkflowId(channel),
    taskQueue: 'tickets',
    args: [{ channel, paused: false, failures: 0 }],
  });
}
/** The key was retired so long ago that runs until a second ago may be under it. */
const retired = (since: number): Promise<void> => writeRing(file, rotatedAt(since));

it('A key that a running workflow may need is not removed, nor one of an ended workflow that is kept; then it is', async () => {
  const workflow = await begun('email');
  const history = await workflow.fetchHistory();
  expect(JSON.stringify(history)).toContain(Buffer.from('p1.').toString('base64'));
  const needed = { error: { why: '1 runs of workflows began while it was in use' } };
  let since = 0;
  await eventually(async () => {
    since = Date.now() - RETIRED_MS;
    await retired(since);
    expect(await keyring('remove', 'p1')).toMatchObject(needed);
  });
  const listed = (await keyring('list', '--json')).printed.split('\n');
  expect(listed.find((line) => line.includes('"p1"'))).toContain('"runs":1');

  // What begins after it was retired is under the next key, and needs it not.
  await begun('sms');
  await eventually(async () => expect((await server.client.workflow.count()).count).toBe(2));
  expect(await keyring('remove', 'p1')).toMatchObject(needed);

  await workflow.terminate('It has come to its end.');
  await eventually(async () =>
    expect((await server.client.workflow.count("ExecutionStatus = 'Terminated'")).count).toBe(1),
  );
  expect(await keyring('remove', 'p1')).toMatchObject(needed);

  // As the server does by itself after the retention.
  await server.client.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: workflow.workflowId },
  });
  await eventually(async () => expect((await server.client.workflow.count()).count).toBe(1));
  expect(await keyring('remove', 'p1')).toMatchObject({ error: null, printed: expect.stringContaining('p1 is out') });
  expect(await readFile(file, 'utf8')).not.toContain('"p1"');
});
