import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { PATIENCE_MS } from '../support/eventually.js';
import type { Answer, RunningStack } from '../support/running-stack.js';
import { isAlive, newDataDir, pause, removeDataDir, startStack, until } from '../support/running-stack.js';

const UNIT = 'water';
const PUBLIC_URL = 'http://hotline.invalid';

function message(about: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    channel: 'phone',
    type: 'help',
    urgency: 'P2',
    title: '小区停水两天无人处理',
    text: '从前天早上开始整栋楼没有水，物业说是主管道问题，希望尽快修复。',
    replyWanted: true,
    citizen: { name: '李某', phone: '13800001234', identity: 'open' },
    address: { text: '望江路 1 号' },
    ...about,
  };
}

const REPLY = {
  facts: '主管道接口破损',
  basis: '城市供水条例第二十二条',
  measures: '已更换接口并恢复供水',
  contacted: '已于今日电话告知诉求人',
  text: '您好，供水已恢复。',
};

interface TicketBody {
  id: string;
  number: string;
  state: string;
  version: number;
  clocks: { id: string; dueAt: string }[];
}

describe('The program, started by its one command', () => {
  let stack: RunningStack;
  let dataDir: string;
  /** They climb their ladders, a minute and a half long, while all that follows happens to the program. */
  let acknowledged: TicketBody;
  let asked: TicketBody[];
  beforeAll(async () => {
    dataDir = await newDataDir();
    // What this machine cannot reach keeps nobody here from connecting.
    stack = await startStack(dataDir, { HUIYING_PUBLIC_URL: PUBLIC_URL });
    acknowledged = await onItsLadder();
    await act(acknowledged.id, 'handler', 'acknowledge', {});
    asked = await Promise.all(Array.from({ length: 12 }, onItsLadder));
  });
  afterAll(async () => {
    await stack.end();
    await removeDataDir(dataDir);
  });

  async function register(about: Record<string, unknown> = {}): Promise<TicketBody> {
    const answer = await stack.send(stack.account('operator'), 'POST', '/tickets', {
      body: message(about),
      patient: true,
    });
    expect([201, 202]).toContain(answer.status);
    return answer.body as unknown as TicketBody;
  }

  function act(
    id: string,
    role: Parameters<RunningStack['account']>[0],
    command: string,
    body: object,
    options: { key?: string; unit?: string } = {},
  ): Promise<Answer> {
    const account = stack.account(role, role === 'handler' ? (options.unit ?? UNIT) : undefined);
    return stack.send(account, 'POST', `/tickets/${id}/actions/${command}`, {
      body,
      ifMatch: '*',
      patient: true,
      ...(options.key ? { key: options.key } : {}),
    });
  }

  async function onItsLadder(): Promise<TicketBody> {
    const ticket = await register({ channel: 'simulation' });
    await act(ticket.id, 'operator', 'accept', {});
    await act(ticket.id, 'dispatcher', 'dispatch', { unit: UNIT, reason: '供水主管' });
    return ticket;
  }

  const LIFE: readonly [Parameters<RunningStack['account']>[0], string, object][] = [
    ['operator', 'accept', {}],
    ['dispatcher', 'dispatch', { unit: UNIT, reason: '供水主管' }],
    ['handler', 'acknowledge', {}],
    ['handler', 'recordContact', { note: '已联系' }],
    ['handler', 'reply', REPLY],
    ['reviewer', 'reviewReply', { accept: true }],
    ['callbackAgent', 'recordCallback', { reached: true, solved: 'yes', satisfied: 5 }],
  ];

  it('keeps its accounts to itself and tells its ports', async () => {
    expect(statSync(join(dataDir, 'demo-accounts.json')).mode & 0o777).toBe(0o600);
    const { pids, apiUrl, publicUrl } = await stack.runtime();
    expect(publicUrl).toBe(PUBLIC_URL);
    expect(Object.keys(pids).sort()).toEqual(['api', 'postgres', 'temporal', 'worker']);
    expect((await fetch(`${apiUrl}/healthz`)).status).toBe(200);
  });

  it('carries a ticket through its whole life, and row, live answer and events agree', async () => {
    const ticket = await register();
    for (const [role, command, body] of LIFE) {
      const { status, body: after } = await act(ticket.id, role, command, body);
      expect({ command, status, code: after['code'] }).toEqual({ command, status: 200, code: undefined });
    }
    const supervisor = stack.account('supervisor');
    const row = (await stack.send(supervisor, 'GET', `/tickets/${ticket.id}`)).body;
    const live = (await stack.send(supervisor, 'GET', `/tickets/${ticket.id}/live`)).body;
    for (const field of ['state', 'version', 'level', 'overdue', 'unitDueAt', 'citizenDueAt', 'closingCode']) {
      expect({ [field]: live[field] }).toEqual({ [field]: row[field] });
    }
    // The workflow is asked for more of each clock than a row shows.
    expect(live['clocks']).toMatchObject(row['clocks'] as object[]);
    const events = (await stack.send(supervisor, 'GET', `/tickets/${ticket.id}/events`)).body['items'] as {
      seq: number;
      type: string;
    }[];
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(row).toMatchObject({ state: 'closed', closingCode: 'solved', version: events.length });
    const explained = (await stack.send(supervisor, 'GET', `/tickets/${ticket.id}/explain?clock=handle`)).body;
    expect(explained).toMatchObject({ clock: 'handle.1' });
  });

  it('shows a ticket in the terminal, links administrators to its run, and follows it to its end', async () => {
    const ticket = await register();
    await act(ticket.id, 'operator', 'accept', {});
    const shown = await stack.command('ticket', 'show', ticket.number, '--lang', 'zh');
    expect(shown.code).toBe(0);
    expect(shown.output).toMatch(new RegExp(`^${ticket.number} {2}待派单 {2}P2 help\n小区停水`));
    expect(shown.output).toMatch(/等待 +派单员（.+ 起）\n说明 +等待派单员派给主办单位/);
    expect(shown.output).toMatch(/\n +2 +.+ {2}受理 +话务员/);
    const json = await stack.command('ticket', 'show', ticket.id, '--as', 'administrator', '--json');
    expect(JSON.parse(json.output)).toMatchObject({
      source: 'workflow',
      commandsDone: [{ command: 'accept', state: 'pendingDispatch' }],
      temporal: { workflowId: `ticket-${ticket.id}`, url: expect.stringContaining('/workflows/') as string },
    });
    const watched = stack.command('ticket', 'show', ticket.number, '--lang', 'en', '--watch');
    await act(ticket.id, 'supervisor', 'urge', { reason: '市民很急' });
    await act(ticket.id, 'operator', 'withdraw', { reason: '已自行解决' });
    const { code, output } = await watched;
    expect({ code, ended: output.includes('Withdrawn by the citizen.') }).toEqual({ code: 0, ended: true });
    expect(output).toMatch(/urged .*supervisor/);
    const nowhere = await stack.command('ticket', 'show', '20200101-000001');
    expect([nowhere.code, nowhere.errors]).toEqual([2, expect.stringContaining('There is no ticket 20200101-000001')]);
  });

  it.each(['worker', 'api', 'temporal', 'postgres'] as const)(
    'loses nothing and doubles nothing when the %s is killed in the middle of a ticket',
    async (victim) => {
      const { pids } = await stack.runtime();
      const tickets = await Promise.all(Array.from({ length: 6 }, () => register()));
      const lives = tickets.map(async ({ id }) => {
        for (const [role, command, body] of LIFE) {
          const key = randomUUID();
          const first = await act(id, role, command, body, { key });
          expect({ command, status: first.status, problem: first.body['code'] }).toEqual({
            command,
            status: 200,
            problem: undefined,
          });
          const again = await act(id, role, command, body, { key });
          expect(again.body['version']).toBe(first.body['version']);
        }
      });
      await pause(150);
      process.kill(pids[victim], 'SIGKILL');
      await Promise.all(lives);
      await stack.broughtBack(victim, pids[victim]);
      for (const { id } of tickets) {
        const { body } = await stack.send(stack.account('supervisor'), 'GET', `/tickets/${id}/events`, {
          patient: true,
        });
        const events = body['items'] as { seq: number; type: string }[];
        expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
        for (const type of [
          'accepted',
          'dispatched',
          'acknowledged',
          'contacted',
          'replied',
          'replyAccepted',
          'callbackRecorded',
        ]) {
          expect(events.filter((event) => event.type === type)).toHaveLength(1);
        }
      }
      await until(
        async () => (await fetch(`${(await stack.runtime()).apiUrl}/readyz`).catch(() => null))?.ok === true,
        PATIENCE_MS,
        () => `not ready again after ${victim} was killed`,
      );
    },
  );

  it('accepts a ticket while the engine is away, and starts its workflow by itself later', async () => {
    const { pids } = await stack.runtime();
    process.kill(pids.temporal, 'SIGSTOP');
    let answer: Answer;
    try {
      answer = await stack.send(stack.account('operator'), 'POST', '/tickets', { body: message() });
    } finally {
      process.kill(pids.temporal, 'SIGCONT');
    }
    expect(answer.status).toBe(202);
    const { id, number } = answer.body as { id: string; number: string };
    expect(number).toMatch(/^\d{8}-\d{6}$/);
    const accepted = await act(id, 'operator', 'accept', {});
    expect(accepted).toMatchObject({ status: 200, body: { state: 'pendingDispatch' } });
  });

  it('answers what is asked of tickets on their ladders although its worker dies meanwhile', async () => {
    const supervisor = stack.account('supervisor');
    // A question may be answered by the next worker, from a history that has gone on meanwhile.
    for (let death = 0; death < 6; death += 1) {
      const { worker } = (await stack.runtime()).pids;
      process.kill(worker, 'SIGKILL');
      let back = false;
      const broughtBack = stack.broughtBack('worker', worker).finally(() => (back = true));
      while (!back) {
        await Promise.all(
          asked.map(({ id }) => stack.send(supervisor, 'GET', `/tickets/${id}/live`).catch(() => null)),
        );
        await pause(200);
      }
      await broughtBack;
      const answers = await Promise.all(
        asked.map(({ id }) => stack.send(supervisor, 'GET', `/tickets/${id}/live`, { patient: true })),
      );
      expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 200));
    }
  });

  it('stops cleanly, and starts again with everything that it had', async () => {
    const ticket = await register();
    const { pids } = await stack.runtime();
    expect(await stack.stop('SIGINT')).toBe(0);
    for (const pid of Object.values(pids)) expect(isAlive(pid)).toBe(false);
    stack = await startStack(dataDir);
    const accepted = await act(ticket.id, 'operator', 'accept', {});
    expect(accepted).toMatchObject({ status: 200, body: { state: 'pendingDispatch' } });
  });

  it('lets a ticket climb the ladder by itself, each rung once whatever died, and says why each date is that date', async () => {
    const ticket = acknowledged;
    const supervisor = stack.account('supervisor');
    const rungs = async (): Promise<Record<string, unknown>[]> => {
      const { body } = await stack.send(supervisor, 'GET', `/tickets/${ticket.id}/events`);
      return (body['items'] as { data: Record<string, unknown> }[])
        .map((event) => event.data)
        .filter((data) => data['rung']);
    };
    await until(
      async () => (await rungs()).some((data) => data['clock'] === 'handle.1' && data['rung'] === 'bulletin'),
      3 * PATIENCE_MS,
      () => 'the ladder was not climbed',
    );
    const fired = await rungs();
    const keys = fired.map((data) => `${String(data['clock'])}/${String(data['rung'])}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const data of fired)
      expect(Date.parse(String(data['firedAt']))).toBeGreaterThanOrEqual(Date.parse(String(data['scheduledAt'])));
    const { body } = await stack.send(supervisor, 'GET', `/tickets/${ticket.id}`);
    expect(body).toMatchObject({ level: 5, overdue: true });
    for (const clock of (body as unknown as TicketBody).clocks) {
      const explained = (
        await stack.send(supervisor, 'GET', `/tickets/${ticket.id}/explain?clock=${encodeURIComponent(clock.id)}`)
      ).body;
      const steps = explained['steps'] as { dueAt: string }[];
      expect(steps.at(-1)?.dueAt).toBe(clock.dueAt);
    }
  });

  it('lets every ticket climb its ladder although its worker died while it was asked', async () => {
    const supervisor = stack.account('supervisor');
    for (const { id, number } of asked) {
      const fired = async (): Promise<string[]> => {
        const { body } = await stack.send(supervisor, 'GET', `/tickets/${id}/events`, { patient: true });
        return (body['items'] as { data: Record<string, unknown> }[])
          .filter(({ data }) => data['rung'])
          .map(({ data }) => `${String(data['clock'])}/${String(data['rung'])}`);
      };
      await until(
        async () => (await fired()).includes('handle.1/bulletin'),
        3 * PATIENCE_MS,
        () => `the ladder of ${number} was not climbed`,
      );
      const rungs = await fired();
      expect(new Set(rungs).size).toBe(rungs.length);
    }
  });
});
