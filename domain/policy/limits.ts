import type { Limit } from '../calendar/types.js';
import type { ClockKey, TicketType, Urgency } from '../ticket/vocabulary.js';
import type { LimitRule, PolicyPack, StatutoryLimit } from './types.js';

export interface LimitQuestion {
  readonly type: TicketType;
  readonly urgency: Urgency;
  /** 1 for the first handling, 2 for the first redo. */
  readonly round: number;
  readonly statutory?: StatutoryLimit;
}

export interface LimitAnswer {
  readonly limit: Limit;
  /** The row that gave the limit, e.g. `default@1 handle P2 help = 5 workingDays`. */
  readonly rule: string;
}

/**
 * The limit of a clock by the pack, or `null` when the pack has no such clock for this ticket. `citizen` asks the rows
 * of `handle`.
 *
 * A statutory limit stands in place of a first-round handling limit counted in days or working days. Limits in hours
 * and shorter are for emergencies and the redo limit is for doing again what was found wanting: no law lengthens those.
 */
export function limitFor(pack: PolicyPack, key: ClockKey, question: LimitQuestion): LimitAnswer | null {
  const handling = key === 'handle' || key === 'citizen';
  const redo = handling && question.round > 1;
  const row = redo ? 'redo' : handling ? 'handle' : key;
  const rule = redo ? pack.redo : pack.limits[handling ? 'handle' : key];
  const found = rule ? resolve(rule, question) : null;
  const label = `${pack.code}@${pack.version} ${row}`;

  const { statutory } = question;
  if (statutory && handling && !redo && (!found || countsDays(found.limit))) {
    const limit: Limit = { amount: statutory.workingDays, unit: 'workingDays' };
    return { limit, rule: `${label} statutory = ${limitText(limit)} (${statutory.lawRef})` };
  }
  if (!found) return null;
  return { limit: found.limit, rule: `${[label, ...found.path].join(' ')} = ${limitText(found.limit)}` };
}

/** `5 workingDays`: the unit keeps its code spelling, so that the text is the same in every language. */
export function limitText(limit: Limit): string {
  return `${limit.amount} ${limit.unit}`;
}

interface Found {
  readonly limit: Limit;
  readonly path: readonly string[];
}

/** A `null` is an answer ("no clock here") and does not fall through to `*`; only an absent key does. */
function resolve(rule: LimitRule, { type, urgency }: LimitQuestion): Found | null {
  if ('unit' in rule) return { limit: rule, path: [] };
  const urgencyKey = rule.by[urgency] === undefined ? '*' : urgency;
  const byUrgency = rule.by[urgencyKey];
  if (!byUrgency) return null;
  if ('unit' in byUrgency) return { limit: byUrgency, path: [urgencyKey] };
  const typeKey = byUrgency.byType[type] === undefined ? '*' : type;
  const limit = byUrgency.byType[typeKey];
  return limit ? { limit, path: [urgencyKey, typeKey] } : null;
}

function countsDays(limit: Limit): boolean {
  return limit.unit === 'days' || limit.unit === 'workingDays';
}
