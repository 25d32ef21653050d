import type { Logger } from 'pino';
import { UNNAMED_FOR_MS } from '../../domain/attachment/attachment.js';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import type { AttachmentStore } from '../../storage/attachment/attachment-store.js';
import type { Uploads } from './uploads.js';

const EVERY_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;
/** A command that was to name files waits this long at most for its answer. */
const UNDER_WAY_MS = 60_000;
/** The history of its ticket would have named it long ago. */
const UNSETTLED_MS = 3_600_000;
/** Whoever erases a ticket may have been where its files are not. */
const ERASED_LATELY_MS = 30 * 86_400_000;
const PORTION = 200;

interface Deps {
  readonly store: Pick<AttachmentStore, 'settleForgotten' | 'sweep' | 'deleteErased'>;
  readonly uploads: Pick<Uploads, 'scanHeld' | 'scanAgain'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** What is done again and again, for tests to do at will: files find their ticket, their scanner, or their end. */
export function createAttachmentKeeping({ store, uploads, clock }: Deps): () => Promise<void> {
  return async () => {
    const before = (ms: number): Date => new Date(clock() - ms);
    await store.settleForgotten(before(UNDER_WAY_MS));
    const until = { before: before(UNNAMED_FOR_MS), claimedBefore: before(UNSETTLED_MS) };
    while ((await store.sweep(until, PORTION)) === PORTION);
    while ((await store.deleteErased(before(ERASED_LATELY_MS), PORTION)) === PORTION);
    await uploads.scanHeld();
    await uploads.scanAgain();
  };
}

/** Every process does it; what two do at once is done once. */
export function startAttachmentKeeper(deps: Deps & { readonly log: Logger }): { stop(): Promise<void> } {
  return againAndAgain({
    work: createAttachmentKeeping(deps),
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      deps.log.error(
        { error: failureName(error), nextInMs },
        'Files that belong to no ticket, or wait for the scanner, were not looked after',
      ),
  });
}
