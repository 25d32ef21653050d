import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { mayWith, type Me } from '../api/me.js';
import type { zh } from '../words/zh.js';

export interface AdminPage {
  /** In the address, and of its words. */
  readonly name: keyof (typeof zh)['admin']['pages'];
  readonly group: keyof (typeof zh)['admin']['groups'];
  /** Of the routes, the one without which there is nothing to do there. */
  readonly opens: string;
  readonly Page: LazyExoticComponent<ComponentType>;
}

/** In the order of the list beside them. */
export const ADMIN_PAGES: readonly AdminPage[] = [
  {
    ...{ name: 'units', group: 'city', opens: 'putUnit' },
    Page: lazy(() => import('./units/units-page.js').then((module) => ({ default: module.UnitsPage }))),
  },
  {
    ...{ name: 'policyPacks', group: 'rules', opens: 'publishPolicyPack' },
    Page: lazy(() => import('../rules/packs-page.js').then((module) => ({ default: module.PacksPage }))),
  },
  {
    ...{ name: 'policyAssignments', group: 'rules', opens: 'putPolicyAssignment' },
    Page: lazy(() => import('../rules/assignments-page.js').then((module) => ({ default: module.AssignmentsPage }))),
  },
  {
    ...{ name: 'wordings', group: 'rules', opens: 'putWording' },
    Page: lazy(() => import('../rules/wordings-page.js').then((module) => ({ default: module.WordingsPage }))),
  },
  {
    ...{ name: 'deadNotices', group: 'rules', opens: 'listDeadNotices' },
    Page: lazy(() => import('../rules/dead-notices-page.js').then((module) => ({ default: module.DeadNoticesPage }))),
  },
  {
    ...{ name: 'webhooks', group: 'rules', opens: 'listWebhooks' },
    Page: lazy(() => import('../rules/webhooks-page.js').then((module) => ({ default: module.WebhooksPage }))),
  },
  {
    ...{ name: 'exports', group: 'records', opens: 'listExports' },
    Page: lazy(() => import('../records/exports-page.js').then((module) => ({ default: module.ExportsPage }))),
  },
  {
    ...{ name: 'dataRequests', group: 'records', opens: 'listDataRequests' },
    Page: lazy(() =>
      import('../records/data-requests-page.js').then((module) => ({ default: module.DataRequestsPage })),
    ),
  },
  {
    ...{ name: 'oneTicket', group: 'records', opens: 'listErasures' },
    Page: lazy(() => import('../records/one-ticket-page.js').then((module) => ({ default: module.OneTicketPage }))),
  },
  {
    ...{ name: 'changes', group: 'trail', opens: 'listAdminChanges' },
    Page: lazy(() => import('../trail/changes-page.js').then((module) => ({ default: module.ChangesPage }))),
  },
  {
    ...{ name: 'looks', group: 'trail', opens: 'listLooks' },
    Page: lazy(() => import('../trail/looks-page.js').then((module) => ({ default: module.LooksPage }))),
  },
];

export function adminPagesFor(me: Me): readonly AdminPage[] {
  return ADMIN_PAGES.filter(({ opens }) => mayWith(me, opens));
}
