import type { z } from 'zod';
import type { AlertSchema, OutagesSchema, WholeAlertSchema } from '../../contracts/alerts.js';
import { DAY_MS, HOUR_MS } from '../../domain/calendar/civil-time.js';
import { sharedWords } from '../../domain/intake/likeness.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import { alertState, allowedOnAlert, KNOWN_FOR_MS, type Alert } from '../../domain/sentinel/alert.js';
import { can } from '../../domain/ticket/permissions.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { LinkedTicket } from '../../storage/sentinel/alert-store.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Account } from '../access/account.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { asShown, noteDisclosed, shownOf } from '../ticket/disclosed.js';

type Names = Pick<ReferenceSnapshot, 'units' | 'classes'>;

export function presentAlert(alert: Alert, account: Account, names: Names, now: Date): z.input<typeof AlertSchema> {
  const { id, rule, version, tickets, citizens, why, disposition, reason, master, acknowledgedBy, disposedBy } = alert;
  const { acknowledgeBy, acknowledgedAt } = alert;
  return {
    ...{ id, rule, version, tickets, citizens, why, disposition, reason, master, acknowledgedBy, disposedBy },
    state: alertState(alert),
    ...placed(alert, names),
    owner: named(alert.owner, names),
    ...{ raisedAt: chinaTime(alert.raisedAt), since: chinaTime(alert.since), lastAt: chinaTime(alert.lastAt) },
    acknowledgeBy: chinaTime(acknowledgeBy),
    isLate: acknowledgeBy.getTime() < (acknowledgedAt ?? now).getTime(),
    ...{ acknowledgedAt: chinaTimeOrNull(acknowledgedAt), disposedAt: chinaTimeOrNull(alert.disposedAt) },
    outage: outageOf(alert),
    allowed: allowedOnAlert(alert, account),
  };
}

/** With its tickets, as far as the reader may know of each. A report is in no alert that a person did not make. */
export function presentWholeAlert(
  alert: Alert,
  { linked, stored }: { linked: readonly LinkedTicket[]; stored: ReadonlyMap<string, StoredTicket> },
  account: Account,
  names: Names,
  now: Date,
): z.input<typeof WholeAlertSchema> {
  const seen = linked.flatMap(({ id, linkedBy, registeredAt }) => {
    const ticket = stored.get(id);
    if (ticket === undefined || ticket.state.type === 'report' || !can(account, 'read', ticket.state)) return [];
    return [{ ticket, linkedBy, registeredAt, shown: shownOf(ticket, account) }];
  });
  const clear = seen.flatMap(({ ticket: { content }, shown }) =>
    content !== null && shown.title === 'clear' && shown.text === 'clear' ? [content] : [],
  );
  const [first, second] = [clear[0], clear.at(-1)];
  return {
    ...presentAlert(alert, account, names, now),
    linked: seen.map(({ ticket, linkedBy, registeredAt, shown }) => {
      const { id, number, version, state, classCode } = ticket.state;
      noteDisclosed(ticket, { title: ticket.content?.title }, shown);
      return {
        ...{ id, number, version, state, classCode, linkedBy, registeredAt: chinaTime(registeredAt) },
        title: asShown(shown.title, ticket, 'title'),
      };
    }),
    words: first === undefined || second === undefined || clear.length < 2 ? [] : wordsOf(first, second),
    growth: growthOf(linked),
  };
}

export function presentOutages(alerts: readonly Alert[], names: Names): z.input<typeof OutagesSchema> {
  return {
    items: alerts.flatMap((alert) => {
      const outage = outageOf(alert);
      if (outage === null) return [];
      const { id, tickets, since } = alert;
      return [{ alert: id, ...placed(alert, names), since: chinaTime(since), tickets, ...outage }];
    }),
  };
}

function wordsOf(one: StoredTicket['content'] & object, other: StoredTicket['content'] & object): string[] {
  const said = ({ title, text }: typeof one) => ({ title: redactedText(title), text: redactedText(text) });
  return sharedWords(said(one), said(other));
}

function outageOf({ disposition, notice, answer, until, disposedAt }: Alert) {
  if (disposition !== 'outage' || notice === null || answer === null) return null;
  const known = until ?? (disposedAt === null ? null : new Date(disposedAt.getTime() + KNOWN_FOR_MS));
  return { notice, answer, until: chinaTimeOrNull(known) };
}

function placed({ classCode, place }: Alert, names: Names) {
  return {
    class: classCode === null ? null : { code: classCode, name: names.classes.get(classCode)?.name ?? classCode },
    place: named(place, names),
  };
}

function named(unit: string | null, { units }: Pick<Names, 'units'>) {
  return unit === null ? null : { id: unit, name: units.get(unit)?.name ?? unit };
}

function growthOf(linked: readonly LinkedTicket[]): { from: string; tickets: number }[] {
  const times = linked.map(({ registeredAt }) => registeredAt.getTime());
  const step = Math.max(...times) - Math.min(...times) > 3 * DAY_MS ? DAY_MS : HOUR_MS;
  const counted = new Map<number, number>();
  // Days of China begin eight hours before those of the world.
  const begin = (at: number): number => Math.floor((at + 8 * HOUR_MS) / step) * step - 8 * HOUR_MS;
  for (const at of times) counted.set(begin(at), (counted.get(begin(at)) ?? 0) + 1);
  return [...counted].sort(([a], [b]) => a - b).map(([at, n]) => ({ from: chinaTime(new Date(at)), tickets: n }));
}
