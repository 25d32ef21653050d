import { createInterface } from 'node:readline/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { stateOf } from '../activities/reconcile/ticket-differences.js';
import { readEnv } from '../config/env.js';
import { openDatabase } from '../storage/postgres/database.js';
import { rebuild as rebuildTables, type Rebuilt } from '../storage/reconcile/rebuild.js';
import { createSealing } from '../storage/secrets/sealing.js';
import { createKeyedWords } from '../storage/ticket/keyed-words.js';
import { createTicketEngine } from '../worker/ticket-engine.js';
import { CliFailure, messageOf } from './failure.js';
import { meantDatabase } from './running-database.js';
import { meantEngine } from './running-engine.js';
import { createTerminal } from './terminal.js';

interface RebuildOptions {
  yes?: boolean;
  json?: boolean;
  after?: string;
}

const CONNECTIONS = 10;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAMED = 20;

function ticketId(text: string): string {
  if (!UUID.test(text)) throw new InvalidArgumentError('Give the id that the interrupted run named.');
  return text;
}

export function defineRebuild(command: Command): void {
  command
    .option('--after <id>', 'go on after this ticket, where an interrupted run ended', ticketId)
    .option('--yes', 'do not ask first')
    .option('--json', 'print JSON')
    .action((options: RebuildOptions) => rebuild(options));
}

async function rebuild(options: RebuildOptions): Promise<void> {
  const env = readEnv();
  const terminal = createTerminal(options.json === true);
  await agreed(options);
  const engine = await meantEngine(env);
  const database = openDatabase(await meantDatabase(env), { connections: CONNECTIONS, onError: () => undefined });
  let interrupted = false;
  let reached = options.after ?? null;
  const interrupt = (): void => {
    interrupted = true;
  };
  process.once('SIGINT', interrupt);
  try {
    const { look } = createTicketEngine(engine.client, env.temporal.taskQueue, Date.now);
    let made: Rebuilt | undefined;
    await terminal.step('Read model', async (report) => {
      made = await rebuildTables(
        {
          pool: database.pool,
          sealing: createSealing(engine.keys),
          keyedWords: createKeyedWords(engine.keys),
          ask: async (id) => {
            const looked = await look(id);
            if (looked.is === 'silent') throw new Error(`The workflow of ticket ${id} runs and does not answer.`);
            return stateOf(looked);
          },
          progress: ({ tickets, last }, total) => {
            reached = last;
            report(`${tickets} of ${total} tickets`);
            return interrupted ? 'stop' : 'go on';
          },
        },
        reached,
      ).catch((error: unknown) => {
        throw new CliFailure(
          'The read model is rebuilt in part',
          messageOf(error),
          `Go on when everything is there: huiying rebuild --yes${reached === null ? '' : ` --after ${reached}`}`,
          { cause: error },
        );
      });
      return said(made);
    });
    if (!made) return;
    const { withoutSource, last } = made;
    terminal.record({ ...made, interrupted });
    if (withoutSource.length > 0) {
      const rest = withoutSource.length > NAMED ? ' …' : '';
      terminal.warn(
        `nothing to remake ${withoutSource.length} tickets from, left as they are: ${withoutSource.slice(0, NAMED).join(', ')}${rest}`,
      );
      process.exitCode = 1;
    }
    if (interrupted && last !== null) {
      terminal.warn(`interrupted; go on with: huiying rebuild --yes --after ${last}`);
      process.exitCode = 130;
    }
  } finally {
    process.off('SIGINT', interrupt);
    await database.close();
    await engine.close();
  }
}

async function agreed(options: RebuildOptions): Promise<void> {
  if (options.yes === true) return;
  if (process.stdin.isTTY !== true || options.json === true) {
    throw new CliFailure('Nothing was rebuilt', 'nobody can be asked here', 'Add --yes to rebuild without asking.', {
      exitCode: 2,
    });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(
    'Lists and search are remade from the workflows, the events and the sealed texts while the system runs on. Type yes to begin: ',
  );
  prompt.close();
  if (answer.trim().toLowerCase() !== 'yes') {
    throw new CliFailure('Nothing was rebuilt', 'the answer was not yes', 'Run it again when it suits you.');
  }
}

function said({ tickets, fromWorkflow, fromSnapshot, movedOn, withoutWords }: Rebuilt): string {
  const parts = [
    `${tickets} tickets`,
    `${fromWorkflow} from their workflow`,
    `${fromSnapshot} from the kept state, their workflow being past its retention`,
    ...(movedOn > 0 ? [`${movedOn} had gone further meanwhile`] : []),
    ...(withoutWords > 0 ? [`${withoutWords} erased, without words`] : []),
  ];
  return parts.join(', ');
}
