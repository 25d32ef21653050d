import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { childEnvironment } from '../../config/env.js';
import { projectRoot } from '../../config/paths.js';
import { CliFailure } from '../failure.js';

const record = z.record(z.string(), z.unknown());

/**
 * Runs a command of this program in a process of its own and answers its last JSON record. What it loads is gone with
 * it: the process that stays for months as the supervisor is kept small. Ctrl-C does not cut it off half-way.
 */
export async function runOwnCommand(
  failing: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [join(projectRoot(), 'dist/cli/main.js'), ...args, '--json'], {
    env: childEnvironment({ ...env, NO_COLOR: '1', FORCE_COLOR: undefined }),
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) {
    const why =
      complaint
        .trim()
        .replace(/^error: /, '')
        .replace(/\.$/, '') || `exit code ${code}`;
    throw new CliFailure(failing, why, `Try it alone with: huiying ${args.join(' ')} --debug`);
  }
  return record.parse(JSON.parse(output.trim().split('\n').at(-1) ?? '{}'));
}
