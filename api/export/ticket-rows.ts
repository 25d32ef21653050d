import { citizenDueAt, unitDueAt } from '../../domain/ticket/dating.js';
import { COLUMN_ROWS, EXPORT_COLUMNS, fieldsIn, type ExportColumn } from '../../domain/export/columns.js';
import { isOverdue } from '../../domain/ticket/overdue.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { disclosed, heldIn, levelOf, noteDisclosed, shownOf } from '../ticket/disclosed.js';

/** What a cell may hold. A number is no formula, whatever it begins with. */
export type CellValue = string | number | boolean | null;

export interface TableColumn {
  readonly key: string;
  readonly zh: string;
}

export interface Reader {
  readonly actor: PlacedActor;
  readonly units: ReferenceSnapshot['units'];
  readonly classes: ReferenceSnapshot['classes'];
  /** As of when the rows are. */
  readonly at: Date;
}

interface Row {
  readonly ticket: StoredTicket;
  readonly said: ReturnType<typeof disclosed>;
  readonly reader: Reader;
}

const VALUE: Readonly<Record<ExportColumn, (row: Row) => CellValue>> = {
  number: ({ ticket: { state } }) => state.number,
  state: ({ ticket: { state } }) => state.state,
  type: ({ ticket: { state } }) => state.type,
  urgency: ({ ticket: { state } }) => state.urgency,
  channel: ({ ticket: { state } }) => state.channel,
  classCode: ({ ticket: { state } }) => state.classCode,
  className: ({ ticket: { state }, reader }) => reader.classes.get(state.classCode ?? '')?.name ?? null,
  protection: ({ ticket }) => levelOf(ticket),
  unit: ({ ticket: { state } }) => state.lead?.id ?? null,
  unitName: ({ ticket: { state }, reader }) => reader.units.get(state.lead?.id ?? '')?.name ?? null,
  registeredAt: ({ ticket: { state } }) => chinaTime(state.registeredAt),
  unitDueAt: ({ ticket: { state } }) => chinaTimeOrNull(unitDueAt(state)),
  citizenDueAt: ({ ticket: { state } }) => chinaTimeOrNull(citizenDueAt(state)),
  overdue: ({ ticket: { state }, reader }) => isOverdue(state, reader.at.toISOString()),
  level: ({ ticket: { state } }) => state.level,
  round: ({ ticket: { state } }) => state.round,
  hops: ({ ticket: { state } }) => state.hop,
  closingCode: ({ ticket: { state } }) => state.closingCode,
  closedAt: ({ ticket: { state } }) => chinaTimeOrNull(state.closedAt),
  solved: ({ ticket: { state } }) => state.solved,
  satisfied: ({ ticket: { state } }) => state.satisfied,
  title: ({ said }) => said.title,
  text: ({ said }) => said.text,
  name: ({ said }) => said.citizen?.name ?? null,
  telephone: ({ said }) => said.citizen?.phone ?? null,
  address: ({ said }) => said.address?.text ?? null,
  lon: ({ said }) => said.address?.lon ?? null,
  lat: ({ said }) => said.address?.lat ?? null,
};

/** In the order of the table of columns, however they were named. */
export function columnsOf(named: readonly ExportColumn[]): readonly (TableColumn & { readonly key: ExportColumn })[] {
  return EXPORT_COLUMNS.filter((column) => named.includes(column)).map((key) => ({ key, zh: COLUMN_ROWS[key].zh }));
}

/**
 * A ticket as a screen shows it to this person, by the table of disclosure and by nothing that was granted: who needs
 * one ticket unmasked looks at that one. What it shows is noted for the trail of looks.
 */
export function ticketCells(ticket: StoredTicket, columns: readonly ExportColumn[], reader: Reader): CellValue[] {
  const shown = shownOf(ticket, reader.actor);
  const held = heldIn(ticket);
  const given = Object.fromEntries(fieldsIn(columns).map((field) => [field, held[field]]));
  noteDisclosed(ticket, given, shown);
  const said = disclosed(ticket, shown, reader.units);
  return columns.map((column) => VALUE[column]({ ticket, said, reader }));
}
