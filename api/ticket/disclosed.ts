import type { TicketBody } from '../../contracts/ticket.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import {
  DISCLOSURE_FIELDS,
  disclosureOf,
  type Disclosure,
  type DisclosureField,
  type Granted,
} from '../../domain/ticket/disclosure.js';
import { protectionOf, type Protectable } from '../../domain/ticket/protection.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { UnitLevel } from '../../domain/ticket/vocabulary.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { redactionOf, type Content, type StoredEvent, type StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { noteShown } from '../look/shown.js';
import { maskedName, maskedPhone } from './phone.js';

export type Disclosed = Pick<StoredTicket, 'state' | 'citizen'>;

/** Of a ticket that was begun before it knew itself how its citizen wants to be known, their own record tells. */
function protectable({ state, citizen }: Disclosed): Disclosed['state'] & Protectable {
  return state.identity === undefined && citizen ? { ...state, identity: citizen.identity } : state;
}

export function levelOf(ticket: Disclosed): ReturnType<typeof protectionOf> {
  return protectionOf(protectable(ticket));
}

export function shownOf(ticket: Disclosed, account: PlacedActor, granted?: Granted): Disclosure {
  return disclosureOf(account, protectable(ticket), granted);
}

/** What a citizen and the content are of, as far as it is shown. */
type Shown = Pick<TicketBody, 'title' | 'text' | 'redactedBy' | 'address' | 'citizen' | 'withheld'>;

/**
 * Citizen and content as they are shown, and what is kept back or shown in part: whoever reads it knows that there is
 * more.
 */
export function disclosed(
  ticket: Pick<StoredTicket, 'state' | 'citizen' | 'content' | 'redaction'>,
  shown: Disclosure,
  units: ReferenceSnapshot['units'],
): Shown {
  const { citizen, content } = ticket;
  return {
    title: asShown(shown.title, ticket, 'title'),
    text: asShown(shown.text, ticket, 'text'),
    ...(shown.text === 'redacted' && { redactedBy: ticket.redaction === null ? 'program' : 'person' }),
    address: content && addressAs(shown, content.address, units),
    citizen: citizen && {
      name: masked(shown.name, citizen.name, maskedName),
      // A number is called by the telephone system; nobody needs to read all of it.
      phone: masked(shown.telephone, citizen.phone, maskedPhone),
      identity: ticket.state.identity ?? citizen.identity,
    },
    withheld: withheldOf(shown, { ...heldIn({ citizen, content }), evidence: ticket.state.attachments }),
  };
}

type Held = Partial<Record<DisclosureField, string | number | null | undefined>>;

/** What there is to be shown of citizen and content. */
export function heldIn({ citizen, content }: Pick<StoredTicket, 'citizen' | 'content'>): Held {
  return {
    name: citizen?.name,
    telephone: citizen?.phone,
    address: content?.address.text,
    position: content?.address.lat,
    title: content?.title,
    text: content?.text,
  };
}

/** For the trail of looks: these were there, and were shown as the table says. */
export function noteDisclosed(
  ticket: Disclosed,
  held: Held,
  shown: Disclosure,
  grants: readonly { readonly purpose: string }[] = [],
): void {
  const fields = DISCLOSURE_FIELDS.filter((field) => held[field] != null);
  const purposes = [...new Set(grants.map(({ purpose }) => purpose))];
  noteShown({ id: ticket.state.id, level: levelOf(ticket) }, fields, shown, purposes.join(' ') || null);
}

/** Fields that hold something and are not shown in clear. */
export function withheldOf(shown: Disclosure, held: Held): DisclosureField[] {
  return DISCLOSURE_FIELDS.filter((field) => held[field] != null && shown[field] !== 'clear');
}

export function clearOrNull<T>(shown: Disclosure[DisclosureField], value: T | null | undefined): T | null {
  return shown === 'clear' ? (value ?? null) : null;
}

/** Title or text as it was written, or freed of what names people. */
export function asShown(
  shown: Disclosure[DisclosureField],
  ticket: Pick<StoredTicket, 'content' | 'redaction'>,
  part: 'title' | 'text',
): string | null {
  if (shown === 'redacted') return redactionOf(ticket)?.[part] ?? null;
  return clearOrNull(shown, ticket.content?.[part]);
}

/** What was written with an event, likewise; what is no text is left out then. */
export function wordsAs(shown: Disclosure[DisclosureField], text: StoredEvent['text']): StoredEvent['text'] {
  if (shown === 'clear') return text;
  if (shown !== 'redacted') return {};
  return Object.fromEntries(
    Object.entries(text).flatMap(([name, words]) => (typeof words === 'string' ? [[name, redactedText(words)]] : [])),
  );
}

/**
 * What units read of a protected ticket, for those who read all of it and can say whether it is free of what names
 * somebody.
 */
export function presentRedaction(
  ticket: Pick<StoredTicket, 'state' | 'citizen' | 'content' | 'redaction'>,
  shown: Disclosure,
): TicketBody['redaction'] {
  if (shown.text !== 'clear' || levelOf(ticket) === 'open') return null;
  const redaction = redactionOf(ticket);
  if (redaction === null) return null;
  const { title, text, kept, added } = redaction;
  return {
    ...{ title, text, confirmed: ticket.redaction !== null },
    ...(kept && { kept: kept.map((one) => ({ ...one })) }),
    ...(added && { added: added.map((one) => ({ ...one })) }),
  };
}

function masked(
  shown: Disclosure[DisclosureField],
  value: string | null,
  mask: (value: string) => string,
): string | null {
  if (value === null) return null;
  return shown === 'masked' ? mask(value) : clearOrNull(shown, value);
}

function addressAs(
  shown: Disclosure,
  { text, lon, lat, area }: Content['address'],
  units: ReferenceSnapshot['units'],
): TicketBody['address'] {
  if (shown.address === 'coarse') return coarse(area, units);
  if (shown.address !== 'clear') return null;
  return {
    text,
    ...(shown.position === 'clear' && lon !== undefined && lat !== undefined && { lon, lat }),
    ...(area !== undefined && { area }),
  };
}

/** Finer than a community: a few houses, and the people in them are known. */
const TOO_FINE: readonly UnitLevel[] = ['grid'];

/** The community of the place, or what is known above it, by name; `null`: nobody said in which it is. */
function coarse(area: string | undefined, units: ReferenceSnapshot['units']): TicketBody['address'] {
  const path = area === undefined ? [] : (units.get(area)?.path ?? []);
  const places = path.flatMap((id) => units.get(id) ?? []).filter(({ level }) => !TOO_FINE.includes(level));
  const last = places.at(-1);
  return last ? { text: places.map(({ name }) => name).join(' '), area: last.id } : null;
}
