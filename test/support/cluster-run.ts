import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../scripts/cluster-run.mjs');

export interface ClusterCheck {
  readonly check: string;
  readonly looked: number;
  readonly found: number;
  readonly examples: readonly string[];
}

export interface ClusterRun {
  readonly faults: Readonly<Record<string, number>>;
  readonly proxy: {
    readonly requests: number;
    readonly badGateway: number;
    readonly unavailable: number;
    readonly byStatus: Readonly<Record<string, number>>;
  };
  readonly checks: readonly ClusterCheck[];
}

/** The cluster run as an operator starts it, in a process of its own; what it says goes to our standard error. */
export async function clusterRun(...words: readonly string[]): Promise<ClusterRun> {
  const child = spawn(process.execPath, [PROGRAM, '--json', '--dev-temporal', '--workers', '2', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === null || code > 1) throw new Error(`The cluster did not come up:\n${errors}`);
  const run = JSON.parse(output) as ClusterRun;
  if (code === 1) process.stderr.write(errors);
  return run;
}

/** What was found, in words. */
export function found({ checks }: ClusterRun): string[] {
  return checks
    .filter((one) => one.found > 0)
    .map(({ check, found: many, examples }) => `${check}: ${many} found, such as ${examples.join('; ')}`);
}

/** How much a check looked at. */
export function looked({ checks }: ClusterRun, words: string): number {
  return checks.find(({ check }) => check.includes(words))?.looked ?? 0;
}
