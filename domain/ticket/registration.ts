import type { Instant } from '../calendar/types.js';
import type { PolicyPack } from '../policy/types.js';
import { EDITION } from './edition.js';
import type { ClassFacts, DatingRequest, MasterRef, TicketEvent, TicketState } from './ticket.js';
import type { Identity, ProtectionLevel } from './protection.js';
import type { Actor, Channel, TicketType, Urgency } from './vocabulary.js';

export interface Registration {
  readonly id: string;
  readonly number: string;
  readonly channel: Channel;
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly classCode: string | null;
  readonly classFacts: ClassFacts | null;
  readonly replyWanted: boolean;
  readonly protectedMatters: readonly string[];
  /** What the citizen said of being named; whoever does not say leaves the ticket protected. */
  readonly identity?: Identity;
  readonly accusedUnit: string | null;
  /** The citizen reports, and named no unit. */
  readonly noneNamed?: boolean;
  readonly calendarVersion: string;
  /** Files that came with it; absent: none. */
  readonly attachments?: readonly string[];
  /** The request that it was split off; absent: it came by itself. */
  readonly partOf?: MasterRef;
  /** A person protected the request by hand, and with it what came of it. */
  readonly protection?: ProtectionLevel;
  /** Nobody asked: it is invented for the demonstration city, and says so from its first event on. */
  readonly demonstration?: true;
}

/**
 * A ticket as it is when the citizen hangs up: version 1, its first event made, its accept clock waiting for a date.
 */
export function registered(
  { attachments = [], ...registration }: Registration,
  pack: PolicyPack,
  actor: Actor,
  at: Instant,
): { ticket: TicketState; event: TicketEvent; dating: DatingRequest } {
  const ticket: TicketState = {
    ...registration,
    protectedMatters: [...registration.protectedMatters],
    edition: EDITION,
    state: 'registered',
    stateSince: at,
    registeredAt: at,
    version: 1,
    round: 1,
    lead: null,
    coUnits: [],
    handler: null,
    fixedLead: null,
    noReturn: false,
    hop: 0,
    disputes: 0,
    redos: 0,
    level: 0,
    overdue: false,
    clocks: [],
    requests: [],
    tasks: [],
    supervisions: [],
    callback: { attempts: [], linkSentAt: null },
    solved: null,
    satisfied: null,
    people: { declinedBy: null, repliedBy: null, reviewedBy: null },
    repliedAt: null,
    nudges: { count: 0, recent: [], supplements: 0 },
    master: null,
    followers: [],
    closingCode: null,
    closedAt: null,
    pack: { code: pack.code, version: pack.version, rules: pack.rules },
    ...(attachments.length > 0 && { attachments: attachments.length }),
    lastHash: '',
  };
  const event: TicketEvent = {
    seq: 1,
    type: 'registered',
    at,
    actor,
    from: 'registered',
    to: 'registered',
    data: {
      channel: registration.channel,
      type: registration.type,
      urgency: registration.urgency,
      classCode: registration.classCode,
      accusedUnit: registration.accusedUnit,
      ...(attachments.length > 0 && { attachments: [...attachments] }),
      ...(registration.partOf && {
        splitFrom: registration.partOf.number,
        splitFromId: registration.partOf.id,
      }),
      ...(registration.demonstration && { demonstration: true }),
    },
    sealed: null,
  };
  const dating: DatingRequest = {
    id: 'accept.1',
    op: 'start',
    key: 'accept',
    ref: null,
    at,
    seq: 1,
    limit: null,
    until: null,
  };
  return { ticket, event, dating };
}
