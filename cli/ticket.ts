import { InvalidArgumentError, Option, type Command } from 'commander';
import colors from 'picocolors';
import type { Language } from '../domain/ticket/words.js';
import { apiAccess, START_IT, withAccessOptions, type AccessOptions } from './api-access.js';
import { CliFailure } from './failure.js';
import { createTransport, wallTime } from './simulate/connection.js';
import { createTerminal } from './terminal.js';
import { ticketPage } from './ticket/page.js';
import { createQuestions, NoAnswer, type Questions } from './ticket/questions.js';
import { jsonScreen, redrawnScreen, growingScreen } from './ticket/screens.js';
import type { Style } from './ticket/style.js';
import { watchTicket } from './ticket/watch.js';

interface ShowOptions extends AccessOptions {
  watch?: boolean;
  lang: Language;
  json?: boolean;
}

const NARROWEST = 60;
const WIDEST = 120;
const REFERENCE = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{8}-\d{6,12})$/i;

export function defineTicket(command: Command): void {
  withAccessOptions(command.command('show'))
    .description('what a ticket waits for, its clocks and its history')
    .argument('<ticket>', 'number such as 20261123-000042, or id', ticketReference)
    .option('-w, --watch', 'follow it live until it ends')
    .addOption(new Option('--lang <language>', 'in which language').choices(['zh', 'en']).default(ownLanguage()))
    .option('--json', 'print JSON; with --watch a line for each change')
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
  const { apiUrl, apiKey } = await apiAccess(options);
  const questions = createQuestions(createTransport(apiUrl), apiKey, ticket);
  try {
    await answer(questions, options);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new CliFailure('The ticket cannot be shown', `${apiUrl} does not answer (${error.message})`, START_IT, {
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
