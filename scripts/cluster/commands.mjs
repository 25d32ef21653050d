import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './product.mjs';

const PROGRAM = 'dist/cli/main.js';
const NAMED = 20;

/** The simulation's own checks, or why there are none. */
export function reportOf({ code, output, errors }) {
  try {
    const { checks, retries } = JSON.parse(output.trim().split('\n').at(-1));
    return {
      retries,
      checks: checks.map(({ check, looked, found, examples }) => ({
        check: `simulate: ${check}`,
        looked,
        found,
        examples: examples.map(({ ticket, says }) => `${ticket}: ${says}`),
      })),
    };
  } catch {
    return {
      retries: {},
      checks: [
        {
          check: 'simulate played to the end',
          looked: 1,
          found: 1,
          examples: [`exit code ${code}: ${errors.trim().split('\n').slice(-3).join(' / ')}`],
        },
      ],
    };
  }
}

/** What comparing the stores says, as a check. */
export async function reconciled(command, words) {
  const { code, output, errors } = await command(['reconcile', ...words, '--json']);
  const check = `huiying reconcile ${words.join(' ')}`;
  try {
    const { looked, unanswered, findings } = JSON.parse(output.trim().split('\n').at(-1));
    const examples = findings.slice(0, NAMED).map(({ kind, number, says }) => `${kind}: ${number} ${says}`);
    if (unanswered > 0) examples.push(`${unanswered} did not answer`);
    return {
      check,
      looked,
      found: findings.length + unanswered + (code !== 0 && examples.length === 0 ? 1 : 0),
      examples,
    };
  } catch {
    return { check, looked: 0, found: 1, examples: [`exit code ${code}: ${errors.trim()}`] };
  }
}

/** Runs a command of the version that lies in `where`; lines of its standard error are heard as they come. */
export async function runCommand(
  { product, words, env, where = root },
  hear = () => undefined,
  onStarted = () => undefined,
) {
  const child = spawn(process.execPath, [join(where, PROGRAM), ...words], {
    env: product.childEnvironment({ ...env, NO_COLOR: '1', FORCE_COLOR: undefined }),
    // Ctrl-C is for the run, which then ends what it started.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  onStarted({
    hold: () => isGone() || child.kill('SIGSTOP'),
    goOn: () => isGone() || child.kill('SIGCONT'),
    stop: () => Promise.resolve(isGone() || child.kill('SIGKILL')),
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors += `${line}\n`;
    hear(line);
  });
  const code = await new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  return { code, output, errors };
}
