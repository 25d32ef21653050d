/** Names and shapes of the run that carries out erasures and retention, by the clock of a Schedule. */
export const ERASURE_WORKFLOW = 'eraseTickets';
export const ERASURE_SCHEDULE = 'erase-tickets';

export interface ErasureRun {
  readonly carriedOut: number;
  /** Erased tickets of which nothing is left elsewhere since this run, and of which something is. */
  readonly removed: number;
  readonly left: number;
  readonly retained: number;
  readonly held: number;
  /** Where the next run goes on with retention; `null`: from the oldest ticket. */
  readonly next: { readonly registeredAt: string; readonly id: string } | null;
}
