import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PATIENCE_MS } from '../support/eventually.js';
import type { Answer, RunningStack } from '../support/running-stack.js';
import { newDataDir, removeDataDir, startStack, until } from '../support/running-stack.js';

const UNIT = 'water';
const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = join(ROOT, 'examples/department-system/department.py');
const WRONG = join(ROOT, 'test/support/wrong-department.py');

/** One department's program as its own people run it. */
interface Program {
  readonly port: number;
  readonly output: () => string;
  start(): Promise<void>;
  kill(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function program(file: string, apiKey: string, apiUrl: string, state: string): Promise<Program> {
  const port = await freePort();
  let output = '';
  let child: ChildProcess | null = null;
  return {
    port,
    output: () => output,
    async start() {
      output = '';
      const listen = `127.0.0.1:${port}`;
      child = spawn('python3', [file, '--api', apiUrl, '--listen', listen, '--state', state], {
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', HUIYING_API_KEY: apiKey, PYTHONDONTWRITEBYTECODE: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
      await until(
        () => output.includes('listening on'),
        PATIENCE_MS,
        () => `The program did not start:\n${output}`,
      );
    },
    async kill() {
      const running = child;
      child = null;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await ended;
    },
  };
}

describe("A department's own system, in another language", () => {
  let stack: RunningStack;
  let dataDir: string;
  let right: Program;
  let wrong: Program;
  beforeAll(async () => {
    dataDir = await newDataDir();
    stack = await startStack(dataDir, { HUIYING_ALLOWED_TARGETS: '127.0.0.1' });
    const { apiUrl } = await stack.runtime();
    right = await program(EXAMPLE, stack.account('handler', UNIT).apiKey, apiUrl, join(dataDir, 'right.sqlite'));
    // Of another unit, so that nobody else does its work.
    wrong = await program(WRONG, stack.account('handler', 'transport').apiKey, apiUrl, join(dataDir, 'wrong.sqlite'));
    await Promise.all([right.start(), wrong.start()]);
  });
  afterAll(async () => {
    await right.kill();
    await wrong.kill();
    await stack.end();
    await removeDataDir(dataDir);
  });

  async function act(
    id: string,
    role: 'operator' | 'dispatcher' | 'reviewer' | 'callbackAgent',
    command: string,
    body: object,
  ) {
    const answer = await stack.send(stack.account(role), 'POST', `/tickets/${id}/actions/${command}`, {
      body,
      ifMatch: '*',
    });
    expect({ command, status: answer.status, code: answer.body['code'] }).toEqual({
      command,
      status: 200,
      code: undefined,
    });
  }

  async function dispatched(unit: string): Promise<string> {
    const answer = await stack.send(stack.account('operator'), 'POST', '/tickets', {
      body: {
        channel: 'phone',
        type: 'help',
        urgency: 'P2',
        title: '小区停水两天',
        text: '从前天早上开始整栋楼没有水。',
        replyWanted: true,
        citizen: { name: '李某', phone: '13800001234' },
        address: { text: '望江路 1 号' },
      },
    });
    const id = String(answer.body['id']);
    await act(id, 'operator', 'accept', {});
    await act(id, 'dispatcher', 'dispatch', { unit, reason: '职责所在' });
    return id;
  }

  const ticket = (id: string): Promise<Answer> => stack.send(stack.account('supervisor'), 'GET', `/tickets/${id}`);

  async function eventTypes(id: string): Promise<string[]> {
    const { body } = await stack.send(stack.account('supervisor'), 'GET', `/tickets/${id}/events`);
    return (body['items'] as { type: string }[]).map(({ type }) => type);
  }

  async function untilReplied(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await until(
        async () => (await ticket(id)).body['state'] === 'replied',
        PATIENCE_MS,
        () => `A ticket was not replied to:\n${right.output()}`,
      );
    }
  }

  /** What the unit did for a ticket, each step once and in order. */
  async function expectOnce(id: string, rounds = 1): Promise<void> {
    const own = (await eventTypes(id)).filter((type) => ['acknowledged', 'contacted', 'replied'].includes(type));
    expect(own).toEqual(['acknowledged', ...Array.from({ length: rounds }, () => ['contacted', 'replied']).flat()]);
  }

  it('lives whole lives: what is dispatched is acknowledged, handled and replied to, and again when the reply is rejected', async () => {
    const ids = await Promise.all([dispatched(UNIT), dispatched(UNIT), dispatched(UNIT)]);
    await untilReplied(ids);
    const [again = '', ...accepted] = ids;
    await act(again, 'reviewer', 'reviewReply', { accept: false, reason: '未说明复查时间' });
    await untilReplied([again]);
    for (const id of ids) {
      await act(id, 'reviewer', 'reviewReply', { accept: true });
      await act(id, 'callbackAgent', 'recordCallback', { reached: true, solved: 'yes', satisfied: 5 });
      expect((await ticket(id)).body).toMatchObject({ state: 'closed', closingCode: 'solved' });
    }
    await expectOnce(again, 2);
    for (const id of accepted) await expectOnce(id);
  });

  it('misses nothing and does nothing twice when it is killed in the middle and started again', async () => {
    const before = await Promise.all([dispatched(UNIT), dispatched(UNIT)]);
    await right.kill();
    const meanwhile = await Promise.all([dispatched(UNIT), dispatched(UNIT), dispatched(UNIT)]);
    const unit = stack.account('handler', UNIT);
    const list = await stack.send(unit, 'GET', '/webhooks');
    const [webhook] = list.body['items'] as { id: string }[];
    const path = `/webhooks/${webhook?.id ?? ''}`;
    await until(
      async () => Number((await stack.send(unit, 'GET', path)).body['late']) > 0,
      PATIENCE_MS,
      () => 'Nothing was late although nobody listened.',
    );
    await right.start();
    await untilReplied([...before, ...meanwhile]);
    await until(
      async () => (await stack.send(unit, 'GET', path)).body['late'] === 0,
      PATIENCE_MS,
      () => `What was late was not delivered:\n${right.output()}`,
    );
    for (const id of [...before, ...meanwhile]) await expectOnce(id);
    // The feed had told it before the webhook came; it knew that it had them.
    expect(right.output()).toMatch(/caught up with \d+ events/);
    expect(right.output()).toMatch(/had .* already/);
  });

  it('does nothing when it verifies wrongly: its own check refuses every message, and the log says so', async () => {
    const id = await dispatched('transport');
    const unit = stack.account('handler', 'transport');
    const list = await stack.send(unit, 'GET', '/webhooks');
    const [webhook] = list.body['items'] as { id: string }[];
    const deliveries = async (): Promise<{ status: number; outcome: string; ticket: string }[]> => {
      const { body } = await stack.send(unit, 'GET', `/webhooks/${webhook?.id ?? ''}/deliveries`);
      return body['items'] as { status: number; outcome: string; ticket: string }[];
    };
    await until(
      async () => (await deliveries()).length >= 2,
      PATIENCE_MS,
      () => `It was not tried again:\n${wrong.output()}`,
    );
    for (const one of await deliveries()) expect(one).toMatchObject({ status: 401, outcome: 'failed', ticket: id });
    expect(wrong.output()).toContain('refused a message: its signature is wrong or too old');
    expect((await ticket(id)).body['state']).toBe('dispatched');
    // The other receiver is none the worse for it.
    const other = await dispatched(UNIT);
    await untilReplied([other]);
  });
});
