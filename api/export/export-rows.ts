import { DIVISION_ROWS, type Division } from '../../domain/export/columns.js';
import type { ExportQuestion } from '../../domain/export/export-job.js';
import { REST, tellable, type Line } from '../../domain/export/small-cells.js';
import { NEWEST_FIRST } from '../../domain/ticket/lists.js';
import type { PageStart } from '../../storage/list/page.js';
import type { StatisticsViews } from '../../storage/export/statistics-views.js';
import type { ListedTicket } from '../../storage/list/list-views.js';
import type { TicketFilter } from '../../storage/ticket/ticket-filter.js';
import type { TicketViews } from '../../storage/ticket/ticket-views.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { withClassesBelow } from '../list/classes-below.js';
import { gatherShown, type ShownOf } from '../look/shown.js';
import { levelOf } from '../ticket/disclosed.js';
import { columnsOf, ticketCells, type CellValue, type Reader, type TableColumn } from './ticket-rows.js';

/** Of one ticket: its id, and what the file shows of it for the trail of looks. */
export interface ListedInFile {
  readonly ticket: string;
  readonly shown: Omit<ShownOf, 'ticket'> | null;
}

export interface Portion {
  readonly rows: readonly (readonly CellValue[])[];
  readonly listed: readonly ListedInFile[];
  /** A ticket among them protects who asked. */
  readonly guarded: boolean;
  /** There is more than an export may have, and nothing of it is given. */
  readonly isTooMuch?: true;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  /** A few rows at a time, so that no more of them are in memory. */
  readonly portions: AsyncIterable<Portion>;
}

export interface RowServices {
  readonly views: Pick<TicketViews, 'list'>;
  readonly statistics: StatisticsViews;
}

const AT_ONCE = 200;

export function tableOf(services: RowServices, question: ExportQuestion, reader: Reader, mostRows: number): Table {
  return question.kind === 'tickets'
    ? { columns: columnsOf(question.columns), portions: ticketPortions(services, question, reader) }
    : { columns: statisticsColumns(question.by), portions: statisticsPortions(services, question, reader, mostRows) };
}

/** From the newest to the oldest: what is registered meanwhile is none of it. */
async function* ticketPortions(
  { views }: RowServices,
  { filter, columns: named }: ExportQuestion & { kind: 'tickets' },
  reader: Reader,
): AsyncGenerator<Portion> {
  const columns = columnsOf(named).map(({ key }) => key);
  const asked = ticketFilterOf(filter, reader);
  let after: PageStart | null = null;
  for (;;) {
    const found: ListedTicket[] = await views.list(
      reader.actor,
      asked,
      { sort: NEWEST_FIRST, after },
      AT_ONCE,
      reader.at,
    );
    // Erased tickets have no row, whichever filter finds them.
    const kept = found.filter(({ dataKey }) => dataKey !== null);
    const read = await Promise.all(kept.map((ticket) => oneRow(ticket, () => ticketCells(ticket, columns, reader))));
    yield {
      rows: read.map(({ cells }) => cells),
      listed: read.map(({ listed }) => listed),
      guarded: kept.some((ticket) => levelOf(ticket) !== 'open'),
    };
    const last = found.at(-1);
    if (!last || found.length < AT_ONCE) return;
    after = last.place;
  }
}

async function oneRow(
  { state }: StoredTicket,
  cellsOf: () => CellValue[],
): Promise<{ cells: CellValue[]; listed: ListedInFile }> {
  const { answer: cells, gathered } = await gatherShown(cellsOf);
  const noted = gathered.shown.get(state.id);
  if (!noted) return { cells, listed: { ticket: state.id, shown: null } };
  const { ticket: _named, ...shown } = noted;
  return { cells, listed: { ticket: state.id, shown } };
}

/** The filter as it was asked, for the database. */
export function ticketFilterOf(
  filter: (ExportQuestion & { kind: 'tickets' })['filter'],
  { classes }: Pick<Reader, 'classes'>,
): TicketFilter {
  const classesNamed = filter['class'] as readonly string[] | undefined;
  return { ...filter, ...(classesNamed && { class: withClassesBelow(classesNamed, classes) }) };
}

/** What has a name is told by name as well. */
const NAMED: Readonly<Partial<Record<Division, TableColumn>>> = {
  unit: { key: 'unitName', zh: '承办单位名称' },
  class: { key: 'className', zh: '事项分类名称' },
};

function statisticsColumns(by: readonly Division[]): TableColumn[] {
  const levels = by.flatMap((division) => [{ key: division, zh: DIVISION_ROWS[division].zh }, NAMED[division] ?? []]);
  return [...levels.flat(), { key: 'count', zh: '件数' }];
}

async function* statisticsPortions(
  { statistics }: RowServices,
  { year, by }: ExportQuestion & { kind: 'statistics' },
  reader: Reader,
  mostRows: number,
): AsyncGenerator<Portion> {
  const cells = await statistics.cells(reader.actor, { year, by }, mostRows + 1);
  // A total that lacks what was not read would be wrong: with so many cells there is no table.
  if (cells.length > mostRows) {
    yield { rows: [], listed: [], guarded: false, isTooMuch: true };
    return;
  }
  const lines = tellable(cells);
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    const rows = lines.slice(from, from + AT_ONCE).map((line) => cellsOfLine(line, by, reader));
    yield { rows, listed: [], guarded: false };
  }
}

const ALL = '合计';
const OTHERS = '其他（合并）';

function cellsOfLine({ at, count }: Line, by: readonly Division[], { units, classes }: Reader): CellValue[] {
  const levels = by.flatMap((division, index): CellValue[] => {
    const value = at[index];
    const said = value === undefined ? ALL : value === REST ? OTHERS : value === '' ? '未定' : value;
    if (division === 'unit') return [said, units.get(value ?? '')?.name ?? null];
    return division === 'class' ? [said, classes.get(value ?? '')?.name ?? null] : [said];
  });
  return [...levels, count];
}
