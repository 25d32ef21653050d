import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ExportLinkSchema, ExportSchema, ExportsSchema, type ExportBody } from '../contracts/exports.js';
import { DIVISIONS, EXPORT_COLUMNS } from '../domain/export/columns.js';
import { EXPORT_FORMATS, EXPORT_PURPOSES } from '../domain/export/export-job.js';
import { apiAccess, START_IT, withAccessOptions, type AccessOptions } from './api-access.js';
import { CliFailure, messageOf } from './failure.js';
import { createTransport, wallTime, type HttpCall } from './simulate/connection.js';
import { createTerminal, type Terminal } from './terminal.js';

interface Common extends AccessOptions {
  json?: boolean;
}
interface AskOptions extends Common {
  format: string;
  purpose: string;
  words: string;
  output: string;
}
interface TicketOptions extends AskOptions {
  filter: Readonly<Record<string, unknown>>;
  columns?: string[];
}
interface StatisticsOptions extends AskOptions {
  year: number;
  by: string[];
}

const EVERY_MS = 500;
/** Given by name once, or as a list; the others are single. */
const SINGLE = new Set(['list', 'dueFrom', 'dueTo', 'q']);

export function defineExport(command: Command): void {
  asking(command.command('tickets').description('tickets, a row each'))
    .option('--filter <name=value>', 'as in GET /tickets, such as unit=water; may be repeated', filterWith, {})
    .option('--columns <names>', `of: ${EXPORT_COLUMNS.join(',')}`, listOf(EXPORT_COLUMNS))
    .action((options: TicketOptions) => {
      const { filter, columns } = options;
      return exportNew(options, { kind: 'tickets', filter, ...(columns && { columns }) });
    });
  asking(command.command('statistics').description('how many tickets of a year there are, divided'))
    .requiredOption('--year <year>', 'in which they were registered', Number)
    .requiredOption('--by <divisions>', `one to four of: ${DIVISIONS.join(',')}`, listOf(DIVISIONS))
    .action((options: StatisticsOptions) =>
      exportNew(options, { kind: 'statistics', year: options.year, by: options.by }),
    );
  withAccessOptions(command.command('fetch'))
    .description('fetch the file of an export that was granted')
    .argument('<export>', 'its id')
    .requiredOption('--output <file>', 'where to')
    .option('--json', 'print JSON')
    .action((id: string, options: Common & { output: string }) => fetchExport(id, options));
  withAccessOptions(command.command('list'))
    .description('who exported what, newest first')
    .option('--json', 'print JSON')
    .action((options: Common) => listExports(options));
}

function asking(command: Command): Command {
  return withAccessOptions(command)
    .addOption(new Option('--format <format>', 'of the file').choices(EXPORT_FORMATS).default('csv'))
    .addOption(new Option('--purpose <purpose>', 'for what it is').choices(EXPORT_PURPOSES).makeOptionMandatory())
    .requiredOption('--words <words>', 'why, in this case')
    .requiredOption('--output <file>', 'where to')
    .option('--json', 'print JSON, a line for each step');
}

function filterWith(given: string, before: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const at = given.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.');
  const [name, value] = [given.slice(0, at), given.slice(at + 1)];
  if (SINGLE.has(name)) return { ...before, [name]: value };
  if (name === 'silentDays') return { ...before, [name]: Number(value) };
  if (name === 'overdue') return { ...before, [name]: value === 'true' };
  const all = (before[name] ?? []) as readonly unknown[];
  return { ...before, [name]: [...all, name === 'level' ? Number(value) : value] };
}

function listOf(known: readonly string[]): (given: string) => string[] {
  return (given) => {
    const names = given.split(',').map((name) => name.trim());
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new InvalidArgumentError(`There is no ${unknown.join(', ')}.`);
    return names;
  };
}

interface Api {
  readonly url: string;
  readonly key: string;
  call(call: Pick<HttpCall, 'method' | 'path' | 'body'>): Promise<unknown>;
}

async function apiFor(options: AccessOptions): Promise<Api> {
  const { apiUrl, apiKey } = await apiAccess(options);
  const transport = createTransport(apiUrl);
  return {
    url: apiUrl,
    key: apiKey,
    async call(call) {
      const headers = { 'Idempotency-Key': randomUUID() };
      const answer = await transport({ ...call, apiKey, headers }).catch((error: unknown) => {
        throw new CliFailure('There is no export', `${apiUrl} does not answer (${messageOf(error)})`, START_IT);
      });
      if (answer.status < 400) return answer.body;
      throw refused(answer.body, answer.status);
    },
  };
}

function refused(body: unknown, status: number): CliFailure {
  const { code = '', detail = '' } = (body ?? {}) as { code?: string; detail?: string };
  const why = [detail.replace(/\.$/, '') || `HTTP ${status}`, code && `(${code})`].filter(Boolean).join(' ');
  return new CliFailure('There is no export', why, 'Ask otherwise, or with the key of another account.', {
    exitCode: 2,
  });
}

async function exportNew({ output, json, ...options }: AskOptions, asked: object): Promise<void> {
  const terminal = createTerminal(json === true);
  const api = await apiFor(options);
  const { format, purpose, words } = options;
  const body = { ...asked, format, purpose, words };
  const job = ExportSchema.parse(await api.call({ method: 'POST', path: '/exports', body }));
  if (job.state === 'waiting') {
    terminal.record({ export: job.id, number: job.number, state: job.state, because: job.because });
    terminal.line(`${job.number} waits for a duty manager or director to decide (${job.because.join(', ')}).`);
    terminal.line(`Then: huiying export fetch ${job.id} --output ${output}`);
    return;
  }
  await madeAndFetched(api, terminal, job.id, output);
}

async function fetchExport(id: string, { output, json, ...options }: Common & { output: string }): Promise<void> {
  await madeAndFetched(await apiFor(options), createTerminal(json === true), id, output);
}

async function madeAndFetched(api: Api, terminal: Terminal, id: string, output: string): Promise<void> {
  const path = `/exports/${encodeURIComponent(id)}`;
  await terminal.step('Export', async (report) => {
    let job = ExportSchema.parse(await api.call({ method: 'GET', path }));
    while (job.state === 'queued' || job.state === 'making') {
      report(progressOf(job));
      await wallTime.sleep(EVERY_MS);
      job = ExportSchema.parse(await api.call({ method: 'GET', path }));
    }
    if (job.state !== 'ready') throw notReady(job);
    const { link } = ExportLinkSchema.parse(await api.call({ method: 'POST', path: `${path}/link` }));
    await save(api, link, output);
    return `${job.progress.done} rows, ${output}`;
  });
}

function progressOf({ progress: { done, of } }: Pick<ExportBody, 'progress'>): string {
  return of === null ? `${done} rows` : `${done} of ${of} rows`;
}

function notReady({ number, state, failure }: Pick<ExportBody, 'number' | 'state' | 'failure'>): CliFailure {
  const why = failure === null ? state : `${state} (${failure})`;
  const todo = state === 'waiting' ? 'Have it decided, and fetch it then.' : 'Ask for it anew.';
  return new CliFailure(`There is no file of ${number}`, `it is ${why}`, todo, { exitCode: 2 });
}

/** A file that did not come to its end is none. */
async function save({ url, key }: Api, link: string, output: string): Promise<void> {
  // The link says where people reach the system; here it is asked where this command asks.
  const { pathname, search } = new URL(link, url);
  const answer = await fetch(new URL(`${pathname}${search}`, url), { headers: { Authorization: `Bearer ${key}` } });
  if (!answer.ok || !answer.body) throw refused(await answer.json().catch(() => null), answer.status);
  try {
    await pipeline(
      Readable.fromWeb(answer.body as ReadableStream),
      createWriteStream(output, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    if (!isThere) await rm(output, { force: true });
    const todo = isThere ? 'Name another file.' : 'Fetch it again: huiying export fetch';
    throw new CliFailure('The file was not saved', messageOf(error), todo, { cause: error });
  }
}

async function listExports({ json, ...options }: Common): Promise<void> {
  const terminal = createTerminal(json === true);
  const api = await apiFor(options);
  const { items } = ExportsSchema.parse(await api.call({ method: 'GET', path: '/exports' }));
  for (const job of items) {
    terminal.record({ ...job });
    const { number, kind, state, purpose, askedBy, askedAt, downloads } = job;
    terminal.line(
      [
        number,
        state,
        kind,
        progressOf(job),
        purpose,
        `${askedBy.role} ${askedBy.id}`,
        askedAt,
        `${downloads} fetched`,
      ].join('  '),
    );
  }
  if (items.length === 0) terminal.line('Nothing was exported.');
}
