import type { SaidNowBody } from '../../contracts/ticket.js';
import type { DisclosureField } from '../../domain/ticket/disclosure.js';
import { wordsOf } from '../../domain/ticket/told-words.js';
import { mayHaveWordsNow, saidNow, TYPES_NOW } from '../../domain/ticket/words-now.js';
import type { StoredEvent, StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Services } from '../services.js';
import { noteDisclosed, shownOf } from './disclosed.js';
import { presentEvent } from './ticket-presenter.js';
import type { Viewer } from './viewer.js';

export interface Looked {
  readonly ticket: StoredTicket;
  readonly viewer: Viewer;
}

/** Of each ticket what somebody wrote that wants to be read now, as far as it is shown. One question for all. */
export async function presentWordsNow(
  { views }: Pick<Services, 'views'>,
  looked: readonly Looked[],
): Promise<SaidNowBody[][]> {
  const worded = await views.worded(
    looked.flatMap(({ ticket }) => (mayHaveWordsNow(ticket.state) ? [ticket] : [])),
    TYPES_NOW,
  );
  return looked.map(({ ticket, viewer }) => presentOf(ticket, viewer, worded.get(ticket.state.id) ?? []));
}

function presentOf(
  ticket: StoredTicket,
  { account, sees, granted, grants }: Viewer,
  events: readonly StoredEvent[],
): SaidNowBody[] {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const told = saidNow(
    ticket.state,
    events.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
  ).flatMap(({ about, ref, seq }) => {
    const event = bySeq.get(seq);
    return event ? [{ about, ref, event }] : [];
  });
  const shown = shownOf(ticket, account, granted);
  if (told.length > 0) noteDisclosed(ticket, wordsIn(told.map(({ event }) => event)), shown, grants);
  return told.map(({ about, ref, event }) => {
    const { seq, type, at, actor, text, redactedBy, withheld } = presentEvent(event, ticket, shown, sees);
    return { about, ref, seq, type, at, actor, text, ...(redactedBy && { redactedBy }), withheld };
  });
}

/** Of what kinds there are words in these events. */
export function wordsIn(events: readonly StoredEvent[]): Partial<Record<DisclosureField, string>> {
  const worded = events.filter(({ text }) => Object.keys(text).length > 0);
  return Object.fromEntries(worded.flatMap(({ type }) => (wordsOf(type) === null ? [] : [[wordsOf(type), type]])));
}
