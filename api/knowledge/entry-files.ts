import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { parse as parseYaml, stringify as yamlOf, YAMLError } from 'yaml';
import { everyMatch } from '../../domain/every-match.js';
import { withoutFormula } from '../../domain/export/formula-guard.js';
import {
  ENTRY_COLUMN_NAMES,
  type EntryCells,
  type EntryColumn,
  type WholeEntryCells,
} from '../../domain/knowledge/entry-table.js';
import type { ImportedEntry } from './entry-import.js';

/** The file as a whole cannot be read. Says where, and what it should be. */
export class UnreadableFile extends Error {}

const COLUMNS = ENTRY_COLUMN_NAMES.join(', ');
/** Of a table whose first line names the columns; which of them are there, and in which order, is all one. */
export function entriesInTable(rows: readonly (readonly string[])[], firstLine = 1): ImportedEntry[] {
  const [head = [], ...lines] = rows;
  const names = head.map((name) => name.trim());
  const unknown = names.filter((name) => name !== '' && !isColumn(name));
  if (unknown.length > 0)
    throw new UnreadableFile(`There are no columns ${unknown.join(', ').slice(0, 200)}, but ${COLUMNS}.`);
  const lacking = ['question', 'answer', 'ownerUnit', 'classCode'].filter((name) => !names.includes(name));
  if (lacking.length > 0) throw new UnreadableFile(`The first line has to name ${lacking.join(', ')}, too.`);
  return lines
    .map((cells, at) => ({
      line: firstLine + at + 1,
      cells: Object.fromEntries(names.flatMap((name, column) => (name === '' ? [] : [[name, cells[column] ?? '']]))),
    }))
    .filter(({ cells }) => Object.values(cells).some((cell) => cell.trim() !== ''));
}

/** As the reader gives a record with its place. */
interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** `line` is where the entry begins in the file. */
export function entriesInCsv(csv: string): ImportedEntry[] {
  let rows: readonly Parsed[];
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
    rows = parse(csv, options) as unknown as readonly Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableFile(`This cannot be read as CSV, at or before line ${String(error['lines'])}.`);
  }
  const entries = entriesInTable(rows.map(({ record }) => record.map(withoutGuard)));
  // The reader counts the line on which a record ends.
  return entries.map((entry) => {
    const { record = [], info } = rows[entry.line - 1] ?? {};
    const more = record.reduce((sum, cell) => sum + (cell.split('\n').length - 1), 0);
    return { ...entry, line: (info?.lines ?? entry.line) - more };
  });
}

export function csvOf(entries: readonly WholeEntryCells[]): string {
  const rows = entries.map((entry) => ENTRY_COLUMN_NAMES.map((name) => withoutFormula(entry[name])));
  return stringify([[...ENTRY_COLUMN_NAMES], ...rows], { bom: true });
}

const FRONT = /^---\r?\n(?=[a-zA-Z]+:)/gmu;
const PARTS = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/u;
const TITLE = /^# +(.+)$/mu;
const TEMPLATE = /^## +(?:答复模板|Template) *$/mu;

/** Entries one after the other: what is short in the front matter, the question as title, then the answer. */
export function entriesInMarkdown(text: string): ImportedEntry[] {
  const whole = text.replace(/^\uFEFF/u, '');
  const begins = [...everyMatch(FRONT, whole)].map(({ index }) => index);
  if (begins.length === 0)
    throw new UnreadableFile('There is no entry in it: each begins with `---`, its fields, and `---`.');
  return begins.map((from, at) => {
    const line = whole.slice(0, from).split('\n').length;
    return { line, cells: inDocument(whole.slice(from, begins[at + 1]), line) };
  });
}

function inDocument(document: string, line: number): EntryCells {
  const [, front = '', body = ''] = PARTS.exec(document) ?? [];
  let fields: unknown;
  try {
    fields = parseYaml(front);
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    throw new UnreadableFile(`The fields of the entry at line ${line} cannot be read: ${error.message.split('\n')[0]}`);
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new UnreadableFile(`The entry at line ${line} has no fields between two lines of ---.`);
  const unknown = Object.keys(fields).filter((name) => !isColumn(name));
  if (unknown.length > 0)
    throw new UnreadableFile(`The entry at line ${line}: there are no fields ${unknown.join(', ')}.`);
  const title = TITLE.exec(body);
  const said = title === null ? body : body.slice(title.index + title[0].length);
  const [answer = '', template = ''] = said.split(TEMPLATE);
  const cells = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cellOf(value)]));
  return {
    ...{ question: title?.[1]?.trim() ?? '', answer: answer.trim(), template: template.trim() },
    ...cells,
  };
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cellOf).join('\n');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

export function markdownOf(entries: readonly WholeEntryCells[]): string {
  return entries
    .map(({ question, answer, template, phrasings, basis, ...rest }) => {
      const lines = (text: string): string[] => (text === '' ? [] : text.split('\n'));
      const short = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''));
      const front = yamlOf({ ...short, phrasings: lines(phrasings), basis: lines(basis) }, { lineWidth: 0 });
      const more = template === '' ? '' : `\n## 答复模板\n\n${template}\n`;
      return `---\n${front}---\n\n# ${question}\n\n${answer}\n${more}`;
    })
    .join('\n');
}

function isColumn(name: string): name is EntryColumn {
  return ENTRY_COLUMN_NAMES.some((one) => one === name);
}

/** As `withoutFormula` wrote it. */
function withoutGuard(cell: string): string {
  return cell.startsWith("'") && withoutFormula(cell.slice(1)) === cell ? cell.slice(1) : cell;
}
