import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { startMailSink, type MailSink } from '../../bench/support/mail-sink.mjs';
import { sealedClient } from '../../codec/data-converter.js';
import { createEventFeed } from '../../storage/event/event-feed.js';
import { keyRing, ringIn } from '../../config/key-ring.js';
import { createSealing } from '../../storage/secrets/sealing.js';
import { createWebhookEngine } from '../../worker/webhook-engine.js';
import { webhookWorkflowId } from '../../workflows/webhook/webhook-messages.js';
import { PATIENCE_MS } from '../support/eventually.js';
import { openReceiver, type Receiver } from '../support/receiver.js';
import { NO_WATER } from '../support/no-water.js';
import type { Account, RunningStack } from '../support/running-stack.js';
import { newDataDir, removeDataDir, startStack, until } from '../support/running-stack.js';

const MANY = 430;
/** How many of them can be told at the same time. */
const PLACES = 100;
const OTHERS = 3;

describe(`${MANY} webhooks of one unit`, () => {
  let stack: RunningStack;
  let dataDir: string;
  let pool: pg.Pool;
  let receiver: Receiver;
  let desk: Receiver;
  let mail: MailSink;
  let connection: Connection;
  const webhooks = Array.from({ length: MANY }, () => randomUUID());

  beforeAll(async () => {
    [receiver, desk, mail] = await Promise.all([openReceiver(), openReceiver(), startMailSink()]);
    dataDir = await newDataDir();
    stack = await startStack(dataDir, { HUIYING_ALLOWED_TARGETS: '127.0.0.1', HUIYING_SMTP_URL: mail.url });
    const { databaseUrl, temporalAddress } = await stack.runtime();
    pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
    // The embedded database is stopped before this test ends.
    pool.on('error', () => undefined);
    connection = await Connection.connect({ address: temporalAddress });
    const keys = keyRing(ringIn(await readFile(join(dataDir, 'key-ring.json'), 'utf8')), null);
    const sealing = createSealing(keys);
    const cursor = await createEventFeed(pool).end();
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM api_key WHERE role = 'handler' AND unit_id = 'water' LIMIT 1`,
    );
    // More than a unit may have by now, as an earlier version took them.
    for (const id of webhooks) {
      const secret = sealing.sealUnderMaster(`whsec_${Buffer.from(id).toString('base64')}`, `webhook:${id}`);
      await pool.query(
        `INSERT INTO webhook_subscription
           (id, name, owner_key_id, role, unit_id, url, event_types, status, secret_sealed, cursor_xid, cursor_id)
         VALUES ($1, 'many', $2, 'handler', 'water', $3, '{}', 'active', $4, $5, $6)`,
        [id, rows[0]?.id, `${receiver.url}/${id}`, secret, cursor.xid, cursor.id],
      );
    }
    // At once, where the program would begin them by and by.
    const client = new Client({ connection, namespace: 'huiying', ...sealedClient(() => keys.keysFor('payloads')) });
    const engine = createWebhookEngine(client, 'tickets', Date.now);
    for (const id of webhooks) await engine.tellChange({ id, cursor });
  });
  afterAll(async () => {
    await connection.close();
    await pool.end();
    await stack.end();
    await Promise.all([receiver.close(), desk.close(), mail.stop()]);
    await removeDataDir(dataDir);
  });

  const asleep = async (): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM webhook_subscription WHERE asleep_xid IS NOT NULL AND news_at IS NULL',
    );
    return rows[0]?.n ?? 0;
  };
  async function act(id: string, account: Account, command: string, body: object = {}): Promise<void> {
    const path = `/tickets/${id}/actions/${command}`;
    const { status } = await stack.send(account, 'POST', path, { body, ifMatch: '*', patient: true });
    expect(status).toBe(200);
  }
  async function dispatchedTo(unit: string): Promise<string> {
    const { body } = await stack.send(stack.account('operator'), 'POST', '/tickets', { body: NO_WATER, patient: true });
    const id = String(body['id']);
    await act(id, stack.account('operator'), 'accept');
    await act(id, stack.account('dispatcher'), 'dispatch', { unit, reason: '职责所在' });
    return id;
  }

  const numberOf = async (id: string): Promise<string> =>
    String((await stack.send(stack.account('supervisor'), 'GET', `/tickets/${id}`)).body['number']);
  /** The ways by which housing has not heard of these tickets. */
  async function untold(tickets: readonly { id: string; number: string }[]): Promise<string[]> {
    const { body } = await stack.send(stack.account('handler', 'housing'), 'GET', '/notices?limit=200');
    const inInbox = (body['items'] as { ticket: { id: string } }[]).map(({ ticket }) => ticket.id);
    return tickets.flatMap(({ id, number }) => [
      ...(inInbox.includes(id) ? [] : [`inbox ${number}`]),
      ...(mail.mails.some(({ text }) => text.includes(number)) ? [] : [`mail ${number}`]),
      ...(desk.received.some(({ body: said }) => said.includes(number)) ? [] : [`webhook ${number}`]),
    ]);
  }

  it('hold no place at all when they have read everything', async () => {
    let seen = 0;
    await until(
      async () => (seen = await asleep()) === MANY,
      PATIENCE_MS * 2,
      () => `only ${seen} of ${MANY} wait`,
    );
    const { workflow } = new Client({ connection, namespace: 'huiying' });
    for (const id of webhooks.slice(0, 20)) {
      const { raw } = await workflow.getHandle(webhookWorkflowId(id)).describe();
      expect(raw.pendingActivities ?? []).toEqual([]);
    }
  });

  it('are all told of one event, and while none of their receivers answers, tickets and notices of others go on', async () => {
    const contact = {
      ...{ unit: 'housing', position: 'liaison', name: '系统', language: 'zh', email: null, phone: null, active: true },
      ...{ webhookUrl: desk.url, webhookSecret: `whsec_${Buffer.from(randomUUID()).toString('base64')}` },
    };
    expect((await stack.send(stack.account('administrator'), 'POST', '/contacts', { body: contact })).status).toBe(201);
    await until(
      async () => {
        await dispatchedTo('housing');
        return desk.received.length > 0;
      },
      PATIENCE_MS,
      () => 'nobody at housing was told',
    );

    const held: ServerResponse[] = [];
    let holding = true;
    const answer = (response: ServerResponse): void => void response.writeHead(204).end();
    receiver.behave((_message, response) => void (holding ? held.push(response) : answer(response)));
    const told = (): number => new Set(receiver.received.map(({ path }) => path)).size;
    await dispatchedTo('water');
    await until(
      () => told() >= PLACES,
      PATIENCE_MS,
      () => `only ${told()} were called at the same time`,
    );
    let missing: string[] = [];
    const others: { id: string; number: string }[] = [];
    for (let other = 0; other < OTHERS; other += 1) {
      const id = await dispatchedTo('housing');
      await act(id, stack.account('handler', 'housing'), 'acknowledge');
      others.push({ id, number: await numberOf(id) });
    }
    await until(
      async () => (missing = await untold(others)).length === 0,
      PATIENCE_MS,
      () => `while the receivers of another unit said nothing, these were not told: ${missing.join(', ')}`,
    );

    holding = false;
    for (const response of held) answer(response);
    await until(
      () => told() >= MANY,
      PATIENCE_MS * 2,
      () => `only ${told()} of ${MANY} were told`,
    );
    await until(
      async () => (await asleep()) === MANY,
      PATIENCE_MS * 2,
      () => 'some are still at work',
    );
  });

  it('and a workflow server that hangs are no end: it is started again, and the ticket goes on', async () => {
    const before = (await stack.runtime()).pids.temporal;
    process.kill(before, 'SIGSTOP');
    await stack.broughtBack('temporal', before);
    expect(stack.output()).toContain(`temporal (process ${before}) hangs: 5 questions in`);
    await dispatchedTo('housing');
  });
});
