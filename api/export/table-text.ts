import { stringify } from 'csv-stringify/sync';
import type { ExportFormat } from '../../domain/export/export-job.js';
import { withoutFormula } from '../../domain/export/formula-guard.js';
import type { CellValue, TableColumn } from './ticket-rows.js';

/** Who took it out, when, for what, under which number: in front of the rows, and the number in each of them. */
export interface Watermark {
  readonly number: string;
  readonly by: string;
  readonly name: string;
  readonly role: string;
  readonly unit: string | null;
  readonly at: string;
  readonly purpose: string;
  readonly purposeZh: string;
}

export interface TableText {
  begin(): string;
  rows(rows: readonly (readonly CellValue[])[]): string;
}

/** So that spreadsheets read it as UTF-8. */
const BOM = '\uFEFF';
const NUMBER = { key: 'export', zh: '导出编号' } as const;

export function tableText(format: ExportFormat, columns: readonly TableColumn[], mark: Watermark): TableText {
  return format === 'csv' ? csvText(columns, mark) : jsonText(columns, mark);
}

function csvText(columns: readonly TableColumn[], mark: Watermark): TableText {
  const lines = (rows: readonly (readonly CellValue[])[]): string =>
    stringify(
      rows.map((row) => row.map(cellOf)),
      { quoted: true, quoted_empty: true, record_delimiter: 'windows' },
    );
  return {
    begin() {
      // As wide as the table: programs that read it take a shorter row for a broken one.
      const empty = columns.map(() => null);
      return `${BOM}${lines([[saidOf(mark), ...empty], [...columns, NUMBER].map(({ zh }) => zh)])}`;
    },
    rows: (rows) => lines(rows.map((row) => [...row, mark.number])),
  };
}

function cellOf(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? '是' : '否';
  return typeof value === 'number' ? String(value) : withoutFormula(value);
}

function saidOf({ number, by, name, role, unit, at, purposeZh }: Watermark): string {
  const who = [name, role, unit, by].filter((one) => one !== null && one !== '').join(' ');
  return `导出编号 ${number}；导出人 ${who}；时间 ${at}；用途 ${purposeZh}；仅限该用途使用，不得转发`;
}

function jsonText(columns: readonly TableColumn[], mark: Watermark): TableText {
  const { purposeZh: _said, ...watermark } = mark;
  return {
    begin: () => `${JSON.stringify({ watermark })}\n`,
    rows: (rows) =>
      rows
        .map((row) => {
          const cells = columns.map(({ key }, index) => [key, row[index] ?? null] as const);
          return `${JSON.stringify(Object.fromEntries([...cells, [NUMBER.key, mark.number]]))}\n`;
        })
        .join(''),
  };
}
