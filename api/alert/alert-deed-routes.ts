import {
  AcknowledgedAlertSchema,
  AlertOutcomeSchema,
  AlertParamsSchema,
  DismissedAlertSchema,
  DisposedAlertSchema,
} from '../../contracts/alerts.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import { acknowledged, ALERT_ACT_ROLES, disposed, type Alert, type Disposal } from '../../domain/sentinel/alert.js';
import { COMMANDS } from '../../domain/ticket/commands.js';
import { can } from '../../domain/ticket/permissions.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Account } from '../access/account.js';
import { actorOf } from '../access/account.js';
import { giveInBulk, type BulkRequest } from '../bulk/bulk.js';
import { ApiProblem, noteFault, problemBody } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, ticketNotFound, type Route } from '../route.js';
import type { CommandServices } from '../ticket/command.js';
import { presentAlert } from './alert-presenter.js';
import { storedOf, sureAlert, type AlertServices } from './alert-routes.js';

type DeedServices = AlertServices & CommandServices;
const defineRoute = routesFor<DeedServices>();

const TAG = 'Alerts';
const COMMANDS_OF_ONE = '/api/v1/alerts/{alert}/commands';
const ACTORS = ALERT_ACT_ROLES as readonly Role[];
const SHARED = {
  method: 'post',
  tag: TAG,
  permission: ACTORS,
  missing: 'alert-not-found',
  params: AlertParamsSchema,
} as const;

const acknowledge = defineRoute({
  ...SHARED,
  path: `${COMMANDS_OF_ONE}/acknowledge`,
  operationId: 'acknowledgeAlert',
  summary: 'Say that you see to an alert',
  description: 'Within thirty minutes of when it was raised; then it is told higher up.',
  body: AcknowledgedAlertSchema,
  responses: { 200: { description: 'Done, now or before.', schema: AlertOutcomeSchema } },
  problems: ['alert-not-found', 'actor-not-allowed', 'illegal-transition'],
  handler: ({ params, account }, services) =>
    change(services, params.alert, account, (alert) => acknowledged(alert, account, services.now())),
});

const dispose = defineRoute({
  ...SHARED,
  path: `${COMMANDS_OF_ONE}/dispose`,
  operationId: 'disposeOfAlert',
  summary: 'Say what becomes of an alert',
  description:
    '`merge`: its tickets follow one master, and each keeps its own callback; repeated with the same master it merges what came since. `outage`: it is known, operators read the notice and callers are answered by the template; repeated it is changed. `proactive`: somebody sees to it before more ask.',
  body: DisposedAlertSchema,
  responses: { 200: { description: 'Done, now or before.', schema: AlertOutcomeSchema } },
  problems: ['alert-not-found', 'ticket-not-found', 'actor-not-allowed', 'illegal-transition'],
  async handler({ params, body, account, request }, services): Promise<RouteResponse> {
    const { res: response } = request;
    if (!response) throw new Error('Express hands a request on with its response.');
    const at = services.now();
    if (body.disposition === 'outage') {
      const { notice, answer, until } = body;
      const disposal: Disposal = {
        ...{ disposition: 'outage', notice: redactedText(notice), answer: redactedText(answer) },
        until: until === null ? null : new Date(until),
      };
      return change(services, params.alert, account, (alert) => disposed(alert, disposal, account, at));
    }
    await sureAlert(services, params.alert, account);
    const ticket = await sureTicket(services, body.disposition === 'merge' ? body.into : body.ticket, account);
    const { id, registeredAt } = ticket.state;
    const disposal: Disposal =
      body.disposition === 'merge' ? { disposition: 'merge', into: id } : { disposition: 'proactive', ticket: id };
    const answer = await change(services, params.alert, account, (alert) => disposed(alert, disposal, account, at));
    const linked = { id, registeredAt: new Date(registeredAt), isAnother: body.disposition === 'merge' };
    const alert = await services.alerts.link(params.alert, linked, actorOf(account));
    if (body.disposition !== 'merge' || alert === null) return answer;
    const merged = await mergeAll(services, alert, id, {
      account,
      told: (problem) => problemBody(problem, request, response),
      onFault: (error) => noteFault(error, response),
    });
    return { ...answer, body: { ...(answer.body as object), merged } };
  },
});

const dismiss = defineRoute({
  ...SHARED,
  path: `${COMMANDS_OF_ONE}/dismiss`,
  operationId: 'dismissAlert',
  summary: 'Say, with a reason, that an alert was none',
  description: 'It counts against the rule that raised it. What comes of it within thirty days raises no other.',
  body: DismissedAlertSchema,
  responses: { 200: { description: 'Done, now or before.', schema: AlertOutcomeSchema } },
  problems: ['alert-not-found', 'actor-not-allowed', 'illegal-transition', 'reason-required'],
  handler: ({ params, body, account }, services) =>
    change(services, params.alert, account, (alert) =>
      disposed(alert, { disposition: 'dismiss', reason: redactedText(body.reason) }, account, services.now()),
    ),
});

async function change(
  services: DeedServices,
  id: string,
  account: Account,
  decide: (alert: Alert) => Alert,
): Promise<RouteResponse> {
  await sureAlert(services, id, account);
  const alert = await services.alerts.change(id, decide);
  if (alert === null) throw new ApiProblem('alert-not-found', 'There is no such alert.');
  const snapshot = await services.reference.current();
  return { status: 200, body: { alert: presentAlert(alert, account, snapshot, services.now()), merged: null } };
}

async function sureTicket({ views }: DeedServices, named: string, account: Account): Promise<StoredTicket> {
  const ticket = await views.find(named);
  if (ticket === null || !can(account, 'read', ticket.state)) throw ticketNotFound();
  return ticket;
}

/** By the command that merges one: each is taken or refused by itself, and what has followed before is left alone. */
async function mergeAll(
  services: DeedServices,
  { id }: Alert,
  into: string,
  how: Pick<BulkRequest, 'account' | 'told' | 'onFault'>,
): ReturnType<typeof giveInBulk> {
  const linked = await services.alerts.ticketsOf(id);
  const stored = await storedOf(
    services,
    linked.map((one) => one.id),
  );
  const items = [...stored.values()]
    .filter(({ state }) => state.id !== into && COMMANDS.merge.from.includes(state.state))
    .map(({ state }) => ({ id: state.id }));
  return giveInBulk(services, { command: 'merge', bulk: { dryRun: false, body: { into }, items }, key: null, ...how });
}

export const alertDeedRoutes: readonly Route<DeedServices>[] = [acknowledge, dispose, dismiss];
