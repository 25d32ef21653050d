import type { ProgressBody } from '../../contracts/progress.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import { disclosureByLink } from '../../domain/ticket/disclosure.js';
import { progressOf } from '../../domain/ticket/progress.js';
import { protectionOf } from '../../domain/ticket/protection.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { State } from '../../domain/ticket/vocabulary.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { StoredEvent, StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import type { Services } from '../services.js';

export function presentProgress(
  { state, linkGeneration }: StoredTicket,
  events: readonly StoredEvent[],
  master: StoredTicket | null,
  { units }: Pick<ReferenceSnapshot, 'units'>,
  /** `null`: they are not told. */
  links: Pick<Services, 'ratingLinks' | 'progressLinks'> | null,
): ProgressBody {
  const progress = progressOf(
    state,
    events.map(({ seq, type, at, data }) => ({ seq, type, at: at.toISOString(), data })),
    master?.state,
  );
  const unit = progress.unit === null ? undefined : units.get(progress.unit);
  return {
    number: state.number,
    state: state.state,
    text: progress.text,
    registeredAt: chinaTime(state.registeredAt),
    dueAt: chinaTimeOrNull(progress.dueAt),
    provisional: progress.provisional,
    unit: unit ? { zh: unit.name, en: unit.nameEn } : null,
    steps: progress.steps.map((step) => ({ ...step, at: chinaTime(step.at) })),
    moves: progress.moves.map(({ at, from, to, ...words }) => ({
      at: chinaTime(at),
      ...words,
      from: chinaTime(from),
      to: chinaTimeOrNull(to),
    })),
    reply: links && replyIn(state, events),
    actions: [...progress.actions],
    appealUntil: chinaTimeOrNull(progress.appealUntil),
    link: links?.progressLinks.linkTo(state.id, linkGeneration) ?? null,
    ratingLink:
      state.state === 'callbackPending'
        ? (links?.ratingLinks.linkTo(state.id, state.round, linkGeneration) ?? null)
        : null,
  };
}

const AFTER_THE_REPLY: readonly State[] = ['callbackPending', 'dissatisfiedReview', 'closed', 'archived'];

/** The answer that a reviewer let go out, while it is the last word; as far as the table says what a link shows. */
function replyIn(state: TicketState, events: readonly StoredEvent[]): ProgressBody['reply'] {
  if (!AFTER_THE_REPLY.includes(state.state) || disclosureByLink(protectionOf(state)).unitWords === 'none') return null;
  const accepted = events.findLastIndex(({ type }) => type === 'replyAccepted');
  const replied = events.slice(0, Math.max(accepted, 0)).findLast(({ type }) => type === 'replied');
  const text = replied?.text['text'];
  return replied && typeof text === 'string' ? { at: chinaTime(replied.at), text: redactedText(text) } : null;
}
