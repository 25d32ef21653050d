import { isBlank } from '../intake/folded-text.js';
import { Refusal, refuseUnless } from '../refusal.js';
import type { PlacedActor } from '../ticket/permissions.js';
import type { Actor, ActorRole } from '../ticket/vocabulary.js';
import type { AlertRule, AlertState, Disposition } from './vocabulary.js';
import type { Why } from './watch.js';

/** Several tickets that seem to be of one matter, or that many of a kind came at once; and what became of it. */
export interface Alert {
  readonly id: string;
  readonly rule: AlertRule;
  /** Of the row by which it was raised. */
  readonly version: number;
  /** `null`: of several. */
  readonly classCode: string | null;
  /** The smallest place that all are of; `null`: of none. */
  readonly place: string | null;
  /** The unit that sees to it; `null`: the duty desk. */
  readonly owner: string | null;
  readonly raisedAt: Date;
  /** When the first of its tickets came, and the last. */
  readonly since: Date;
  readonly lastAt: Date;
  readonly tickets: number;
  readonly citizens: number;
  readonly why: Why;
  readonly acknowledgeBy: Date;
  /** How many of its rungs were told. */
  readonly told: number;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: Actor | null;
  readonly disposition: Disposition | null;
  readonly disposedAt: Date | null;
  readonly disposedBy: Actor | null;
  /** Why it was none. */
  readonly reason: string | null;
  /** The ticket that the others follow, or that was registered before more ask. */
  readonly master: string | null;
  /** Of a known outage: what operators are told, and what callers are answered. */
  readonly notice: string | null;
  readonly answer: string | null;
  /** So long it is known; `null`: until somebody says that it is over. */
  readonly until: Date | null;
  readonly revision: number;
}

/** What somebody says of it; the texts are the city's words, and name nobody. */
export type Disposal =
  | { readonly disposition: 'merge'; readonly into: string }
  | { readonly disposition: 'outage'; readonly notice: string; readonly answer: string; readonly until: Date | null }
  | { readonly disposition: 'proactive'; readonly ticket: string }
  | { readonly disposition: 'dismiss'; readonly reason: string };

/** So long somebody has to say that they see to it. */
export const ACKNOWLEDGED_WITHIN_MS = 30 * 60_000;
/** A known outage of which nobody says how long it lasts is shown so long. */
export const KNOWN_FOR_MS = 24 * 3_600_000;

/** Who has people on the line reads it; who is on the desk sees to it, and so does the unit that has it. */
const READERS: readonly ActorRole[] = ['callbackAgent', 'reviewer'];
const DESK: readonly ActorRole[] = ['operator', 'dispatcher', 'supervisor', 'dutyManager', 'director'];
const OF_UNITS: readonly ActorRole[] = ['handler'];
/** Whoever merges is asked by the ticket as well. */
const MERGERS: readonly ActorRole[] = ['operator', 'dispatcher'];

export const ALERT_DESK_ROLES = DESK;
export const ALERT_READ_ROLES: readonly ActorRole[] = [...READERS, ...DESK, ...OF_UNITS];
export const ALERT_ACT_ROLES: readonly ActorRole[] = [...DESK, ...OF_UNITS];

const BY: Readonly<Record<Disposition, readonly ActorRole[]>> = {
  merge: MERGERS,
  outage: [...DESK.filter((role) => role !== 'operator'), ...OF_UNITS],
  proactive: [...DESK.filter((role) => role !== 'operator'), ...OF_UNITS],
  dismiss: [...DESK.filter((role) => role !== 'operator'), ...OF_UNITS],
};

export function alertState({ acknowledgedAt, disposition }: Alert): AlertState {
  if (disposition !== null) return 'over';
  return acknowledgedAt === null ? 'raised' : 'acknowledged';
}

/** A unit reads what it sees to; the hotline reads all. */
export function mayReadAlert({ owner }: Pick<Alert, 'owner'>, { role, unit }: PlacedActor): boolean {
  if (!ALERT_READ_ROLES.includes(role)) return false;
  return !OF_UNITS.includes(role) || (owner !== null && owner === unit);
}

export const ALERT_DEEDS = ['acknowledge', 'merge', 'outage', 'proactive', 'dismiss', 'link'] as const;
export type AlertDeed = (typeof ALERT_DEEDS)[number];

/** What this account may do with it now, as buttons show it. */
export function allowedOnAlert(alert: Alert, actor: PlacedActor): AlertDeed[] {
  return ALERT_DEEDS.filter((deed) => refusalOf(alert, deed, actor) === null);
}

export function refusalOf(alert: Alert, deed: AlertDeed, actor: PlacedActor): Refusal | null {
  const { role } = actor;
  const [by, whose] = rolesFor(deed);
  if (!mayReadAlert(alert, actor) || !by.includes(role)) return new Refusal('actor-not-allowed', whose);
  if (deed === 'link') return null;
  const state = alertState(alert);
  if (deed === 'acknowledge')
    return state === 'raised' ? null : new Refusal('illegal-transition', 'Somebody sees to it already.');
  // What came since may be merged too, and how long an outage lasts is known little by little.
  if (state === 'over' && (deed !== alert.disposition || deed === 'dismiss' || deed === 'proactive'))
    return new Refusal('illegal-transition', 'It is known already what became of this alert.');
  return null;
}

function rolesFor(deed: AlertDeed): readonly [readonly ActorRole[], string] {
  const desk = 'That is for people of the desk, and of the unit that sees to the alert.';
  if (deed === 'acknowledge') return [ALERT_ACT_ROLES, desk];
  if (deed === 'link') return [DESK, 'That is for people of the desk.'];
  if (deed === 'merge') return [MERGERS, 'Tickets are merged by an operator or a dispatcher.'];
  return [
    BY[deed],
    'That is for a dispatcher, supervisor, duty manager or director, and the unit that sees to the alert.',
  ];
}

/** Somebody says that they see to it. A second time by the same person changes nothing. */
export function acknowledged(alert: Alert, actor: PlacedActor, at: Date): Alert {
  if (alert.acknowledgedBy?.id === actor.id) return alert;
  const refusal = refusalOf(alert, 'acknowledge', actor);
  if (refusal !== null) throw refusal;
  return { ...alert, acknowledgedAt: at, acknowledgedBy: by(actor), revision: alert.revision + 1 };
}

/** Somebody says what became of it, which also says that somebody saw to it. */
export function disposed(alert: Alert, disposal: Disposal, actor: PlacedActor, at: Date): Alert {
  if (isSame(alert, disposal)) return alert;
  const refusal = refusalOf(alert, disposal.disposition, actor);
  if (refusal !== null) throw refusal;
  const { disposition } = disposal;
  if (disposition === 'merge')
    refuseUnless(
      alert.master === null || alert.master === disposal.into,
      'illegal-transition',
      'Its tickets follow another master already. Merge into that one.',
    );
  if (disposition === 'dismiss')
    refuseUnless(!isBlank(disposal.reason), 'reason-required', 'Say why it is none: the rule is judged by it.');
  return {
    ...alert,
    acknowledgedAt: alert.acknowledgedAt ?? at,
    acknowledgedBy: alert.acknowledgedBy ?? by(actor),
    ...{ disposition, disposedAt: alert.disposedAt ?? at, disposedBy: by(actor), revision: alert.revision + 1 },
    ...said(disposal),
  };
}

function said(disposal: Disposal): Partial<Alert> {
  switch (disposal.disposition) {
    case 'merge':
      return { master: disposal.into };
    case 'outage':
      return { notice: disposal.notice, answer: disposal.answer, until: disposal.until };
    case 'proactive':
      return { master: disposal.ticket };
    case 'dismiss':
      return { reason: disposal.reason };
  }
}

/** Whoever says the same twice is answered, and nothing changes. */
function isSame(alert: Alert, disposal: Disposal): boolean {
  if (alert.disposition !== disposal.disposition) return false;
  const same = { ...alert, ...said(disposal) };
  return (
    same.master === alert.master &&
    same.notice === alert.notice &&
    same.answer === alert.answer &&
    same.until?.getTime() === alert.until?.getTime() &&
    same.reason === alert.reason
  );
}

const by = ({ id, role, unit }: PlacedActor): Actor => ({ id, role, unit });
