import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import colors from 'picocolors';
import { z } from 'zod';
import { readEnv, type Env } from '../config/env.js';
import { ROLES, type Role } from '../domain/ticket/vocabulary.js';
import type { Language } from '../domain/ticket/words.js';
import { CliFailure } from './failure.js';
import { createTransport, wallTime } from './simulate/connection.js';
import { readRuntime, runtimeFileIn } from './stack/runtime-file.js';
import { createTerminal } from './terminal.js';
import { ticketPage } from './ticket/page.js';
import { createQuestions, NoAnswer, type Questions } from './ticket/questions.js';
import { jsonScreen, redrawnScreen, growingScreen } from './ticket/screens.js';
import type { Style } from './ticket/style.js';
import { watchTicket } from './ticket/watch.js';

interface ShowOptions {
  watch?: boolean;
  lang: Language;
  json?: boolean;
  url?: string;
  key?: string;
  as: Role;
  dataDir?: string;
}

const startIt = 'Start one with `npm start` in another terminal, or name one with --url and --key.';
const NARROWEST = 60;
const WIDEST = 120;
const REFERENCE = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{8}-\d{6,12})$/i;

export function defineTicket(command: Command): void {
  command
    .command('show')
    .description('what a ticket waits for, its clocks and its history')
    .argument('<ticket>', 'number such as 20261123-000042, or id', ticketReference)
    .option('-w, --watch', 'follow it live until it ends')
    .addOption(new Option('--lang <language>', 'in which language').choices(['zh', 'en']).default(ownLanguage()))
    .option('--json', 'print JSON; with --watch a line for each change')
    .option('--url <address>', 'the API, when it is not the one that `npm start` brought up')
    .option('--key <key>', 'the API key to ask with (HUIYING_API_KEY, else a demonstration account)')
    .addOption(new Option('--as <role>', 'as which demonstration account').choices(ROLES).default('supervisor'))
    .option('--data-dir <folder>', 'the data folder of the running system (HUIYING_DATA_DIR, else .huiying)')
    .action((ticket: string, options: ShowOptions) => show(ticket, options));
}

function ticketReference(text: string): string {
  if (REFERENCE.test(text)) return text;
  throw new InvalidArgumentError('Give the number of a ticket, such as 20261123-000042, or its id.');
}

/** That of the terminal, where it is one of ours. */
function ownLanguage(): Language {
  return Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en';
}

async function show(ticket: string, options: ShowOptions): Promise<void> {
  const env = readEnv();
  const dataDir = options.dataDir === undefined ? env.dataDir : resolve(options.dataDir);
  const apiUrl = options.url ?? (await runningApi(env, dataDir));
  const apiKey = options.key ?? env.apiKey ?? (await demoKey(dataDir, options.as));
  const questions = createQuestions(createTransport(apiUrl), apiKey, ticket);
  try {
    await answer(questions, options);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new CliFailure('The ticket cannot be shown', `${apiUrl} does not answer (${error.message})`, startIt, {
      exitCode: 2,
      cause: error,
    });
  }
}

async function answer(questions: Questions, { json = false, watch = false, lang }: ShowOptions): Promise<void> {
  const terminal = createTerminal(json);
  if (json && watch) {
    await watchTicket(questions, jsonScreen(terminal), wallTime);
    return;
  }
  if (json) {
    terminal.record({ ...(await questions.live()), events: await questions.events() });
    return;
  }
  const units = await questions.unitNames();
  const style: Style = {
    language: lang,
    columns: Math.min(WIDEST, Math.max(NARROWEST, process.stdout.columns || 80)),
    colors,
    unit: (id) => units.get(id)?.[lang] ?? id,
  };
  if (watch) {
    const screen = process.stdout.isTTY ? redrawnScreen(process.stdout, style) : growingScreen(terminal, style);
    await watchTicket(questions, screen, wallTime);
    return;
  }
  const [live, events] = await Promise.all([questions.live(), questions.events()]);
  for (const line of ticketPage(live, events, style)) terminal.line(line);
}

async function runningApi(env: Env, dataDir: string): Promise<string> {
  const file = env.runtimeFile ?? runtimeFileIn(dataDir);
  const runtime = await readRuntime(file);
  if (runtime) return runtime.apiUrl;
  throw new CliFailure('There is no system to ask', `none was found running (${file})`, startIt, { exitCode: 2 });
}

const AccountsSchema = z.array(z.object({ role: z.enum(ROLES), apiKey: z.string().min(1) }));

async function demoKey(dataDir: string, role: Role): Promise<string> {
  const file = join(dataDir, 'demo-accounts.json');
  const todo = 'Give a key with --key or HUIYING_API_KEY.';
  const accounts = await readFile(file, 'utf8')
    .then((text) => AccountsSchema.parse(JSON.parse(text)))
    .catch((error: unknown) => {
      throw new CliFailure('There is no key to ask with', `${file} does not hold the demonstration accounts`, todo, {
        exitCode: 2,
        cause: error,
      });
    });
  const account = accounts.find((one) => one.role === role);
  if (account) return account.apiKey;
  throw new CliFailure('There is no key to ask with', `${file} has no ${role}`, todo, { exitCode: 2 });
}
