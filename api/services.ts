import type { Readiness } from '../contracts/reference.js';
import type { AnswerLedger } from '../storage/idempotency/answer-ledger.js';
import type { StageViews } from '../storage/board/board-views-stages.js';
import type { BoardViews } from '../storage/board/board-views.js';
import type { EventFeed } from '../storage/event/event-feed.js';
import type { HandOuts } from '../storage/idempotency/hand-outs.js';
import type { WorklistViews } from '../storage/list/worklist-views.js';
import type { KeyStore } from '../storage/access/key-store.js';
import type { CityStore } from '../storage/reference/city-store.js';
import type { ContactStore } from '../storage/reference/contact-store.js';
import type { NoticeInboxes } from '../storage/notice/notice-inboxes.js';
import type { NoticeTemplateSets } from '../storage/notice/notice-templates.js';
import type { ReferenceData } from '../storage/reference/reference-data.js';
import type { Sealing } from '../storage/secrets/sealing.js';
import type { TicketStore } from '../storage/ticket/ticket-store.js';
import type { TicketViews } from '../storage/ticket/ticket-views.js';
import type { FeedCursors } from './event/feed-cursors.js';
import type { Listeners } from './event/listeners.js';
import type { Tail } from './event/tail.js';
import type { TicketGateway } from './gateway/ticket-gateway.js';
import type { Accounts } from './access/accounts.js';
import type { Budgets } from './access/budgets.js';
import type { Open311 } from './open311/open311.js';
import type { SignedCursors } from './http/signed-cursors.js';
import type { WorklistCursors } from './list/worklist-cursors.js';
import type { CitizenProofs } from '../storage/access/citizen-links.js';
import type { TicketCursors } from './ticket/cursors.js';
import type { Webhooks } from './webhook/webhooks.js';
import type { WorkflowLink } from './ticket/workflow-link.js';

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
  readonly worklist: WorklistViews;
  readonly worklistCursors: WorklistCursors;
  readonly feed: EventFeed;
  readonly feedCursors: FeedCursors;
  readonly tail: Tail;
  readonly listeners: Listeners;
  readonly cursors: TicketCursors;
  /** Of one ticket's events. */
  readonly eventCursors: SignedCursors;
  readonly contacts: ContactStore;
  readonly city: CityStore;
  readonly notices: NoticeInboxes;
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
