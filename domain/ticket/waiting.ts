import type { Instant } from '../calendar/types.js';
import { liveClock } from './draft.js';
import { overdueAt } from './overdue.js';
import { chinaMinute } from '../calendar/china-time.js';
import type { TicketState } from './ticket.js';
import { STATE_KIND } from './vocabulary.js';
import { WAITING_ROWS, type AwaitedActor, type Tongue } from './waiting-rows.js';
import type { Language, Words } from './words.js';

/** What a ticket waits for. Nobody is named where only a date or another ticket can move it, and once it has ended. */
export interface Waiting {
  readonly for: AwaitedActor | null;
  readonly since: Instant;
  readonly sentence: Words;
}

export type UnitNames = (unit: string) => Words;

/**
 * Why the ticket does not move: the first row that fits, in one sentence of either language. `now` tells which dates
 * are past; without it, those that were marked.
 */
export function waitingOf(
  ticket: TicketState,
  nameOf: UnitNames = (unit) => ({ zh: unit, en: unit }),
  now: Instant | null = null,
): Waiting {
  const row = WAITING_ROWS.find(({ states, when }) => states.includes(ticket.state) && (when?.(ticket) ?? true));
  if (!row) throw new Error(`Nothing says what a ticket waits for that is ${ticket.state}.`);
  const told = (language: Language): string =>
    [row[language](tongue(ticket, nameOf, language, now)), ...supervisionsToAnswer(ticket, language)].join(
      language === 'zh' ? '；' : '; ',
    );
  return {
    for: row.who(ticket),
    since: row.since?.(ticket) ?? ticket.stateSince,
    sentence: { zh: `${told('zh')}。`, en: `${told('en')}.` },
  };
}

function tongue(ticket: TicketState, nameOf: UnitNames, language: Language, now: Instant | null): Tongue {
  const unit = (id: string): string => nameOf(id)[language];
  return {
    ticket,
    unit,
    lead: ticket.lead === null ? (language === 'zh' ? '主办单位' : 'The lead unit') : unit(ticket.lead.id),
    at: (instant) => (instant === null ? '' : chinaMinute(instant)),
    by(key, ref) {
      const clock = liveClock(ticket, key, ref ?? null);
      if (!clock) return '';
      const due = chinaMinute(clock.dueAt);
      const late = (now === null ? clock.overdueAt : overdueAt(clock, now)) !== null;
      if (language === 'zh') return `，期限 ${due}${late ? '（已超期）' : ''}`;
      return ` by ${due}${late ? ' (overdue)' : ''}`;
    },
  };
}

/** A supervision is answered by the lead unit; while no unit holds the ticket, nobody can. */
function supervisionsToAnswer(ticket: TicketState, language: Language): string[] {
  const open = ticket.supervisions.filter(({ answeredAt }) => answeredAt === null);
  if (open.length === 0 || ticket.lead === null || STATE_KIND[ticket.state] !== 'open') return [];
  const ids = open.map(({ id }) => id);
  if (language === 'zh') return [`另有第 ${ids.join('、')} 号督办未回复`];
  return [
    ids.length === 1 ? `supervision ${ids[0] ?? ''} is unanswered` : `supervisions ${ids.join(' and ')} are unanswered`,
  ];
}
