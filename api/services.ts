import type { Readiness } from '../contracts/reference.js';
import type { KeyScope } from '../domain/access/key-scopes.js';
import type { PlacedActor } from '../domain/ticket/permissions.js';
import type { Role } from '../domain/ticket/vocabulary.js';
import type { AnswerLedger } from '../storage/answer-ledger.js';
import type { StageViews } from '../storage/board-views-stages.js';
import type { BoardViews } from '../storage/board-views.js';
import type { EventFeed } from '../storage/event-feed.js';
import type { HandOuts } from '../storage/hand-outs.js';
import type { InboxViews } from '../storage/inbox-views.js';
import type { KeyStore } from '../storage/key-store.js';
import type { CityStore } from '../storage/city-store.js';
import type { ContactStore } from '../storage/contact-store.js';
import type { NoticeBoxes } from '../storage/notice-boxes.js';
import type { NoticeTemplateSets } from '../storage/notice-templates.js';
import type { ReferenceData } from '../storage/reference-data.js';
import type { Sealing } from '../storage/sealing.js';
import type { TicketStore } from '../storage/ticket-store.js';
import type { TicketViews } from '../storage/ticket-views.js';
import type { FeedCursors } from './events/feed-cursors.js';
import type { Listeners } from './events/listeners.js';
import type { Tail } from './events/tail.js';
import type { TicketGateway } from './gateway/ticket-gateway.js';
import type { Accounts } from './http/accounts.js';
import type { Budgets } from './http/budgets.js';
import type { Open311 } from './open311/open311.js';
import type { SignedCursors } from './http/signed-cursors.js';
import type { InboxCursors } from './inbox/inbox-cursors.js';
import type { CitizenProofs } from '../storage/citizen-links.js';
import type { Cursors } from './tickets/cursors.js';
import type { Webhooks } from './webhooks/webhooks.js';
import type { WorkflowLink } from './tickets/workflow-link.js';

/** An employee or a system, by its key. */
export interface Account extends PlacedActor {
  readonly role: Role;
  readonly name: string;
  /** What the key is for; empty: all that the role may do. */
  readonly scopes: readonly KeyScope[];
  readonly expiresAt: Date | null;
}

/** All that routes work with. Put together in `main.ts`, and in tests. */
export interface Services extends CitizenProofs {
  readonly views: TicketViews;
  readonly boards: BoardViews;
  readonly stages: StageViews;
  readonly store: TicketStore;
  readonly answers: AnswerLedger;
  readonly reference: ReferenceData;
  readonly sealing: Sealing;
  readonly gateway: TicketGateway;
  readonly accounts: Accounts;
  readonly budgets: Budgets;
  readonly keys: KeyStore;
  readonly inbox: InboxViews;
  readonly inboxCursors: InboxCursors;
  readonly feed: EventFeed;
  readonly feedCursors: FeedCursors;
  readonly tail: Tail;
  readonly listeners: Listeners;
  readonly cursors: Cursors;
  /** Of one ticket's events. */
  readonly eventCursors: SignedCursors;
  readonly contacts: ContactStore;
  readonly city: CityStore;
  readonly notices: NoticeBoxes;
  readonly noticeCursors: SignedCursors;
  readonly noticeTemplates: NoticeTemplateSets;
  readonly open311: Open311;
  readonly webhooks: Webhooks;
  /** `null`: nobody said where the Temporal UI is. */
  readonly workflowLink: WorkflowLink | null;
  /** To whom was shown by what a citizen proves to be the one. */
  readonly handOuts: HandOuts;
  /** The engine has taken this ticket; noted on the ticket a little later, together with others. */
  readonly confirmStarted: (ticketId: string) => void;
  readonly readiness: () => Promise<Readiness>;
  /** Whether the process was told to stop. */
  readonly isDraining: () => boolean;
  readonly now: () => Date;
}
