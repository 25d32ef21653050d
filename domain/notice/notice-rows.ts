import { HOUR_MS } from '../calendar/civil-time.js';
import type { Instant } from '../calendar/types.js';
import type { TicketEvent, TicketState } from '../ticket/ticket.js';
import type { Language } from '../ticket/words.js';
import type { NoticeIntent } from './intent.js';
import { noticesFor } from './notices-for.js';
import { hoursOf, withinHours } from './quiet-hours.js';
import type { ContactDirectory, ContactFacts } from './recipients.js';
import { contactsFor } from './recipients.js';
import type {
  NoticeAddressee,
  NoticeChannel,
  NoticeParams,
  NoticeStatus,
  NoticeTemplate,
  Position,
} from './vocabulary.js';
import { TEMPLATE_ROWS, TRANSPORT_ROWS } from './vocabulary.js';

/** One notice to one recipient through one channel, as it is written with the step that caused it. */
export interface NoticeRow {
  readonly seq: number;
  /** Counts the recipients of one event. */
  readonly ordinal: number;
  readonly channel: NoticeChannel;
  readonly template: NoticeTemplate;
  readonly addressee: NoticeAddressee;
  readonly unitId: string | null;
  readonly position: Position | null;
  /** Id of a contact, `citizen`, or `role:<role>`. */
  readonly recipient: string;
  readonly language: Language;
  readonly pack: string;
  readonly params: NoticeParams;
  readonly level: number;
  readonly mergeable: boolean;
  readonly hours: string | null;
  readonly status: NoticeStatus;
  readonly at: Instant;
  readonly notBefore: Instant;
  readonly expiresAt: Instant;
  readonly lastError: string | null;
}

type Written = Pick<
  NoticeRow,
  'channel' | 'unitId' | 'position' | 'recipient' | 'language' | 'status' | 'lastError' | 'ordinal'
>;

/** What several intents have in common: when they are told, and by whose rules. */
export interface Told {
  readonly seq: number;
  readonly at: Instant;
  /** The code of the pack whose words are used. */
  readonly pack: string;
  /** When the citizen may be disturbed. */
  readonly citizenHours: string | null;
  /** Until then more that belongs to it may come; `null`: no more. */
  readonly gatheredUntil: string | null;
}

/** All rows that a step writes: pure, so that the same step written again names the same rows. */
export function noticeRows(
  events: readonly TicketEvent[],
  ticket: TicketState,
  directory: ContactDirectory,
): NoticeRow[] {
  const { code, rules } = ticket.pack;
  const citizenHours = hoursOf(rules.callback.from, rules.callback.to);
  return noticesFor(events, ticket).flatMap(({ event: { seq, at, data }, intents }) => {
    const gatheredUntil = typeof data.firesBy === 'string' ? data.firesBy : null;
    return rowsOfIntents(intents, { seq, at, pack: code, citizenHours, gatheredUntil }, directory);
  });
}

/** The rows of what is told at once, whatever it is about. */
export function rowsOfIntents(intents: readonly NoticeIntent[], told: Told, directory: ContactDirectory): NoticeRow[] {
  let ordinal = 0;
  return intents.flatMap((intent) => {
    const { recipients, params } = addressedTo(intent, directory);
    const rows = recipients.flatMap((contact, index) => {
      ordinal += 1;
      const written = contact === null ? inside(intent) : throughChannels(contact, intent, index === 0);
      return written.map((one) => ({ ...one, ordinal }));
    });
    return rows.map((row) => complete(row, intent, params, told));
  });
}

function addressedTo(
  intent: NoticeIntent,
  from: ContactDirectory,
): { recipients: readonly (ContactFacts | null)[]; params: NoticeParams } {
  if (intent.addressee === 'citizen') return { recipients: [null], params: intent.params };
  const { contacts, insteadOf } = contactsFor(intent.addressee, intent.unit, from);
  const meant = { meantFor: intent.addressee, meantUnit: intent.unit?.id ?? null };
  const params = insteadOf && intent.addressee !== 'dutyDesk' ? { ...intent.params, ...meant } : intent.params;
  return { recipients: contacts.length > 0 ? contacts : [null], params };
}

/** No contact: the citizen, or, when nobody at all was found, whoever supervises. */
function inside({ addressee }: NoticeIntent): Omit<Written, 'ordinal'>[] {
  const nobody = { unitId: null, language: 'zh', lastError: null } as const;
  if (addressee !== 'citizen') {
    return [{ ...nobody, channel: 'inApp', position: 'supervisor', recipient: 'role:supervisor', status: 'sent' }];
  }
  return [{ ...nobody, channel: 'sms', position: null, recipient: 'citizen', status: 'pending' }];
}

/**
 * The inbox holds one notice for a position, however many contacts share it; everything else goes to each. Whether
 * there is such a channel is not asked here: whoever runs the channel knows.
 */
function throughChannels(
  { id, unit, position, language, reachedBy }: ContactFacts,
  { template, level }: NoticeIntent,
  first: boolean,
): Omit<Written, 'ordinal'>[] {
  const to = { unitId: unit, position, recipient: id, language, lastError: null };
  const rows: Omit<Written, 'ordinal'>[] = first ? [{ ...to, channel: 'inApp', status: 'sent' }] : [];
  if (TEMPLATE_ROWS[template].quiet) return rows;
  const carried = reachedBy.filter((channel) => level >= TRANSPORT_ROWS[channel].fromLevel);
  return [...rows, ...carried.map((channel) => ({ ...to, channel, status: 'pending' as const }))];
}

function complete(
  row: Written,
  { template, addressee, level }: NoticeIntent,
  params: NoticeParams,
  { seq, at, pack, citizenHours, gatheredUntil }: Told,
): NoticeRow {
  const { ttlHours, gatherSeconds } = TEMPLATE_ROWS[template];
  const hours = row.recipient === 'citizen' ? citizenHours : null;
  const soonest = new Date(Date.parse(at) + (gatherSeconds ?? 0) * 1000).toISOString();
  // One letter for all that fell due with it, when the last of them has fired.
  const gathered =
    gatherSeconds !== null && gatheredUntil !== null && gatheredUntil > soonest ? gatheredUntil : soonest;
  const notBefore = row.channel === 'inApp' ? at : withinHours(gathered, hours);
  return {
    ...row,
    seq,
    template,
    addressee,
    params,
    level,
    pack,
    mergeable: gatherSeconds !== null,
    hours,
    at,
    notBefore,
    expiresAt: new Date(Date.parse(notBefore) + ttlHours * HOUR_MS).toISOString(),
  };
}
