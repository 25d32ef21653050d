import type { AccountCommand } from '../../contracts/commands.js';
import type { BulkResult } from '../../contracts/bulk.js';
import { refuseUnless } from '../../domain/refusal.js';
import { allowedActions, decide } from '../../domain/ticket/decide.js';
import { can } from '../../domain/ticket/permissions.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { actorOf } from '../access/account.js';
import { WorkflowGone } from '../gateway/ticket-gateway.js';
import { bodyHashOf, replayed } from '../idempotency/idempotency.js';
import { asProblem } from '../as-problem.js';
import { ApiProblem } from '../http/problem.js';
import { ticketNotFound } from '../route.js';
import { findFor, dataKeyOrRefuse, type CommandServices, type GivenCommand } from '../ticket/command.js';
import { atSuccessors, factsFor } from '../ticket/facts.js';
import { sealFreeText } from '../ticket/free-text.js';

/** What would come of a command now, by the rules themselves on the workflow's own state. Nothing is done. */
export async function tryCommand<C extends AccountCommand>(
  services: CommandServices,
  { ticket: named, command, body: said, account, key, expectedVersion }: GivenCommand<C>,
): Promise<Pick<BulkResult, 'status' | 'version' | 'state' | 'replayed'>> {
  const { ticket, answer } = await findFor(services, named, account, key);
  if (answer) {
    const { status, body: before } = replayed(services, answer, bodyHashOf(`${command} ${ticket.id}`, said));
    const { version, state } = before as Pick<TicketState, 'version' | 'state'>;
    return { status, version, state, replayed: true };
  }
  const state = await stateOf(services, ticket.id);
  if (!can(account, 'read', state)) throw ticketNotFound();
  const reference = await services.reference.current();
  try {
    const { version } = state;
    refuseUnless(
      expectedVersion === null || expectedVersion === version,
      'stale-version',
      `The ticket is at version ${version} by now.`,
    );
    const body = atSuccessors<C>(said, reference);
    const words = sealFreeText(command, body, ticket.id, dataKeyOrRefuse(ticket));
    const facts = await factsFor({ ticket, command, body }, account, reference, services.views);
    const actor = actorOf(account);
    const step = decide(state, { command, actor, ...words, facts }, services.now().toISOString());
    return { status: 200, version, state: step.ticket.state, replayed: false };
  } catch (error) {
    const { code, detail, extras } = asProblem(error);
    if (code === 'internal') throw error;
    throw new ApiProblem(code, detail, {
      ...extras,
      currentState: state.state,
      version: state.version,
      allowedActions: allowedActions(state, account, services.now().toISOString()),
    });
  }
}

/** The workflow's own; of a ticket whose workflow has gone, or has not begun, what was last written of it. */
async function stateOf(
  { gateway, views }: Pick<CommandServices, 'gateway' | 'views'>,
  id: string,
): Promise<TicketState> {
  try {
    return (await gateway.live(id)).ticket;
  } catch (error) {
    const stored = error instanceof WorkflowGone ? await views.find(id) : null;
    if (!stored) throw error;
    return stored.state;
  }
}
