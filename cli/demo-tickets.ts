import { setPriority } from 'node:os';
import type { Command } from 'commander';
import { readEnv } from '../config/env.js';
import { keysOfEnv, liveKeyRing } from '../config/live-key-ring.js';
import { pause } from './stack/processes.js';
import { CliFailure, messageOf } from './failure.js';
import { createTerminal } from './terminal.js';

/** Of the time of one processor, so much is left to whoever works in the demonstration meanwhile. */
const RESTS_FOR = 2;
const LEAST_REST_MS = 60;
/** Behind everything else that wants a processor. */
const BEHIND = 10;

const WHY = {
  'no-demonstration': 'this database has no demonstration city',
  'in-use': 'there are tickets or people in it already which are not of the demonstration',
} as const;

export function defineDemoTickets(command: Command): void {
  command
    .option('--json', 'print one JSON object a line')
    .addHelpText(
      'after',
      `
Writes the invented tickets of the demonstration city, with their histories of the last weeks, each once: ended at any place
it goes on where it was. \`huiying start\` runs it beside the demonstration. It is refused where anything else is kept.`,
    )
    .action(async ({ json }: { json?: boolean }) => {
      const terminal = createTerminal(json === true);
      const env = readEnv();
      const sources = keysOfEnv(env);
      const { databaseUrl } = env;
      if (databaseUrl === undefined || !sources) {
        throw new CliFailure(
          'No ticket was written',
          'it is not said which database is meant, and which keys',
          'Leave it to huiying start, or set DATABASE_URL and HUIYING_KEY_RING_FILE as the API has them.',
          { exitCode: 2 },
        );
      }
      setPriority(BEHIND);
      // Whoever started it beside a demonstration is gone, and the demonstration with it.
      if (json === true) process.stdin.once('end', () => process.exit(0)).resume();
      const { writeCity } = await import('./demonstration/write-city.js');
      let failures = 0;
      const outcome = await writeCity({
        env: { ...env, databaseUrl, keys: liveKeyRing(sources) },
        clock: Date.now,
        rest: async (workedMs) => void (await pause(Math.max(LEAST_REST_MS, workedMs * RESTS_FOR))),
        report: (progress) => terminal.record({ ...progress, failures }),
        failed(scene, error) {
          failures += 1;
          terminal.warn(`the scene ${scene} was left out: ${messageOf(error)}`);
        },
      });
      if (typeof outcome === 'string') {
        terminal.record({ refused: outcome });
        terminal.line(`No ticket was written: ${WHY[outcome]}.`);
        return;
      }
      terminal.record({ ...outcome, failures, done: true });
      terminal.line(`The demonstration city has ${outcome.written} of its ${outcome.planned} tickets.`);
    });
}
