import { docsRoutes } from './docs/docs-routes.js';
import { healthRoutes } from './health/health-routes.js';
import type { Route } from './http/route.js';
import { ratingRoutes } from './ratings/rating-routes.js';
import { referenceRoutes } from './reference/reference-routes.js';
import { commandRoutes } from './tickets/command-routes.js';
import { ticketRoutes } from './tickets/ticket-routes.js';

/** Every route there is. What is not listed here is neither served nor documented. */
export const routes: readonly Route[] = [
  ...ticketRoutes,
  ...commandRoutes,
  ...ratingRoutes,
  ...referenceRoutes,
  ...healthRoutes,
  ...docsRoutes(() => routes),
];
