import { DISCLOSURE_FIELDS, type Disclosure, type DisclosureField } from '../ticket/disclosure.js';
import type { Role } from '../ticket/vocabulary.js';

/** What can be looked at: the fields of a ticket, and the trail itself. */
export const LOOK_FIELDS = [...DISCLOSURE_FIELDS, 'looks'] as const;
export type LookField = (typeof LOOK_FIELDS)[number];

/** By what kind of answer something of a ticket was shown. */
export const LOOK_WAYS = [
  'page',
  'live',
  'events',
  'list',
  'search',
  'worklist',
  'approvals',
  'attachment',
  'command',
  'unmask',
  'dataCopy',
  'export',
  'trail',
] as const;
export type LookWay = (typeof LOOK_WAYS)[number];

/** One row of the trail: somebody was shown something. */
export interface Look {
  readonly at: string;
  readonly actor: { readonly id: string; readonly role: Role; readonly unit: string | null };
  /** The prefix of the key, or the session, by which the actor was known. */
  readonly key: string | null;
  readonly session: string | null;
  readonly address: string | null;
  /** `null`: it was the trail that was looked at, or the number of a call. */
  readonly ticket: string | null;
  /** The ticket was of another level of protection than `open`. */
  readonly guarded: boolean;
  readonly how: LookWay;
  /** What was shown as it was written. */
  readonly fields: readonly LookField[];
  /** What was shown masked, redacted or coarsely. */
  readonly masked: readonly LookField[];
  readonly purpose: string | null;
  /** As how many views of protected content the brake counts it. */
  readonly weight: number;
}

/** So many tickets of a list count as one view: their titles are less than a page, and more than nothing. */
const LISTED_AS_ONE = 10;

/** Ways that show one ticket; the others show lists. */
const OF_ONE: ReadonlySet<LookWay> = new Set(['page', 'live', 'events', 'command', 'unmask', 'attachment']);

/**
 * As how many views the brake counts an answer that shows so many protected tickets as they were written. A command
 * counts for none: it does something to the ticket, which is in its history for everybody to see. Neither does an
 * export: a second person has said yes to its protected tickets.
 */
export function weightOf(how: LookWay, tickets: number): number {
  if (how === 'command' || how === 'trail' || how === 'export') return 0;
  return OF_ONE.has(how) ? tickets : Math.ceil(tickets / LISTED_AS_ONE);
}

/** Who somebody is, and pictures in which anybody may be, on whatever level of protection the ticket is. */
const ALWAYS_NOTED: readonly DisclosureField[] = ['name', 'telephone', 'evidence'];

/**
 * What of these fields the trail says was shown, by how the table lets them be shown; `null`: nothing that it keeps. Of
 * a ticket that protects nobody it keeps who was shown name, telephone or files.
 */
export function notedOf(
  fields: readonly DisclosureField[],
  disclosure: Disclosure,
  guarded: boolean,
): Pick<Look, 'fields' | 'masked'> | null {
  const seen = fields.filter((field) => disclosure[field] !== 'none');
  if (!seen.some((field) => guarded || ALWAYS_NOTED.includes(field))) return null;
  return {
    fields: seen.filter((field) => disclosure[field] === 'clear'),
    masked: seen.filter((field) => disclosure[field] !== 'clear'),
  };
}
