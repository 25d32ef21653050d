import { setTimeout as pause } from 'node:timers/promises';
import type { Request } from 'express';
import type { z } from 'zod';
import type { ProgressBody, ProgressQuestionSchema } from '../../contracts/progress.js';
import { isEndingOf } from '../../domain/citizen/proof.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Services } from '../services.js';
import { assertKept } from '../ticket/find-ticket.js';
import { assertOpens, ticketBehind } from './citizen-command.js';
import { presentProgress } from './progress-presenter.js';

export type ProgressServices = Pick<
  Services,
  | 'views'
  | 'gateway'
  | 'reference'
  | 'budgets'
  | 'queryCodes'
  | 'progressLinks'
  | 'ratingLinks'
  | 'citizenMessages'
  | 'linkTermMs'
  | 'now'
>;

/**
 * A ticket that is there takes longer to look at than one that is not. Longer than either, so that the time tells
 * nothing of what was wrong.
 */
const WRONG_TAKES_MS = 250;

export async function linkedTicket(services: ProgressServices, token: string): Promise<StoredTicket> {
  return assertKept(await ticketBehind(services, services.progressLinks.read(token)));
}

/**
 * The ticket of who knows its number and query code, and the end of the telephone number if that is given as well.
 * Whatever is wrong is answered alike, after the same time.
 */
export async function provenTicket(
  services: ProgressServices,
  { number, queryCode, phoneEnding }: z.output<typeof ProgressQuestionSchema>,
  request: Request,
): Promise<StoredTicket> {
  await services.budgets.ofNumber(number, request);
  const wasRight = await services.budgets.ofGuess(request);
  const started = performance.now();
  const ticket = await services.views.find(number);
  const { id } = ticket?.state ?? {};
  const proves =
    ticket?.state.number === number &&
    id !== undefined &&
    services.queryCodes.matches(id, queryCode, ticket.linkGeneration) &&
    (phoneEnding === undefined || isEndingOf(ticket.citizen?.phone ?? null, phoneEnding));
  if (!proves) {
    await pause(Math.max(0, started + WRONG_TAKES_MS - performance.now()));
    throw new ApiProblem('progress-not-found', 'No ticket has this number and this query code.');
  }
  await wasRight();
  assertOpens(services, ticket, ticket.linkGeneration);
  return assertKept(ticket);
}

/** How it stands, in what its citizen may know. Without links: to who knows the code alone. */
export async function progressBody(
  services: ProgressServices,
  ticket: StoredTicket,
  links: 'with links' | 'without links' = 'with links',
): Promise<ProgressBody> {
  const reference = await services.reference.current();
  const { views } = services;
  const { state, master } = ticket.state;
  const followed = state === 'merged' && master !== null ? await views.find(master.id) : null;
  const events = await views.events(ticket);
  return presentProgress(ticket, events, followed, reference, links === 'with links' ? services : null);
}

export async function shownProgress(
  services: ProgressServices,
  ticket: StoredTicket,
  links?: 'with links' | 'without links',
): Promise<RouteResponse> {
  return { status: 200, body: await progressBody(services, ticket, links) };
}
