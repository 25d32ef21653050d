import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../../../cli/stack/child.js';
import { tryLock } from '../../../cli/stack/file-lock.js';
import { pause, startMark } from '../../../cli/stack/processes.js';

describe('a child beside its guard', () => {
  it('is ended when the guard loses the process that started it', async () => {
    const child = await startChild({
      command: 'sleep',
      args: ['300'],
      env: { PATH: '/usr/bin:/bin' },
      stopSignal: 'SIGTERM',
      stopGraceMs: 1_000,
    });
    child.guard?.stdin?.destroy();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('takes its guard with it when it ends', async () => {
    const child = await startChild({
      command: 'sleep',
      args: ['300'],
      env: { PATH: '/usr/bin:/bin' },
      stopSignal: 'SIGTERM',
      stopGraceMs: 1_000,
    });
    await child.stop();
    const guard = child.guard;
    if (guard !== undefined && guard.signalCode === null) await once(guard, 'exit');
    expect(guard?.signalCode).toBe('SIGKILL');
  });

  it('is told about when its program does not exist', async () => {
    const plan = { command: '/nowhere/at/all', args: [], env: {}, stopSignal: 'SIGTERM', stopGraceMs: 1_000 } as const;
    await expect(startChild(plan)).rejects.toThrow('ENOENT');
  });
});

describe('a file lock', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huiying-lock-'));
    file = join(folder, 'lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is held by one at a time and tells who has it', async () => {
    const first = await tryLock(file);
    if ('lock' in first) await first.lock.describe('http://127.0.0.1:12345');
    expect(await tryLock(file)).toMatchObject({ heldBy: { pid: process.pid, note: 'http://127.0.0.1:12345' } });
    if ('lock' in first) await first.lock.release();
    expect(await tryLock(file)).toHaveProperty('lock');
  });

  it('is free again when its holder has ended without letting go', async () => {
    const holder = spawn('sleep', ['300']);
    const mark = (await startMark(holder.pid ?? 0)) ?? '';
    await writeFile(file, JSON.stringify({ pid: holder.pid, mark, note: '' }));
    expect(await tryLock(file)).toHaveProperty('heldBy');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await pause(10);
    expect(await tryLock(file)).toHaveProperty('lock');
  });

  it('is free when its file makes no sense', async () => {
    await writeFile(file, '{"pid":');
    expect(await tryLock(file)).toHaveProperty('lock');
  });
});
