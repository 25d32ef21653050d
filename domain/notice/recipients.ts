import type { Language } from '../ticket/words.js';
import type { PlacedUnit } from './intent.js';
import type { NoticeAddressee, Position, Transport } from './vocabulary.js';

/**
 * Where a position of a unit is reached, without the addresses themselves: they are looked up when something is sent.
 */
export interface ContactFacts {
  readonly id: string;
  readonly unit: string;
  readonly position: Position;
  readonly language: Language;
  readonly reachedBy: readonly Transport[];
}

/** Where each transport brings a message. */
interface Addresses {
  readonly email: { readonly address: string };
  readonly sms: { readonly phone: string };
  readonly webhook: { readonly url: string; readonly secret: string };
}

/** Somebody to whom a message goes by this transport, or by any. */
export type Recipient<T extends Transport = Transport> = {
  readonly [K in T]: { readonly channel: K } & Addresses[K];
}[T];

export interface ContactDirectory {
  contactsAt(unit: string, position: Position): readonly ContactFacts[];
  /** Wherever they are: the hotline's positions. */
  contactsIn(position: Position): readonly ContactFacts[];
  /** Ids from the root down to the unit. */
  pathOf(unit: string): readonly string[];
}

export interface Found {
  readonly contacts: readonly ContactFacts[];
  /** The addressee as named was not found, and somebody else is told instead. */
  readonly insteadOf: boolean;
}

/** Positions to ask for, one after the other, in the unit itself, in the one above it, or at the root. */
interface Search {
  readonly where: 'unit' | 'above' | 'root' | 'anywhere';
  readonly positions: readonly Position[];
}

const anywhere = (position: Position): Search => ({ where: 'anywhere', positions: [position] });

const SEARCHES: Readonly<Record<Exclude<NoticeAddressee, 'citizen'>, Search>> = {
  handler: { where: 'unit', positions: ['handler', 'liaison'] },
  unitLiaison: { where: 'unit', positions: ['liaison', 'handler'] },
  unitDeputyHead: { where: 'unit', positions: ['deputyHead', 'head'] },
  unitHead: { where: 'unit', positions: ['head'] },
  superiorHead: { where: 'above', positions: ['head'] },
  governmentOffice: { where: 'root', positions: ['office'] },
  operator: anywhere('operator'),
  dispatcher: anywhere('dispatcher'),
  reviewer: anywhere('reviewer'),
  callbackAgent: anywhere('callbackAgent'),
  supervisor: anywhere('supervisor'),
  auditor: anywhere('auditor'),
  administrator: anywhere('administrator'),
  dutyDesk: anywhere('dutyDesk'),
};

/**
 * Who is told. Nobody found means the duty desk; if that has no contact either the list is empty, and the supervisors'
 * inbox is left.
 */
export function contactsFor(
  addressee: Exclude<NoticeAddressee, 'citizen'>,
  unit: PlacedUnit | null,
  directory: ContactDirectory,
): Found {
  const { where, positions } = SEARCHES[addressee];
  for (const position of positions) {
    const contacts = at(where, unit, position, directory);
    if (contacts.length > 0) return { contacts, insteadOf: false };
  }
  return { contacts: directory.contactsIn('dutyDesk'), insteadOf: true };
}

function at(
  where: Search['where'],
  unit: PlacedUnit | null,
  position: Position,
  directory: ContactDirectory,
): readonly ContactFacts[] {
  if (where === 'anywhere') return directory.contactsIn(position);
  if (unit === null) return where === 'root' ? directory.contactsIn(position) : [];
  const path = unit.path.length > 0 ? unit.path : directory.pathOf(unit.id);
  const id = where === 'unit' ? unit.id : where === 'above' ? path.at(-2) : path[0];
  const there = id === undefined ? [] : directory.contactsAt(id, position);
  return there.length > 0 || where !== 'root' ? there : directory.contactsIn(position);
}
