import type { SuggestionsBody } from '../../contracts/intake.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { countedIn, likenessTo, sharedWords, talliedOf, type Said } from '../../domain/intake/likeness.js';
import { sameMatters } from '../../domain/intake/same-matter.js';
import { can } from '../../domain/ticket/permissions.js';
import { isBeyond } from '../../domain/ticket/rules/supervising.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Account } from '../access/account.js';
import { chinaTime } from '../http/time.js';
import { noteDisclosed, shownOf } from '../ticket/disclosed.js';

/** The call that is being written down. */
export interface Call {
  readonly said: Said;
  readonly area: string | null;
  readonly classCode: string | null;
  /** Tickets that were left from its number. */
  readonly ofCaller: ReadonlySet<string>;
}

/**
 * Which of these say the same, the likest first. Only what the reader may read as it was written is compared: a text
 * that is kept back could be guessed by what it is found for. A number that is kept back makes nobody the same.
 */
export function sameMatterIn(
  tickets: readonly StoredTicket[],
  { said, area, classCode, ofCaller }: Call,
  account: Account,
  { units, now }: { readonly units: ReferenceSnapshot['units']; readonly now: Date },
): SuggestionsBody['sameMatter'] {
  const here = districtOf(area, units);
  const beside = tickets.flatMap((ticket) => {
    const { content, state, citizen } = ticket;
    const shown = shownOf(ticket, account);
    // Nothing is merged into a report, and that there is one is told to nobody who did not ask for it.
    if (content === null || state.type === 'report' || !can(account, 'read', state)) return [];
    if (shown.title !== 'clear' || shown.text !== 'clear') return [];
    const there = shown.address === 'none' ? undefined : content.address.area;
    const district = districtOf(there ?? null, units);
    const anonymous = (state.identity ?? citizen?.identity) === 'anonymous';
    return [
      {
        ...{ ticket, content, state, shown, area: there },
        tallied: talliedOf(content),
        daysAgo: (now.getTime() - Date.parse(state.registeredAt)) / DAY_MS,
        sameCitizen: ofCaller.has(state.id) && shown.telephone !== 'none' && !anonymous,
        elsewhere: here !== null && district !== null && here !== district,
        sameOutage: isOutage(state) && area !== null && area === there && classCode === state.classCode,
      },
    ];
  });
  const likeness = likenessTo(talliedOf(said), countedIn(beside.map(({ tallied }) => tallied)));
  const scored = beside.map((one) => ({ ...one, score: likeness(one.tallied) }));
  return sameMatters(scored).map(({ ticket, content, state, shown, area: there, score, daysAgo, sameCitizen }) => {
    noteDisclosed(ticket, { title: content.title }, shown);
    return {
      ticketId: state.id,
      ...{ number: state.number, state: state.state, version: state.version, classCode: state.classCode },
      title: content.title,
      unit: state.lead && { id: state.lead.id, name: units.get(state.lead.id)?.name ?? null },
      area: there === undefined ? null : { id: there, name: units.get(there)?.name ?? null },
      registeredAt: chinaTime(state.registeredAt),
      stateSince: chinaTime(state.stateSince),
      score: Math.round(score * 100) / 100,
      relation: sameCitizen ? 'sameCitizen' : 'otherCitizen',
      command: sameCitizen ? (isBeyond(state, 'nudge') ? 'tellProgress' : 'nudge') : 'merge',
      sharedWords: sharedWords(said, content),
      daysAgo: Math.floor(daysAgo),
    };
  });
}

/** What many lose at once is P1, or worse. */
function isOutage({ urgency }: TicketState): boolean {
  return urgency === 'P0' || urgency === 'P1';
}

function districtOf(area: string | null, units: ReferenceSnapshot['units']): string | null {
  const path = area === null ? [] : (units.get(area)?.path ?? []);
  return path.find((id) => units.get(id)?.level === 'district') ?? null;
}
