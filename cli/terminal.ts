import colors from 'picocolors';
import { messageOf } from './failure.js';
import { startProgress, type Report } from './stack/progress.js';

export type Terminal = Readonly<{
  /** For people; silent with --json. */
  line(text?: string): void;
  /** For people, on standard error even with --json: something is wrong and is being dealt with. */
  warn(text: string): void;
  /** For programs: one JSON object on a line, only with --json. */
  record(value: Readonly<Record<string, unknown>>): void;
  /** Runs a step, shows that it is alive, and ends with a line saying what came of it. */
  step(label: string, work: (report: Report) => Promise<string>): Promise<void>;
}>;

export function createTerminal(json: boolean): Terminal {
  const write = (text: string) => process.stdout.write(`${text}\n`);
  const line = (text = '') => {
    if (!json) write(text);
  };
  const record = (value: Readonly<Record<string, unknown>>) => {
    if (json) write(JSON.stringify(value));
  };
  const ended = (startedAt: number) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  return {
    line,
    record,
    warn: (text) => process.stderr.write(`${colors.yellow('!')} ${text}\n`),
    step: async (label, work) => {
      const startedAt = Date.now();
      const progress = startProgress(label, json ? process.stderr : process.stdout);
      try {
        const outcome = await work(progress.report);
        progress.end();
        line(`  ${colors.green('✓')} ${label}: ${outcome} ${colors.dim(`(${ended(startedAt)})`)}`);
        record({ step: label, status: 'ok', detail: outcome });
      } catch (error) {
        progress.end();
        line(`  ${colors.red('✗')} ${label} ${colors.dim(`(${ended(startedAt)})`)}`);
        record({ step: label, status: 'failed', detail: messageOf(error) });
        throw error;
      }
    },
  };
}

/** A closed pipe, such as that of `| head`, ends the reading, not the program. */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
