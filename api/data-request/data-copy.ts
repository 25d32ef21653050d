import type { DataCopyBody, TicketCopyBody } from '../../contracts/data-requests.js';
import type { DataRequest } from '../../domain/data-request/data-request.js';
import { isOwnFile, ownPartOf, type Spoken } from '../../domain/data-request/own-part.js';
import { DISCLOSURE_FIELDS, type Disclosure, type DisclosureField } from '../../domain/ticket/disclosure.js';
import { progressOf } from '../../domain/ticket/progress.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Account } from '../access/account.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { noteShown } from '../look/shown.js';
import { ticketErased } from '../route.js';
import type { Services } from '../services.js';
import { levelOf } from '../ticket/disclosed.js';
import { assertVisible } from '../ticket/find-ticket.js';

export type CopyServices = Pick<Services, 'views' | 'attachments' | 'lookStore'>;

/** Of one ticket; nobody reads more of them on paper. */
const MOST_LOOKS = 1_000;

/** What a copy gives of a ticket, each time all of it, in clear. */
const GIVEN: readonly DisclosureField[] = [
  'name',
  'telephone',
  'address',
  'position',
  'title',
  'text',
  'supplements',
  'callbackNotes',
];
const IN_CLEAR = Object.fromEntries(DISCLOSURE_FIELDS.map((field) => [field, 'clear'])) as Record<
  DisclosureField,
  'clear'
> satisfies Disclosure;

/** What is kept of a person in these tickets, as it stands; one after another, so that one is in memory at a time. */
export async function dataCopyOf(
  { tickets }: DataRequest,
  account: Account,
  services: CopyServices,
  now: Date,
): Promise<DataCopyBody> {
  const copies: TicketCopyBody[] = [];
  const erased: string[] = [];
  for (const id of tickets) {
    const found = await services.views.find(id);
    if (found?.dataKey === null) erased.push(found.state.number);
    else copies.push(await ticketCopyOf(assertVisible(found, account), services));
  }
  if (copies.length === 0) throw ticketErased();
  return { madeAt: chinaTime(now), tickets: copies, erased };
}

async function ticketCopyOf(
  ticket: StoredTicket,
  { views, attachments, lookStore }: CopyServices,
): Promise<TicketCopyBody> {
  const { state, citizen, content, dataKey } = ticket;
  const [events, files, looks] = await Promise.all([
    views.events(ticket),
    dataKey === null ? [] : attachments.ofTicket({ ticketId: state.id, dataKey }),
    lookStore.list({ ticket: state.id, before: null, limit: MOST_LOOKS + 1 }),
  ]);
  noteShown({ id: state.id, level: levelOf(ticket) }, GIVEN, IN_CLEAR, 'dataRequest');
  const { said, told, ratings } = ownPartOf(events);
  const happened = events.map(({ seq, type, at, data }) => ({ seq, type, at: at.toISOString(), data }));
  return {
    number: state.number,
    registeredAt: chinaTime(state.registeredAt),
    channel: state.channel,
    state: state.state,
    person: {
      name: citizen?.name ?? null,
      telephone: citizen?.phone ?? null,
      email: citizen?.email ?? null,
      identity: citizen?.identity ?? null,
    },
    title: content?.title ?? null,
    text: content?.text ?? null,
    occurredAt: chinaTimeOrNull(content?.occurredAt ?? null),
    address: content && {
      text: content.address.text,
      lon: content.address.lon ?? null,
      lat: content.address.lat ?? null,
    },
    said: said.map(presentSpoken),
    ratings: ratings.map((rating) => ({ ...rating, at: chinaTime(rating.at) })),
    told: told.map(presentSpoken),
    progress: progressOf(state, happened).steps.map((step) => ({ ...step, at: chinaTime(step.at) })),
    attachments: files
      .filter(({ sender }) => isOwnFile(sender))
      .map(({ name, mediaType, bytes, uploadedAt }) => ({ name, mediaType, bytes, at: chinaTime(uploadedAt) })),
    looks: looks.slice(0, MOST_LOOKS).map(({ at, actor }) => ({ at: chinaTime(at), role: actor.role })),
    moreLooks: looks.length > MOST_LOOKS,
  };
}

function presentSpoken({ at, kind, words }: Spoken): TicketCopyBody['said'][number] {
  return { kind, words, at: chinaTime(at) };
}
