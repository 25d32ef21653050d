import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Option, type Command } from 'commander';
import { importEntries, type ImportedEntry } from '../api/knowledge/entry-import.js';
import { csvOf, entriesInCsv, entriesInMarkdown, entriesInTable, markdownOf } from '../api/knowledge/entry-files.js';
import { cellsOf, ENTRY_COLUMN_NAMES, type WholeEntryCells } from '../domain/knowledge/entry-table.js';
import { ENTRY_STATES, type EntryState } from '../domain/knowledge/vocabulary.js';
import { createKnowledgeStore } from '../storage/knowledge/knowledge-store.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { CliFailure, messageOf } from './failure.js';
import { DRY_RUN, withLists, type ListWork } from './lists.js';
import { startProgress } from './stack/progress.js';

const FORMATS = ['csv', 'xlsx', 'md'] as const;
type Format = (typeof FORMATS)[number];
/** Whoever runs the system answers for what it brings with it. */
const BY = { id: 'huiying knowledge', role: 'administrator', unit: null } as const;
const PAGE = 500;
const EXAMPLE = `The columns are ${ENTRY_COLUMN_NAMES.join(', ')}. \`huiying knowledge export\` writes such a file.`;

export function defineKnowledge(command: Command): void {
  const format = new Option('--format <format>', 'unsaid: by the name of the file').choices(FORMATS);
  command
    .command('import')
    .description('take entries in from a file; each is answered, and a bad one spoils no other')
    .argument('<file>', 'CSV or XLSX with a line an entry, or Markdown with a front matter')
    .addOption(format)
    .option('--published', 'as they were confirmed elsewhere: they are found at once; unsaid: they are drafts')
    .option(...DRY_RUN)
    .option('--json', 'print JSON, one line each')
    .addHelpText('after', `\n${EXAMPLE} The same file imported again changes nothing.`)
    .action((file: string, options: ImportOptions) => withLists(options, (work) => importFile(work, file, options)));
  command
    .command('export')
    .description('write entries into a file, each in its newest version')
    .argument('<file>', 'a file that ends with .csv, .xlsx or .md')
    .addOption(format)
    .addOption(new Option('--state <state>', 'only those that stand so').choices(ENTRY_STATES))
    .option('--unit <id>', 'only those of this unit')
    .option('--json', 'print JSON')
    .action((file: string, options: ExportOptions) => withLists(options, (work) => exportFile(work, file, options)));
}

interface ImportOptions {
  readonly format?: Format;
  readonly published?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface ExportOptions {
  readonly format?: Format;
  readonly state?: EntryState;
  readonly unit?: string;
  readonly json?: boolean;
}

async function importFile({ terminal, database }: ListWork, file: string, options: ImportOptions): Promise<void> {
  const { published = false, dryRun = false } = options;
  const entries = await entriesIn(file, options.format).catch((error: unknown) => {
    throw new CliFailure(`Nothing of ${file} was taken`, messageOf(error).replace(/\.$/, ''), EXAMPLE, {
      cause: error,
    });
  });
  const progress = startProgress('Knowledge entries', process.stderr);
  const lines = await importEntries(entries, {
    knowledge: createKnowledgeStore(database.pool),
    snapshot: await createReferenceData(database.pool, Date.now).current(),
    ...{ by: BY, now: () => new Date(), published, dryRun },
    onLine: (done) => progress.report(`${done} of ${entries.length}`),
  }).finally(() => progress.end());
  for (const { error, ...line } of lines) {
    const why = error === null ? undefined : messageOf(error);
    terminal.record({ ...line, why });
    if (why !== undefined) terminal.line(`line ${line.line}  refused  ${line.question}: ${why}`);
  }
  const count = (result: string): number => lines.filter((line) => line.result === result).length;
  const refused = count('refused');
  const taken = `${count('added')} added, ${count('changed')} changed, ${count('unchanged')} unchanged, ${refused} refused.`;
  terminal.line(`${taken}${dryRun ? ' This was a dry run: nothing was done.' : ''}`);
  if (refused > 0)
    throw new CliFailure(
      `${refused} of ${lines.length} entries were refused`,
      'each says why',
      'Mend them and import the file again: what was taken stays as it is.',
    );
}

async function exportFile({ terminal, database }: ListWork, file: string, options: ExportOptions): Promise<void> {
  const { state, unit } = options;
  const store = createKnowledgeStore(database.pool);
  const entries: WholeEntryCells[] = [];
  for (let before: string | null = null; ;) {
    const page = await store.list({ state, unit, now: new Date(), before, limit: PAGE });
    entries.push(...page.map(({ id, version }) => cellsOf(id, version.content)));
    before = page.at(-1)?.change ?? null;
    if (page.length < PAGE) break;
  }
  const format = options.format ?? formatOf(file);
  if (format === 'xlsx') await writeFile(file, await workbookOf(entries));
  else await writeFile(file, format === 'csv' ? csvOf(entries) : markdownOf(entries));
  terminal.record({ file, entries: entries.length });
  terminal.line(`${entries.length} entries were written to ${file}.`);
}

async function entriesIn(file: string, format = formatOf(file)): Promise<ImportedEntry[]> {
  if (format === 'xlsx') return entriesInTable(await tableIn(file));
  const text = await readFile(file, 'utf8');
  return format === 'csv' ? entriesInCsv(text) : entriesInMarkdown(text);
}

function formatOf(file: string): Format {
  const end = extname(file).slice(1).toLowerCase();
  const format = FORMATS.find((one) => one === end);
  if (format) return format;
  throw new CliFailure(
    `${file} cannot be read or written`,
    'its name does not tell what it is',
    `Name one that ends with ${FORMATS.map((one) => `.${one}`).join(', ')}, or give --format.`,
    { exitCode: 2 },
  );
}

/** Loaded where it is asked for: few ever read a workbook. */
async function tableIn(file: string): Promise<string[][]> {
  const { readSheet } = await import('read-excel-file/node');
  const rows = await readSheet(file);
  return rows.map((row) => row.map((cell) => (cell instanceof Date ? cell.toISOString() : String(cell ?? ''))));
}

async function workbookOf(entries: readonly WholeEntryCells[]): Promise<Buffer> {
  const { default: write } = await import('write-excel-file/node');
  const rows = entries.map((entry) => ENTRY_COLUMN_NAMES.map((name) => ({ value: entry[name], type: String })));
  const head = ENTRY_COLUMN_NAMES.map((name) => ({ value: name, type: String, fontWeight: 'bold' as const }));
  return write([head, ...rows], { sheet: 'knowledge' }).toBuffer();
}
