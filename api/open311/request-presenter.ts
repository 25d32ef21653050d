import type { RequestItem } from '../../contracts/open311.js';
import type { PublicNote, PublicTicket } from '../../storage/open311/open311-views.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { PublishedContent } from '../../storage/ticket/stored-ticket.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { servicesOf } from './catalogue.js';
import { chosen, nameOf, type Language } from './language.js';
import { CLOSING_NOTES, STATE_NOTES } from '../../domain/ticket/public-words.js';
import type { XmlElements } from './xml.js';

/** About a kilometre: enough for a map of the city, too little for a door. */
const ROUNDING = 100;
/** What lies deeper in the tree than a township is nearly an address. */
const AREA_LEVELS: readonly string[] = ['township', 'district', 'city'];

/**
 * A ticket as anybody may read it. Whoever reported over this interface was told that the report is public, and it is
 * shown as given, without numbers that name a person; of all other tickets only their kind, about where, and how far
 * they are.
 */
export function presentRequest(
  ticket: PublicTicket,
  reference: ReferenceSnapshot,
  language: Language,
  notes?: readonly PublicNote[],
): RequestItem {
  const { content } = ticket;
  const published = ticket.channel === 'open311' ? content?.published : undefined;
  // Where the hotline put the place right it is shown as coarsely as that of a call.
  const place = content?.placeCorrected ? undefined : published;
  const view = reference.classes.get(ticket.classCode);
  const lead = ticket.lead === null ? undefined : reference.units.get(ticket.lead);
  const open = ticket.kind === 'open';
  const said = !open && ticket.closingCode !== null ? CLOSING_NOTES[ticket.closingCode] : STATE_NOTES[ticket.state];
  return {
    service_request_id: ticket.number,
    status: open ? 'open' : 'closed',
    status_notes: chosen(said, language),
    service_name: view ? nameOf(view, language) : null,
    service_code: ticket.classCode,
    description: published ? published.description : null,
    agency_responsible: lead ? nameOf(lead, language) : null,
    service_notice: null,
    requested_datetime: chinaTime(ticket.registeredAt),
    updated_datetime: chinaTime(ticket.updatedAt),
    expected_datetime: chinaTimeOrNull(ticket.expectedAt),
    address: place ? place.address : areaOf(ticket.areaPath, reference, language),
    address_id: place?.addressId ?? null,
    zipcode: null,
    lat: coordinate(content?.address.lat, place),
    long: coordinate(content?.address.lon, place),
    media_url: published?.mediaUrl ?? null,
    ...(notes && {
      extended_attributes: {
        state: ticket.state,
        closing_code: ticket.closingCode,
        attributes: answersOf(ticket, published, reference, language),
      },
      notes: notes.map(({ at, state }) => ({
        datetime: chinaTime(at),
        type: state,
        description: chosen(STATE_NOTES[state], language),
      })),
    }),
  };
}

function coordinate(value: number | undefined, published: PublishedContent | undefined): number | null {
  if (value === undefined) return null;
  return published ? value : Math.round(value * ROUNDING) / ROUNDING;
}

/** From the most specific to the most general, as far down as a township. */
function areaOf(path: readonly string[], reference: ReferenceSnapshot, language: Language): string | null {
  const names = path
    .map((id) => reference.units.get(id))
    .filter((unit) => unit !== undefined && AREA_LEVELS.includes(unit.level))
    .map((unit) => (unit ? nameOf(unit, language) : ''))
    .reverse();
  return names.length > 0 ? names.join(', ') : null;
}

type Answers = NonNullable<RequestItem['extended_attributes']>['attributes'];

/** Values of lists by their key and name, all others by what was written. */
function answersOf(
  ticket: PublicTicket,
  published: PublishedContent | undefined,
  reference: ReferenceSnapshot,
  language: Language,
): Answers {
  const asked = servicesOf(reference).get(ticket.classCode)?.row.attributes ?? [];
  return (published?.answers ?? []).map(({ code, values }) => {
    const choices = asked.find((attribute) => attribute.code === code)?.values ?? [];
    return {
      code,
      values: values.map((value) => {
        const choice = choices.find(({ key }) => key === value);
        return choice ? { key: choice.key, name: chosen(choice.name, language) } : { key: null, name: value };
      }),
    };
  });
}

/** The lists inside a request get an element around them, as everywhere in this standard. */
export function requestXml({ extended_attributes: extended, notes, ...request }: RequestItem): XmlElements {
  return {
    ...request,
    ...(extended && {
      extended_attributes: {
        state: extended.state,
        closing_code: extended.closing_code,
        attributes: {
          attribute: extended.attributes.map(({ code, values }) => ({ code, values: { value: values } })),
        },
      },
    }),
    ...(notes && { notes: { note: notes } }),
  };
}
