import type { ProgressBody } from '../../contracts/progress.js';
import { progressOf } from '../../domain/ticket/progress.js';
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
    events.map(({ type, at, data }) => ({ type, at: at.toISOString(), data })),
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
    appealUntil: chinaTimeOrNull(progress.appealUntil),
    link: links?.progressLinks.linkTo(state.id, linkGeneration) ?? null,
    ratingLink:
      state.state === 'callbackPending'
        ? (links?.ratingLinks.linkTo(state.id, state.round, linkGeneration) ?? null)
        : null,
  };
}
