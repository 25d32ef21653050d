import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeService } from '../../../cli/stack/node-service.js';
import { isAlive, pause, sendSignal, startMark } from '../../../cli/stack/processes.js';
import { endLeftovers, readRuntime, runtimeFileIn, writeRuntime } from '../../../cli/stack/runtime-file.js';
import { createSupervisor, type Pids, type ServiceName } from '../../../cli/stack/supervisor.js';
import { eventually } from '../../support/eventually.js';

const script = join(process.cwd(), 'test/support/stack/fake-service.mjs');

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(async () => expect(await condition()).toBe(true));
}

describe('the supervisor', () => {
  let folder: string;
  let journal: string;
  const lines: string[] = [];
  let seen: Pids[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huiying-supervisor-'));
    journal = join(folder, 'journal');
    lines.length = 0;
    seen = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const supervise = () =>
    createSupervisor({
      report: (line) => lines.push(line),
      onPids: (pids) => void seen.push(pids),
      backOff: { firstMs: 20, longestMs: 100, healthyAfterMs: 5_000 },
      health: { everyMs: 50, deadlineMs: 300, misses: 3, missesWhileBusy: 1_000, busyShare: 0.1 },
    });

  const fake = (name: ServiceName, env: Record<string, string> = {}) =>
    nodeService({
      name,
      script,
      env: { FAKE_NAME: name, FAKE_JOURNAL: journal, HUIYING_RUNTIME_FILE: runtimeFileIn(folder), ...env },
      logFile: join(folder, `${name}.log`),
      stopGraceMs: 300,
    });

  it('starts a child again when it dies, and says with what and how often', async () => {
    const supervisor = supervise();
    await supervisor.start(fake('worker'));
    const first = supervisor.pids().worker ?? 0;
    sendSignal(first, 'SIGKILL');
    await until(() => (supervisor.pids().worker ?? first) !== first);
    const second = supervisor.pids().worker ?? 0;
    sendSignal(second, 'SIGKILL');
    await until(() => ![first, second, undefined].includes(supervisor.pids().worker));
    await until(() => lines.length === 4);
    await supervisor.stop();
    expect(lines[0]).toBe(
      `worker (process ${first}) died with signal SIGKILL for the first time; starting it again in 0.02 s`,
    );
    expect(lines[1]).toMatch(/^worker is up again \(process \d+\)$/);
    expect(lines[2]).toContain('for the 2nd time; starting it again in 0.04 s');
    expect(seen.map((pids) => pids.worker === undefined)).toEqual([false, true, false, true, false]);
  });

  it('stops its children in the reverse order of their start and leaves none', async () => {
    const supervisor = supervise();
    await supervisor.start(fake('worker'));
    await supervisor.start(fake('api'));
    const pids = Object.values(supervisor.pids());
    await supervisor.stop();
    expect(
      (await readFile(journal, 'utf8'))
        .trim()
        .split('\n')
        .filter((line) => line.endsWith('stops')),
    ).toEqual(['api stops', 'worker stops']);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(lines).toEqual([]);
  });

  it('kills a child that does not heed the request to stop', async () => {
    const supervisor = supervise();
    await supervisor.start(fake('worker', { FAKE_STUBBORN: 'yes' }));
    const child = supervisor.pids().worker ?? 0;
    await supervisor.stop();
    expect(isAlive(child)).toBe(false);
  });

  it('ends a child that has stopped answering, says why, and starts it again', async () => {
    const supervisor = supervise();
    await supervisor.start(fake('worker'));
    const first = supervisor.pids().worker ?? 0;
    await pause(500);
    expect(lines).toEqual([]);
    sendSignal(first, 'SIGSTOP');
    await until(() => (supervisor.pids().worker ?? first) !== first);
    expect(isAlive(first)).toBe(false);
    expect(lines[0]).toMatch(
      new RegExp(`^worker \\(process ${first}\\) hangs: 3 questions in \\d+ s had no good answer, .* ending it`),
    );
    expect(lines[1]).toContain('died with signal SIGKILL for the first time');
    await until(() => lines.length === 3);
    await supervisor.stop();
    expect(lines[2]).toMatch(/^worker is up again/);
  });

  it('hands the failure of a first start to its caller, with where to look', async () => {
    const supervisor = supervise();
    await expect(supervisor.start(fake('api', { FAKE_DIES: 'at once' }))).rejects.toThrow(
      /The api did not start: it ended with exit code 7.*See .*api\.log/s,
    );
    await supervisor.stop();
  });

  it('ends what an earlier start left behind, and nothing that is not provably its own', async () => {
    const supervisor = supervise();
    await supervisor.start(fake('worker'));
    const worker = supervisor.pids().worker ?? 0;
    const runtime = {
      apiUrl: 'http://127.0.0.1:1',
      temporalAddress: '127.0.0.1:2',
      databaseUrl: 'postgres://x@127.0.0.1:3/x',
    };
    await writeRuntime(runtimeFileIn(folder), { ...runtime, pids: { worker, api: process.ppid } });
    supervisor.kill();
    await until(async () => (await startMark(worker)) === undefined);

    const left = await fake('worker').start(new AbortController().signal);
    await writeRuntime(runtimeFileIn(folder), { ...runtime, pids: { worker: left.pid, api: process.ppid } });
    expect(await endLeftovers(folder)).toEqual(['worker']);
    expect(await left.exited).toEqual({ code: 0, signal: null });
    expect(isAlive(process.ppid)).toBe(true);
    expect(await readRuntime(join(folder, 'absent.json'))).toBeUndefined();
  });
});
