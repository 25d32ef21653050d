import type { Request } from 'express';
import { assertSameOrigin, type Site } from '../../access/session-cookie.js';

/**
 * No page of another site makes a browser send our forms. Nobody has signed in here, so what protects is the link, or
 * the code; this keeps others' visitors out of the budgets. `none` is a person who loads the page again. A browser that
 * says neither whence nor how, as old ones do for a page that tells nobody where its reader came from, is let through.
 */
export function assertFromHere(site: Site, request: Request): void {
  const origin = request.get('origin');
  const fetchSite = request.get('sec-fetch-site');
  const saysNothing = fetchSite === undefined && (origin === undefined || origin === 'null');
  if (saysNothing || fetchSite === 'none') return;
  assertSameOrigin(site, request);
}
