import { log } from '@temporalio/activity';
import type { OpenPlace } from '../../storage/reconcile/reconcile-store.js';
import { countByKind, reconcileTickets, type ReconcileDeps } from './reconcile-tickets.js';
import type { FindingKind } from './ticket-differences.js';

/** Twice what lies between two runs, so that a run that was skipped leaves nothing out. */
const SINCE_MINUTES = 10;
const TOUCHED_AT_MOST = 100;
const OLDER_ONES = 25;

export interface ReconcileActivities {
  /**
   * Looks at what was touched lately and at some of the others, repairs what can be, and says where to go on. Safe to
   * repeat.
   */
  reconcile(from: OpenPlace | null): Promise<{
    looked: number;
    unanswered: number;
    found: Partial<Record<FindingKind, number>>;
    repaired: number;
    webhooksStarted: number;
    next: OpenPlace | null;
  }>;
}

export function createReconcileActivities(
  deps: ReconcileDeps & {
    readonly observe: (kind: FindingKind, repaired: boolean) => void;
    /** Told of every run, how many tickets did not answer. */
    readonly silent: (tickets: number) => void;
    /** Starts the workflows that subscriptions lack, and answers how many. */
    readonly startWebhooks: () => Promise<number>;
  },
): ReconcileActivities {
  return {
    async reconcile(from) {
      const scope = { sinceMinutes: SINCE_MINUTES, limit: TOUCHED_AT_MOST, rotate: { from, limit: OLDER_ONES } };
      const { looked, unanswered, findings, next } = await reconcileTickets(deps, scope, { repair: true });
      for (const { kind, repaired, ticketId, says } of findings) {
        deps.observe(kind, repaired);
        log.warn('The two stores differed', { kind, repaired, ticketId, says });
      }
      deps.silent(unanswered);
      if (unanswered > 0) log.warn('Tickets did not answer, so they were not compared', { unanswered });
      const repaired = findings.filter((finding) => finding.repaired).length;
      const webhooksStarted = await deps.startWebhooks();
      if (webhooksStarted > 0) log.warn('Webhooks had no workflow, or had not heard of a change', { webhooksStarted });
      return { looked, unanswered, found: countByKind(findings), repaired, webhooksStarted, next };
    },
  };
}
