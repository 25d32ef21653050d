import { approvalRoutes } from './approvals/approval-routes.js';
import { bulkRoutes } from './bulk/bulk-routes.js';
import { contactRoutes } from './contacts/contact-routes.js';
import { docsRoutes } from './docs/docs-routes.js';
import { eventRoutes } from './events/event-routes.js';
import { healthRoutes } from './health/health-routes.js';
import type { Route } from './http/route.js';
import { inboxRoutes } from './inbox/inbox-routes.js';
import { keyRoutes } from './keys/key-routes.js';
import { listRoutes } from './lists/list-routes.js';
import { explainRoutes } from './tickets/explain-routes.js';
import { liveRoutes } from './tickets/live-routes.js';
import { open311Routes } from './open311/open311-routes.js';
import { webhookRoutes } from './webhooks/webhook-routes.js';
import { noticeRoutes } from './notices/notice-routes.js';
import { progressRoutes } from './progress/progress-routes.js';
import { ratingRoutes } from './ratings/rating-routes.js';
import { cityRoutes } from './reference/city-routes.js';
import { referenceRoutes } from './reference/reference-routes.js';
import { boardRoutes } from './stats/board-routes.js';
import { commandRoutes } from './tickets/command-routes.js';
import { ticketRoutes } from './tickets/ticket-routes.js';

/** Every route there is. What is not listed here is neither served nor documented. */
export const routes: readonly Route[] = [
  ...ticketRoutes,
  ...listRoutes,
  ...approvalRoutes,
  ...boardRoutes,
  ...explainRoutes,
  ...liveRoutes,
  ...commandRoutes,
  ...ratingRoutes,
  ...progressRoutes,
  ...noticeRoutes,
  ...contactRoutes,
  ...keyRoutes,
  ...inboxRoutes,
  ...bulkRoutes,
  ...eventRoutes,
  ...referenceRoutes,
  ...cityRoutes,
  ...open311Routes,
  ...webhookRoutes,
  ...healthRoutes,
  ...docsRoutes(() => routes),
];
