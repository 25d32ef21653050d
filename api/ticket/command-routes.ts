import type { z } from 'zod';
import {
  ACCOUNT_COMMANDS,
  COMMAND_BODIES,
  COMMAND_SUMMARIES,
  NudgeSchema,
  SupplementSchema,
  type AccountCommand,
} from '../../contracts/commands.js';
import { AnswerOnTheLineSchema } from '../../contracts/calls.js';
import { TakenSchema, TicketParamsSchema, TicketSchema } from '../../contracts/ticket.js';
import type { CommandBodies } from '../../domain/ticket/commands.js';
import { COMMANDS } from '../../domain/ticket/commands.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { expectedVersion } from '../http/etag.js';
import { idempotencyKey } from '../idempotency/idempotency.js';
import { routesFor, type Route } from '../route.js';
import { withCall } from '../call/call-at-desk.js';
import type { Services } from '../services.js';
import { executeCommand, type CommandServices } from './command.js';
import { giveSignal, type SignalServices } from '../citizen/citizen-signal.js';

type CommandRouteServices = CommandServices & SignalServices & Pick<Services, 'calls'>;
const defineRoute = routesFor<CommandRouteServices>();

const COMMAND_PROBLEMS = [
  'ticket-not-found',
  'actor-not-allowed',
  'illegal-transition',
  'ticket-ended',
  'stale-version',
  'precondition-required',
  'idempotency-key-reused',
] as const;

/**
 * One route per command of the domain, made from the table: a new command needs a row there and a body in the
 * contracts.
 */
function commandRoute<C extends AccountCommand>(command: C): Route<CommandRouteServices> {
  const { roles, from, to } = COMMANDS[command];
  return defineRoute({
    method: 'post',
    path: `/api/v1/tickets/{id}/actions/${command}`,
    operationId: command,
    tag: 'Actions',
    summary: COMMAND_SUMMARIES[command],
    description: [
      `For: ${roles.filter((role) => role !== 'citizen').join(', ')}.`,
      `From: ${from.join(', ')}.`,
      `To: ${to.length === 0 ? 'the same state' : to.join(', ')}.`,
    ].join(' '),
    // Who may do it depends on the ticket too, so the rules answer that, with the actions that are allowed.
    permission: 'account',
    params: TicketParamsSchema,
    // The table's own check (`satisfies`) holds each schema to its command's body.
    body: (command === 'answer' ? AnswerOnTheLineSchema : COMMAND_BODIES[command]) as unknown as z.ZodType<
      CommandBodies[C]
    >,
    requestHeaders: ['If-Match', 'Idempotency-Key'],
    responses: {
      200: { description: 'The ticket after it.', schema: TicketSchema, headers: ['ETag', 'Idempotency-Replayed'] },
    },
    problems: command === 'answer' ? [...COMMAND_PROBLEMS, 'call-not-found'] : COMMAND_PROBLEMS,
    missing: 'ticket-not-found',
    handler({ params, body, account, request }, services) {
      // Which call it was is kept beside the ticket, and is nothing that its rules know.
      const { call, ...said } = body as CommandBodies[C] & { readonly call?: string };
      return withCall(services, call, account, () =>
        executeCommand(services, {
          ticket: params.id,
          command,
          body: said as unknown as CommandBodies[C],
          account,
          key: idempotencyKey(request.get('idempotency-key')),
          expectedVersion: expectedVersion(request.get('if-match')),
        }),
      );
    },
  });
}

/** Those who pass on what a citizen says after the first call. */
const ON_BEHALF: readonly Role[] = [
  'operator',
  'dispatcher',
  'callbackAgent',
  'reviewer',
  'supervisor',
  'dutyManager',
  'director',
  'administrator',
];

const SIGNAL_PROBLEMS = ['ticket-not-found', 'ticket-ended', 'too-many-nudges', 'idempotency-key-reused'] as const;

const nudgeTicket = defineRoute({
  method: 'post',
  path: '/api/v1/tickets/{id}/nudges',
  operationId: 'nudgeTicket',
  tag: 'From the citizen',
  summary: 'The citizen asks to hurry',
  description: 'Counted; often enough within a few days, and the unit is chased.',
  permission: ON_BEHALF,
  params: TicketParamsSchema,
  body: NudgeSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: { 202: { description: 'Taken.', schema: TakenSchema, headers: ['Idempotency-Replayed'] } },
  problems: SIGNAL_PROBLEMS,
  missing: 'ticket-not-found',
  handler: ({ params, body, account, request }, services) =>
    giveSignal(services, 'nudge', params.id, body, account, idempotencyKey(request.get('idempotency-key'))),
});

const supplementTicket = defineRoute({
  method: 'post',
  path: '/api/v1/tickets/{id}/supplements',
  operationId: 'supplementTicket',
  tag: 'From the citizen',
  summary: 'The citizen adds facts',
  permission: ON_BEHALF,
  params: TicketParamsSchema,
  body: SupplementSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: { 202: { description: 'Taken.', schema: TakenSchema, headers: ['Idempotency-Replayed'] } },
  problems: SIGNAL_PROBLEMS,
  missing: 'ticket-not-found',
  handler: ({ params, body, account, request }, services) =>
    giveSignal(services, 'supplement', params.id, body, account, idempotencyKey(request.get('idempotency-key'))),
});

export const commandRoutes: readonly Route<CommandRouteServices>[] = [
  ...ACCOUNT_COMMANDS.map((command) => commandRoute(command)),
  nudgeTicket,
  supplementTicket,
];
