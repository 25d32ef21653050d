import {
  AlertParamsSchema,
  AlertsQuerySchema,
  AlertsSchema,
  AlertTicketParamsSchema,
  OutagesSchema,
  WholeAlertSchema,
} from '../../contracts/alerts.js';
import {
  ALERT_DESK_ROLES,
  ALERT_READ_ROLES,
  mayReadAlert,
  refusalOf,
  type Alert,
} from '../../domain/sentinel/alert.js';
import { Refusal } from '../../domain/refusal.js';
import { can } from '../../domain/ticket/permissions.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { actorOf, type Account } from '../access/account.js';
import { linkToNext, pageOf, startOf } from '../http/paging.js';
import { ApiProblem } from '../http/problem.js';
import { withClassesBelow } from '../list/classes-below.js';
import { routesFor, ticketNotFound, type Route } from '../route.js';
import type { Services } from '../services.js';
import { normalisedPhone } from '../ticket/phone.js';
import { presentAlert, presentOutages, presentWholeAlert } from './alert-presenter.js';

export type AlertServices = Pick<Services, 'alerts' | 'alertCursors' | 'views' | 'reference' | 'now'>;
const defineRoute = routesFor<AlertServices>();

const TAG = 'Alerts';
const ALERTS = '/api/v1/alerts';
const ONE = `${ALERTS}/{alert}`;
const READERS = ALERT_READ_ROLES as readonly Role[];
const MOST_SHOWN = 200;
const AT_A_TIME = 8;

const listAlerts = defineRoute({
  method: 'get',
  path: ALERTS,
  operationId: 'listAlerts',
  tag: TAG,
  summary: 'What the sentinel raised, newest first',
  description:
    'Several people with one matter, many from one place, far more of a class than is usual, or what the season brings. The machine raises them, and a person says what becomes of each. A unit reads those that it sees to.',
  permission: READERS,
  query: AlertsQuerySchema,
  responses: { 200: { description: 'One page.', schema: AlertsSchema, headers: ['Link'] } },
  async handler(
    { query: { owner: unit, desk = false, class: wanted, cursor, limit, ...asked }, account, request },
    { alerts, alertCursors: cursors, reference, now },
  ) {
    const snapshot = await reference.current();
    const own = account.role === 'handler' ? (account.unit ?? '') : unit;
    const found = await alerts.list({
      ...{ ...asked, owner: desk && account.role !== 'handler' ? null : own, limit: limit + 1 },
      classes: wanted === undefined ? undefined : withClassesBelow([wanted], snapshot.classes),
      before: startOf(cursor, (given) => placeOf(cursors.read(given))),
    });
    const { items, nextCursor } = pageOf(found, limit, ({ raisedAt, id }) =>
      cursors.write([raisedAt.toISOString(), id]),
    );
    return {
      status: 200,
      headers: linkToNext(request.originalUrl, nextCursor),
      body: { items: items.map((alert) => presentAlert(alert, account, snapshot, now())), nextCursor },
    };
  },
});

const listOutages = defineRoute({
  method: 'get',
  path: `${ALERTS}/outages`,
  operationId: 'listKnownOutages',
  tag: TAG,
  summary: 'What is known to be out now, with what callers are answered',
  description: 'For who has somebody on the line: of each, one press answers by its text and links the ticket to it.',
  permission: READERS,
  responses: { 200: { description: 'What is known.', schema: OutagesSchema } },
  async handler({ account }, { alerts, reference, now }) {
    const [snapshot, known] = await Promise.all([reference.current(), alerts.outages(now())]);
    return {
      status: 200,
      body: presentOutages(
        known.filter((one) => mayReadAlert(one, account)),
        snapshot,
      ),
    };
  },
});

const readAlert = defineRoute({
  method: 'get',
  path: ONE,
  operationId: 'readAlert',
  tag: TAG,
  summary: 'An alert with its tickets, how it grew, and why it was raised',
  description: 'Of its tickets those that the reader may know of, each as far as it is shown to them.',
  permission: READERS,
  look: 'list',
  params: AlertParamsSchema,
  missing: 'alert-not-found',
  responses: { 200: { description: 'The alert.', schema: WholeAlertSchema } },
  problems: ['alert-not-found'],
  async handler({ params, account }, services) {
    const alert = await sureAlert(services, params.alert, account);
    return { status: 200, body: await whole(services, alert, account) };
  },
});

const linkTicket = defineRoute({
  method: 'put',
  path: `${ONE}/tickets/{id}`,
  operationId: 'linkTicketToAlert',
  tag: TAG,
  summary: 'Link a ticket to an alert by hand',
  description: 'What the sentinel did not see is of the matter too. A second time changes nothing.',
  permission: ALERT_DESK_ROLES as readonly Role[],
  look: 'list',
  params: AlertTicketParamsSchema,
  missing: 'alert-not-found',
  responses: { 200: { description: 'The alert, with it.', schema: WholeAlertSchema } },
  problems: ['alert-not-found', 'ticket-not-found', 'illegal-transition', 'actor-not-allowed'],
  async handler({ params, account }, services) {
    const { alerts, views } = services;
    const alert = await sureAlert(services, params.alert, account);
    const refusal = refusalOf(alert, 'link', account);
    if (refusal !== null) throw refusal;
    const ticket = await views.find(params.id);
    if (ticket === null || !can(account, 'read', ticket.state)) throw ticketNotFound();
    if (ticket.state.type === 'report')
      throw new Refusal(
        'illegal-transition',
        'A report stands alone: that there is one is told to nobody who did not ask for it.',
      );
    const { id, registeredAt } = ticket.state;
    const isAnother = await isOfAnother(services, alert, ticket);
    const linked = await alerts.link(
      alert.id,
      { id, registeredAt: new Date(registeredAt), isAnother },
      actorOf(account),
    );
    return { status: 200, body: await whole(services, linked ?? alert, account) };
  },
});

/** Whether none of those who ask already is the one that this ticket is of. */
async function isOfAnother(services: AlertServices, { id }: Alert, ticket: StoredTicket): Promise<boolean> {
  const phone = phoneOf(ticket);
  if (phone === null) return true;
  const linked = await services.alerts.ticketsOf(id);
  const others = await storedOf(
    services,
    linked.map((one) => one.id),
  );
  return ![...others.values()].some((one) => phoneOf(one) === phone);
}

function phoneOf({ citizen, state }: StoredTicket): string | null {
  const anonymous = (state.identity ?? citizen?.identity) === 'anonymous';
  return anonymous || citizen?.phone == null ? null : normalisedPhone(citizen.phone);
}

/** An alert that the reader may read, or a 404 that says so. */
export async function sureAlert(
  { alerts }: Pick<AlertServices, 'alerts'>,
  id: string,
  account: Account,
): Promise<Alert> {
  const alert = await alerts.find(id);
  if (alert === null || !mayReadAlert(alert, account))
    throw new ApiProblem('alert-not-found', 'There is no such alert.');
  return alert;
}

async function whole(services: AlertServices, alert: Alert, account: Account) {
  const { alerts, reference, now } = services;
  const [snapshot, linked] = await Promise.all([reference.current(), alerts.ticketsOf(alert.id)]);
  const stored = await storedOf(
    services,
    linked.slice(-MOST_SHOWN).map(({ id }) => id),
  );
  return presentWholeAlert(alert, { linked, stored }, account, snapshot, now());
}

export async function storedOf(
  { views }: Pick<AlertServices, 'views'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredTicket>> {
  const found = await mapConcurrently(ids, AT_A_TIME, (id) => views.find(id));
  return new Map(found.flatMap((ticket) => (ticket === null ? [] : [[ticket.state.id, ticket] as const])));
}

function placeOf(parts: readonly string[] | null): readonly [Date, string] | null {
  const [raisedAt, id] = parts ?? [];
  return raisedAt === undefined || id === undefined ? null : [new Date(raisedAt), id];
}

/** Those that stand still come before those with a part that may be anything. */
export const alertRoutes: readonly Route<AlertServices>[] = [listAlerts, listOutages, readAlert, linkTicket];
