import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { childEnvironment } from '../../config/env.js';
import { projectRoot } from '../../config/paths.js';
import type { Terminal } from '../terminal.js';
import { startProgress } from './progress.js';

const SaidSchema = z.object({
  written: z.int().optional(),
  planned: z.int().optional(),
  failures: z.int().default(0),
  refused: z.string().optional(),
});

/**
 * Fills the demonstration city in a process of its own, beside everything that runs, and says how far it is. It is
 * ended with the rest at any place, and goes on at the next start. Never rejects: one can work in an empty city too.
 */
export function fillDemoCity(
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(process.execPath, [join(projectRoot(), 'dist/cli/main.js'), 'demo-tickets', '--json'], {
    env: childEnvironment({ ...env, NO_COLOR: '1', FORCE_COLOR: undefined }),
    // Ctrl-C is for this process, which ends the others in their order; its own end is told by the pipe.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  const end = (): void => void child.kill();
  signal.addEventListener('abort', end);
  let said: z.output<typeof SaidSchema> = { failures: 0 };
  let first: number | undefined;
  let progress: ReturnType<typeof startProgress> | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    said = SaidSchema.parse(JSON.parse(line));
    const { written = 0, planned = 0 } = said;
    first ??= written;
    if (written === planned) return;
    progress ??= startProgress('Demonstration tickets', process.stderr);
    progress.report(`${written} of ${planned}`);
    terminal.record({ demonstrationTickets: { written, planned } });
  });
  return new Promise((done) => {
    child.once('error', () => done());
    child.once('close', () => {
      signal.removeEventListener('abort', end);
      progress?.end();
      const { written, planned, failures } = said;
      if (written !== undefined && written === planned && first !== planned) {
        terminal.line(`The demonstration city has its ${planned} invented tickets.`);
        terminal.record({ demonstrationTickets: { written, planned, done: true } });
      } else if (written !== undefined && written !== planned && !signal.aborted) {
        const why = failures > 0 ? `${failures} scenes could not be written` : 'the writing ended early';
        terminal.warn(`the demonstration city has ${written} of its ${planned ?? 0} tickets: ${why}`);
      }
      done();
    });
  });
}
