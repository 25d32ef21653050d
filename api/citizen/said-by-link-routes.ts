import { COMMAND_BODIES, NudgeSchema, SupplementSchema } from '../../contracts/commands.js';
import { ProgressSchema, TakenByLinkSchema } from '../../contracts/progress.js';
import { idempotencyKey } from '../idempotency/idempotency.js';
import { routesFor, type Route } from '../route.js';
import { sayByLink, withdrawByLink } from './by-link.js';
import { CITIZEN_TAG as TAG, linkParams as params } from './citizen-command.js';
import { linkedTicket, shownProgress, type ProgressServices } from './progress.js';

const defineRoute = routesFor<ProgressServices>();

const TAKEN = { 202: { description: 'Taken.', schema: TakenByLinkSchema } };
const ENDS = ['link-withdrawn', 'link-ended', 'ticket-erased', 'ticket-ended'] as const;
const ONCE =
  'Needs no key: the link is the proof. Sent again with the same `Idempotency-Key` it is done once; without one, the same words are one on the same day.';

const nudgeByLink = defineRoute({
  method: 'post',
  path: '/api/v1/progress/{token}/nudges',
  operationId: 'nudgeByLink',
  tag: TAG,
  summary: 'The citizen asks to hurry',
  description: ONCE,
  permission: 'public',
  params,
  body: NudgeSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: TAKEN,
  problems: [...ENDS, 'too-many-nudges'],
  async handler({ params: { token }, body, request }, services) {
    const ticket = await linkedTicket(services, token);
    await sayByLink(services, ticket, 'nudge', body, idempotencyKey(request.get('idempotency-key')));
    return { status: 202, body: { number: ticket.state.number, taken: true } };
  },
});

const supplementByLink = defineRoute({
  method: 'post',
  path: '/api/v1/progress/{token}/supplements',
  operationId: 'supplementByLink',
  tag: TAG,
  summary: 'The citizen adds facts',
  description: ONCE,
  permission: 'public',
  params,
  body: SupplementSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: TAKEN,
  problems: [...ENDS, 'too-many-nudges'],
  async handler({ params: { token }, body, request }, services) {
    const ticket = await linkedTicket(services, token);
    await sayByLink(services, ticket, 'supplement', body, idempotencyKey(request.get('idempotency-key')));
    return { status: 202, body: { number: ticket.state.number, taken: true } };
  },
});

const withdrawTicketByLink = defineRoute({
  method: 'post',
  path: '/api/v1/progress/{token}/withdrawal',
  operationId: 'withdrawByLink',
  tag: TAG,
  summary: 'The citizen takes the ticket back',
  description: 'Needs no key: the link is the proof. It ends the ticket. Of one that was taken back it is said again.',
  permission: 'public',
  params,
  body: COMMAND_BODIES.withdraw,
  responses: { 200: { description: 'How it stands.', schema: ProgressSchema } },
  problems: [...ENDS, 'illegal-transition'],
  async handler({ params: { token }, body }, services) {
    await withdrawByLink(services, await linkedTicket(services, token), body);
    return shownProgress(services, await linkedTicket(services, token));
  },
});

export const saidByLinkRoutes: readonly Route<ProgressServices>[] = [
  nudgeByLink,
  supplementByLink,
  withdrawTicketByLink,
];
