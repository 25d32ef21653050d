import type { SplitBody, SplitDoneBody } from '../../contracts/splits.js';
import { NO_FACTS } from '../../domain/ticket/commands.js';
import { decide } from '../../domain/ticket/decide.js';
import { assertFewParts } from '../../domain/ticket/rules/splitting.js';
import { workflowIdOf } from '../../domain/ticket/rules/intake.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { State } from '../../domain/ticket/vocabulary.js';
import type { PlannedPart, SplitDraft, SplitPlan } from '../../storage/ticket/split-store.js';
import type { CommandEnvelope } from '../../workflows/ticket/ticket-messages.js';
import { actorOf, type Account } from '../access/account.js';
import { CommandRefused, EngineBusy, EngineUnavailable } from '../gateway/ticket-gateway.js';
import { etagOf } from '../http/etag.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import { bodyHashOf, keptOnce, keyReused, onceId, replayed } from '../idempotency/idempotency.js';
import { ticketErased, ticketNotFound } from '../route.js';
import type { Services } from '../services.js';
import { dataKeyOrRefuse, findFor, retryAfterStart } from './command.js';
import { assertVisible } from './find-ticket.js';
import { plannedPart } from './planned-part.js';

/** What splitting takes. */
export type SplittingServices = Pick<
  Services,
  | ('answers' | 'confirmStarted' | 'dueTogether' | 'gateway' | 'now' | 'reference' | 'sealing')
  | ('splits' | 'store' | 'views')
>;

export interface AskedSplit {
  readonly ticket: string;
  readonly body: SplitBody;
  readonly account: Account;
  readonly key: string | null;
  readonly expectedVersion: number | null;
}

const RETRY_AFTER_SECONDS = '5';

/**
 * 拆单. What the parts will be is kept first; then the request's workflow is asked; then, in one transaction, they are
 * tickets. Whoever asks again, and the sweeper if nobody does, goes on from wherever it broke off. No part can be seen
 * before its request says that it was split, and none without the others.
 */
export async function splitTicket(services: SplittingServices, asked: AskedSplit): Promise<RouteResponse> {
  const { splits, views } = services;
  const { account, key } = asked;
  assertFewParts(asked.body.parts.length);
  const { ticket, answer } = await findFor(services, asked.ticket, account, key);
  dataKeyOrRefuse(ticket);
  const bodyHash = bodyHashOf(`split ${ticket.id}`, asked.body);
  if (answer) return replayed(services, answer, bodyHash);
  const updateId = onceId(account.id, key);
  const draft = (key === null ? null : await splits.find(updateId)) ?? (await prepared(services, asked, ticket.id));
  if (draft.bodyHash !== bodyHash) throw keyReused();
  try {
    await finishSplit(services, draft);
  } catch (error) {
    if (error instanceof EngineUnavailable || error instanceof EngineBusy) return later(services, asked, draft);
    throw error;
  }
  const after = (await views.find(ticket.id))?.state;
  if (!after?.parts) throw ticketNotFound();
  const parts = await Promise.all(after.parts.map(async ({ id }) => (await views.find(id))?.state));
  const done: RouteResponse = {
    status: 200,
    headers: { ETag: etagOf(after.version) },
    body: shown(
      after,
      parts.flatMap((state) => state ?? []),
    ),
  };
  return key === null ? done : keptOnce(services, { actorId: account.id, key, bodyHash, ticketId: ticket.id }, done);
}

async function prepared(
  services: SplittingServices,
  { body, account, key, expectedVersion }: AskedSplit,
  id: string,
): Promise<SplitDraft> {
  const { splits, store, views } = services;
  const [found, reference] = await Promise.all([views.find(id), services.reference.current()]);
  const { state, citizen, content } = assertVisible(found, account);
  if (citizen === null || content === null) throw ticketErased();
  const actor = actorOf(account);
  const at = services.now().toISOString();
  const parts: PlannedPart[] = [];
  for (const part of body.parts) {
    const named = { id: store.newId(), number: await store.nextNumber(at), at, actor, together: services.dueTogether };
    parts.push(plannedPart(part, { state, citizen, content }, reference, named));
  }
  const draft: SplitDraft & { readonly plan: SplitPlan } = {
    id: store.newId(),
    ticketId: id,
    updateId: onceId(account.id, key),
    bodyHash: bodyHashOf(`split ${id}`, body),
    plan: { actor, expectedVersion, parts },
  };
  if (await splits.prepare(draft)) return draft;
  // The same was sent at the same time.
  return (await splits.find(draft.updateId)) ?? draft;
}

/** The request is told, its parts become tickets, and each begins. Done again, it goes on from where it broke off. */
export async function finishSplit(services: SplittingServices, draft: SplitDraft): Promise<void> {
  const { splits, gateway, confirmStarted } = services;
  const { plan } = draft;
  if (plan === null) return;
  await tellRequest(services, draft, plan);
  await splits.settle(draft.id, plan);
  for (const { state } of plan.parts) {
    try {
      await gateway.start(state);
      confirmStarted(state.id);
    } catch {
      // They are tickets, and kept; the sweeper begins what waits, and logs.
      return;
    }
  }
}

async function tellRequest(services: SplittingServices, draft: SplitDraft, plan: SplitPlan): Promise<void> {
  const { splits, gateway } = services;
  const { ticketId } = draft;
  const envelope: CommandEnvelope<'split'> = {
    actor: plan.actor,
    body: bodyOf(plan),
    facts: NO_FACTS,
    sealed: null,
    expectedVersion: plan.expectedVersion,
    // Of this draft: one that was made anew under the same key is not what the workflow said yes to.
    bodyHash: `${draft.bodyHash} ${draft.id}`,
  };
  try {
    const ask = () => gateway.execute(ticketId, 'split', draft.updateId, envelope);
    const { bodyHash } = await retryAfterStart(services, { id: ticketId }, ask);
    if (bodyHash === envelope.bodyHash) return;
  } catch (error) {
    const isOver = error instanceof ApiProblem && error.code === 'ticket-ended';
    if (!isOver && !(error instanceof CommandRefused)) throw error;
    if (await wasSplitSo(services, ticketId, plan)) return;
    await splits.drop(draft.id);
    throw error;
  }
  await splits.drop(draft.id);
  throw keyReused();
}

/** The workflow may have forgotten under which id it was asked: it knows into what it was split. */
async function wasSplitSo(
  { gateway }: Pick<SplittingServices, 'gateway'>,
  ticketId: string,
  { parts }: SplitPlan,
): Promise<boolean> {
  const { ticket } = await gateway.live(ticketId);
  return isSplitSo(ticket, parts);
}

function isSplitSo(request: Pick<TicketState, 'parts'>, [first]: SplitPlan['parts']): boolean {
  return request.parts !== undefined && request.parts[0]?.id === first?.state.id;
}

function bodyOf({ parts }: SplitPlan): { parts: { id: string; number: string; workflowId: string }[] } {
  return { parts: parts.map(({ state: { id, number } }) => ({ id, number, workflowId: workflowIdOf(id) })) };
}

/** The engine is away, or its answer is lost. What the rules refuse as far as is known is not promised. */
async function later(services: SplittingServices, { account }: AskedSplit, draft: SplitDraft): Promise<RouteResponse> {
  const { plan, ticketId } = draft;
  const state = (await services.views.find(ticketId))?.state;
  if (!state || plan === null) throw ticketNotFound();
  const input = { command: 'split', actor: actorOf(account), body: bodyOf(plan), facts: NO_FACTS } as const;
  try {
    if (!isSplitSo(state, plan.parts)) decide(state, input, services.now().toISOString());
  } catch (error) {
    await services.splits.drop(draft.id);
    throw error;
  }
  return {
    status: 202,
    headers: { ETag: etagOf(state.version), 'Retry-After': RETRY_AFTER_SECONDS },
    body: shown(
      state,
      plan.parts.map((part) => part.state),
    ),
  };
}

interface Shown {
  readonly id: string;
  readonly number: string;
  readonly state: State;
  readonly version: number;
  readonly classCode: string | null;
  readonly registeredAt: string;
}

function shown({ id, number, state, version }: Shown, parts: readonly Shown[]): SplitDoneBody {
  return {
    ...{ id, number, state, version },
    parts: parts.map((part) => ({
      id: part.id,
      number: part.number,
      classCode: part.classCode,
      state: part.state,
      registeredAt: chinaTime(part.registeredAt),
    })),
  };
}
