/** Names and shapes of the run that compares the two stores, by the clock of a Schedule. */
export const RECONCILE_WORKFLOW = 'reconcileStores';
export const RECONCILE_SCHEDULE = 'reconcile-stores';

export interface ReconcileRun {
  readonly looked: number;
  readonly unanswered: number;
  /** By kind; names of tickets are in the worker's log alone. */
  readonly found: Readonly<Record<string, number>>;
  readonly repaired: number;
  readonly webhooksStarted: number;
  /** Where the next run goes on with tickets that nothing happened to; `null`: from the oldest. */
  readonly next: { readonly registeredAt: string; readonly id: string } | null;
}
