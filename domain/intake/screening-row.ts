import type { CommandBodies } from '../ticket/commands.js';
import type { Urgency } from '../ticket/vocabulary.js';
import type { Words } from '../ticket/words.js';

export type EmergencyLine = CommandBodies['handToEmergency']['line'];

/** A row is told apart by its id. Who changes its words raises its version, so that what it found can be counted. */
export interface ScreeningRow {
  readonly id: string;
  readonly version: number;
  readonly kind: 'emergencyLine' | 'urgency';
  readonly line?: EmergencyLine;
  readonly urgency: Extract<Urgency, 'P0' | 'P1'>;
  /** Why, in one sentence for who has the caller on the line. */
  readonly basis: Words;
  readonly pattern: RegExp;
  /** Found in the same sentence, the words are about something else. */
  readonly unless?: RegExp;
}

/** What one row says of its own. */
type Told = Pick<ScreeningRow, 'id' | 'version' | 'pattern' | 'unless'> & Words;

/** The matter belongs to one of the emergency lines, and is urgent while it is here. */
export function emergency(line: EmergencyLine, { zh, en, ...row }: Told): ScreeningRow {
  return { kind: 'emergencyLine', line, urgency: 'P0', basis: { zh, en }, ...row };
}

/** Water, power, gas, heating, weather: the hotline's own, and soon. */
export function utility({ zh, en, ...row }: Told): ScreeningRow {
  return { kind: 'urgency', urgency: 'P1', basis: { zh, en }, ...row };
}
