import type { Readiness } from '../contracts/reference.js';
import type { PlacedActor } from '../domain/ticket/permissions.js';
import type { Role } from '../domain/ticket/vocabulary.js';
import type { AnswerLedger } from '../storage/answer-ledger.js';
import type { ReferenceData } from '../storage/reference-data.js';
import type { Sealing } from '../storage/sealing.js';
import type { TicketStore } from '../storage/ticket-store.js';
import type { TicketViews } from '../storage/ticket-views.js';
import type { TicketGateway } from './gateway/ticket-gateway.js';
import type { Accounts } from './http/accounts.js';
import type { RatingLinks } from './ratings/rating-links.js';
import type { Cursors } from './tickets/cursors.js';

/** An employee or a system, by its key. */
export interface Account extends PlacedActor {
  readonly role: Role;
  readonly name: string;
}

/** All that routes work with. Put together in `main.ts`, and in tests. */
export interface Services {
  readonly views: TicketViews;
  readonly store: TicketStore;
  readonly answers: AnswerLedger;
  readonly reference: ReferenceData;
  readonly sealing: Sealing;
  readonly gateway: TicketGateway;
  readonly accounts: Accounts;
  readonly cursors: Cursors;
  readonly ratingLinks: RatingLinks;
  /** The engine has taken this ticket; noted on the ticket a little later, together with others. */
  readonly confirmStarted: (ticketId: string) => void;
  readonly readiness: () => Promise<Readiness>;
  readonly now: () => Date;
}
