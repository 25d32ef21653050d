import type { AccountCommand } from '../../contracts/commands.js';
import type { CommandBodies } from '../../domain/ticket/commands.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import type { NamedTicket } from '../../storage/ticket/stored-ticket.js';
import type { CommandEnvelope, CommandOutcome } from '../../workflows/ticket/ticket-messages.js';
import { whileNamed, type NamingServices } from '../attachment/naming.js';
import { CommandRefused, EngineUnavailable, WorkflowGone } from '../gateway/ticket-gateway.js';
import { etagOf } from '../http/etag.js';
import { bodyHashOf, keptOnce, keyReused, onceId, replayed } from '../idempotency/idempotency.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { ticketErased, ticketNotFound } from '../route.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Services } from '../services.js';
import { actorOf, type Account } from '../access/account.js';
import { asShownNow } from './disclosed-again.js';
import { atSuccessors, factsFor } from './facts.js';
import { sealFreeText } from './free-text.js';
import { askForUnread } from '../knowledge/missing-entry.js';
import { presentTicket, type Proofs } from './ticket-presenter.js';
import { viewerOf } from './viewer.js';

/** What giving a command takes. */
export type CommandServices = NamingServices &
  Pick<Services, 'views' | 'gateway' | 'reference' | 'sealing' | 'answers' | 'knowledge' | 'knowledgeTasks' | 'now'> &
  Proofs;

export interface GivenCommand<C extends AccountCommand> {
  readonly ticket: string;
  readonly command: C;
  readonly body: CommandBodies[C];
  readonly account: Account;
  readonly key: string | null;
  readonly expectedVersion: number | null;
}

/**
 * Gives one command to the ticket's workflow and answers with the ticket after it. Under a key it is done once, and
 * every repetition has the first answer; a refusal is not kept, since what is refused now may be right later.
 */
export async function executeCommand<C extends AccountCommand>(
  services: CommandServices,
  { ticket: named, command, body: said, account, key, expectedVersion }: GivenCommand<C>,
): Promise<RouteResponse> {
  const { views, gateway } = services;
  const reference = await services.reference.current();
  const { ticket, answer, inSight } = await findFor(services, named, account, key);
  const { id } = ticket;
  const dataKey = dataKeyOrRefuse(ticket);
  const bodyHash = bodyHashOf(`${command} ${id}`, said);
  if (answer) return asShownNow(await views.find(id), account, replayed(services, answer, bodyHash));

  if (command === 'answer') await assertReadOut(services, said as CommandBodies['answer']);
  const body = atSuccessors<C>(said, reference);
  const words = sealFreeText(command, body, id, dataKey);
  const envelope: CommandEnvelope<C> = {
    actor: actorOf(account),
    ...words,
    facts: await factsFor({ ticket, command, body }, account, reference, views),
    expectedVersion,
    bodyHash,
  };
  const updateId = onceId(account.id, key);
  const files = { ids: filesNamedBy(command, body), sender: envelope.actor, owner: { ticketId: id, dataKey } };
  // Out of sight nothing is said of the ticket but what was done already.
  if (files.ids.length > 0 && !inSight) throw ticketNotFound();
  const outcome = await whileNamed(
    services,
    files,
    () => retryAfterStart(services, ticket, () => gateway.execute(id, command, updateId, envelope)),
    (done) => done.bodyHash === bodyHash,
  ).catch((error: unknown) => {
    throw !inSight && error instanceof CommandRefused ? ticketNotFound() : error;
  });
  assertSame(outcome, bodyHash);

  const after = await views.find(id);
  if (!after) throw ticketNotFound();
  if (command === 'answer' && (said as CommandBodies['answer']).entry === undefined)
    await askForUnread(services, after, envelope.actor);
  const done: RouteResponse = {
    status: 200,
    headers: { ETag: etagOf(after.state.version) },
    body: presentTicket(after, await viewerOf(services, account, after.state), reference, services, services.now()),
  };
  if (key === null) return done;
  const kept = keptOnce(services, { actorId: account.id, key, bodyHash, ticketId: id }, done);
  return kept === done ? done : asShownNow(after, account, kept);
}

/** What is said to have been read out was published once; it may have ended or been withdrawn while it was read. */
async function assertReadOut(
  { knowledge }: Pick<Services, 'knowledge'>,
  { entry }: CommandBodies['answer'],
): Promise<void> {
  if (entry === undefined) return;
  const kept = await knowledge.find(entry.id, entry.version);
  if (!kept?.version.publishedAt) throw invalidField('/entry', 'invalid', 'No such version of an entry was published.');
}

/** Files that a command gives to the ticket. */
function filesNamedBy<C extends AccountCommand>(command: C, body: CommandBodies[C]): readonly string[] {
  return command === 'attach' ? (body as CommandBodies['attach']).attachments : [];
}

function assertSame(outcome: CommandOutcome, bodyHash: string): void {
  if (outcome.bodyHash !== bodyHash) throw keyReused();
}

/** The ticket and, under a key, the answer that was given before: in one round trip. */
export async function findFor(
  { views }: Pick<Services, 'views'>,
  named: string,
  account: Account,
  key: string | null,
): Promise<NonNullable<Awaited<ReturnType<Services['views']['findForCommand']>>>> {
  const found = await views.findForCommand(account, named, key);
  if (!found) throw ticketNotFound();
  return found;
}

/** The ticket's own key. Without it nothing that people write could be kept. */
export function dataKeyOrRefuse({ dataKey }: Pick<NamedTicket, 'dataKey'>): Buffer {
  if (dataKey === null) throw ticketErased();
  return dataKey;
}

/**
 * Asks a ticket's workflow and, should there be none, finds out why: the ticket has ended, or it was accepted while the
 * engine was away and is started now.
 */
export async function retryAfterStart<T>(
  { views, gateway }: Pick<Services, 'views' | 'gateway'>,
  { id }: Pick<NamedTicket, 'id'>,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof WorkflowGone)) throw error;
    const now = (await views.find(id))?.state;
    if (!now) throw ticketNotFound();
    if (STATE_KIND[now.state] === 'end') {
      throw new ApiProblem('ticket-ended', `The ticket is ${now.state}; nothing more can happen to it.`, {
        currentState: now.state,
        version: now.version,
        allowedActions: [],
      });
    }
    // What was split off a ticket that was accepted is accepted itself before its workflow begins.
    if (now.version !== 1 && (now.partOf === undefined || now.turn !== undefined)) throw error;
    await gateway.start(now);
    try {
      return await ask();
    } catch (again) {
      throw again instanceof WorkflowGone ? new EngineUnavailable(again) : again;
    }
  }
}
