import type { TicketSort } from '../../domain/ticket/lists.js';

/** The last row of the page before, in the order that the page had. */
export interface PageStart {
  readonly sort: TicketSort;
  readonly at: string;
  readonly id: string;
}

export interface PageOrder {
  readonly sort: TicketSort;
  readonly after: PageStart | null;
}

export interface Count {
  readonly total: number;
  /** There may be more: counting stopped here. */
  readonly isAtLeast: boolean;
}
