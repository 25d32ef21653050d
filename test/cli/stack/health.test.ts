import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeService } from '../../../cli/stack/node-service.js';
import { untilItHangs, type HealthRules } from '../../../cli/stack/health.js';
import { apiAnswers, temporalAnswers } from '../../../cli/stack/questions.js';

/**
 * On a machine that has little for it, a process that works gets a hundredth of a core, and one that waits still
 * nothing.
 */
const RULES: HealthRules = { everyMs: 20, deadlineMs: 200, misses: 3, missesWhileBusy: 12, busyShare: 0.01 };
const never = (): Promise<void> => new Promise(() => undefined);

describe('a service that is asked how it is', () => {
  const children: ChildProcess[] = [];
  const aProcess = (code: string): number => {
    const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
    children.push(child);
    return child.pid ?? 0;
  };
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('and answers is left alone, though one answer or two are missed between', async () => {
    const over = new AbortController();
    let asked = 0;
    const ask = (): Promise<void> => {
      asked += 1;
      if (asked === 20) over.abort();
      return asked % 3 === 0 ? Promise.resolve() : Promise.reject(new Error('not now'));
    };
    expect(await untilItHangs({ pid: process.pid, ask }, RULES, over.signal)).toBeUndefined();
    expect(asked).toBe(20);
  });

  it('and says nothing while it does nothing hangs after three questions', async () => {
    // One that is stopped uses no tick of a core, as one that merely waits may.
    const pid = aProcess('setInterval(() => {}, 1000)');
    process.kill(pid, 'SIGSTOP');
    // A question does not count where this process itself was late, so more than three may have been asked.
    const why = await untilItHangs({ pid, ask: never }, RULES, new AbortController().signal);
    expect(why).toMatch(/^3 questions .*no answer within 0\.2 s/);
  });

  it('and says nothing because it works is given more time', async () => {
    const pid = aProcess('const end = Date.now() + 60000; while (Date.now() < end);');
    let asked = 0;
    const ask = (): Promise<void> => {
      asked += 1;
      return never();
    };
    await untilItHangs({ pid, ask }, RULES, new AbortController().signal);
    expect(asked).toBeGreaterThan(3);
  });

  it('and answers with an error is not given more time, however much it works', async () => {
    const pid = aProcess('const end = Date.now() + 60000; while (Date.now() < end);');
    const ask = (): Promise<void> => Promise.reject(new Error('interrupted (9)'));
    const why = await untilItHangs({ pid, ask }, RULES, new AbortController().signal);
    expect(why).toMatch(/^3 questions .*interrupted \(9\)$/);
  });
});

describe('the questions', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each<[string, (signal: AbortSignal) => Promise<void>]>([
    ['an API', (signal) => apiAnswers(`http://127.0.0.1:${port}`, signal)],
    ['a workflow server', (signal) => temporalAnswers(`127.0.0.1:${port}`, 'huiying', signal)],
  ])('to %s that takes connections and says nothing end with the signal', async (_what, ask) => {
    await expect(ask(AbortSignal.timeout(300))).rejects.toThrow();
  });
});

describe('a program that is started anew', () => {
  it('has the environment made for this start', async () => {
    const ports = ['1', '2'];
    const service = nodeService({
      name: 'worker',
      script: 'test/support/stack/fake-service.mjs',
      env: () => Promise.resolve({ FAKE_NAME: ports.shift() }),
      logFile: '/dev/null',
      stopGraceMs: 300,
    });
    for (const _ of [1, 2]) {
      const running = await service.start(new AbortController().signal);
      await service.ask?.(running, AbortSignal.timeout(20_000));
      await running.stop();
    }
    expect(ports).toEqual([]);
  });
});
