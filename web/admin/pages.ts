import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { mayWith, type Me } from '../api/me.js';
import type { zh } from '../words/zh.js';
import type { AdminPageName } from './opened.js';

export interface AdminPage {
  readonly name: AdminPageName;
  readonly group: keyof (typeof zh)['admin']['groups'];
  /** Of the routes, the one without which there is nothing to do there. */
  readonly opens: string;
  readonly Page: LazyExoticComponent<ComponentType>;
}

/** In the order of the list beside them. */
export const ADMIN_PAGES: readonly AdminPage[] = [
  {
    ...{ name: 'people', group: 'people', opens: 'listAccounts' },
    Page: lazy(() => import('./people/people-page.js').then((module) => ({ default: module.PeoplePage }))),
  },
  {
    ...{ name: 'providers', group: 'people', opens: 'listIdentityProviders' },
    Page: lazy(() => import('./providers/providers-page.js').then((module) => ({ default: module.ProvidersPage }))),
  },
  {
    ...{ name: 'keys', group: 'people', opens: 'listKeys' },
    Page: lazy(() => import('./keys/keys-page.js').then((module) => ({ default: module.KeysPage }))),
  },
  {
    ...{ name: 'units', group: 'city', opens: 'putUnit' },
    Page: lazy(() => import('./units/units-page.js').then((module) => ({ default: module.UnitsPage }))),
  },
  {
    ...{ name: 'classes', group: 'city', opens: 'putClass' },
    Page: lazy(() => import('./classes/classes-page.js').then((module) => ({ default: module.ClassesPage }))),
  },
  {
    ...{ name: 'contacts', group: 'city', opens: 'listContacts' },
    Page: lazy(() => import('./contacts/contacts-page.js').then((module) => ({ default: module.ContactsPage }))),
  },
  {
    ...{ name: 'hours', group: 'city', opens: 'putOfficeHours' },
    Page: lazy(() => import('./hours/hours-page.js').then((module) => ({ default: module.HoursPage }))),
  },
  {
    ...{ name: 'calendar', group: 'city', opens: 'putCalendarYear' },
    Page: lazy(() => import('./calendar/calendar-page.js').then((module) => ({ default: module.CalendarPage }))),
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
    ...{ name: 'retention', group: 'records', opens: 'listRetentionRules' },
    Page: lazy(() => import('../records/retention-page.js').then((module) => ({ default: module.RetentionPage }))),
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
