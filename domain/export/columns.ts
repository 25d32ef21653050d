import type { DisclosureField } from '../ticket/disclosure.js';

interface ColumnRow {
  /** Above the column, for who opens the file in a spreadsheet. */
  readonly zh: string;
  /** What of a ticket it tells of people, by the table of disclosure; absent: it tells of the handling. */
  readonly field?: DisclosureField;
  /** Given unless columns are named. */
  readonly usual?: true;
}

/** What an export of tickets may hold of each, in this order. What has no row is in no export. */
export const COLUMN_ROWS = {
  number: { zh: '工单编号', usual: true },
  state: { zh: '状态', usual: true },
  type: { zh: '类型', usual: true },
  urgency: { zh: '紧急程度', usual: true },
  channel: { zh: '来源渠道', usual: true },
  classCode: { zh: '事项分类编码', usual: true },
  className: { zh: '事项分类', usual: true },
  protection: { zh: '保护级别', usual: true },
  unit: { zh: '承办单位编码', usual: true },
  unitName: { zh: '承办单位', usual: true },
  registeredAt: { zh: '登记时间', usual: true },
  unitDueAt: { zh: '承办时限', usual: true },
  citizenDueAt: { zh: '答复时限', usual: true },
  overdue: { zh: '是否超期', usual: true },
  level: { zh: '督办等级', usual: true },
  round: { zh: '办理轮次', usual: true },
  hops: { zh: '转派次数', usual: true },
  closingCode: { zh: '办结方式', usual: true },
  closedAt: { zh: '办结时间', usual: true },
  solved: { zh: '是否解决', usual: true },
  satisfied: { zh: '满意度', usual: true },
  title: { zh: '标题', field: 'title' },
  text: { zh: '诉求内容', field: 'text' },
  name: { zh: '来电人', field: 'name' },
  telephone: { zh: '联系电话', field: 'telephone' },
  address: { zh: '事发地址', field: 'address' },
  lon: { zh: '经度', field: 'position' },
  lat: { zh: '纬度', field: 'position' },
} as const satisfies Readonly<Record<string, ColumnRow>>;
export type ExportColumn = keyof typeof COLUMN_ROWS;
export const EXPORT_COLUMNS = Object.keys(COLUMN_ROWS) as [ExportColumn, ...ExportColumn[]];

const rowOf = (column: ExportColumn): ColumnRow => COLUMN_ROWS[column];
export const USUAL_COLUMNS: readonly ExportColumn[] = EXPORT_COLUMNS.filter((column) => rowOf(column).usual);

/** What these columns tell of people. */
export function fieldsIn(columns: readonly ExportColumn[]): DisclosureField[] {
  return [...new Set(columns.flatMap((column) => rowOf(column).field ?? []))];
}

/** By what statistics divide, in the order that is asked. */
export const DIVISION_ROWS = {
  unit: { zh: '承办单位' },
  class: { zh: '事项分类' },
  month: { zh: '登记月份' },
  state: { zh: '状态' },
  type: { zh: '类型' },
  channel: { zh: '来源渠道' },
} as const satisfies Readonly<Record<string, Pick<ColumnRow, 'zh'>>>;
export type Division = keyof typeof DIVISION_ROWS;
export const DIVISIONS = Object.keys(DIVISION_ROWS) as [Division, ...Division[]];

/** Whether one table is the beginning of the other: then all that both tell stands in the longer one. */
export function isNested(one: readonly Division[], other: readonly Division[]): boolean {
  const least = Math.min(one.length, other.length);
  return one.slice(0, least).every((division, index) => other[index] === division);
}
