import type { Request } from 'express';
import { z } from 'zod';
import { pageOf } from '../../domain/citizen/pages.js';
import { whyClosed } from '../../domain/citizen/proof.js';
import type { CommandBodies } from '../../domain/ticket/commands.js';
import { CITIZEN, type Actor } from '../../domain/ticket/vocabulary.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { CommandOutcome } from '../../workflows/ticket/ticket-messages.js';
import { ApiProblem } from '../http/problem.js';
import { onceId } from '../idempotency/idempotency.js';
import type { RouteResponse } from '../http/route-response.js';
import type { ResponseSpec } from '../route.js';
import type { Services } from '../services.js';
import { dataKeyOrRefuse, retryAfterStart } from '../ticket/command.js';
import { sealFreeText } from '../ticket/free-text.js';

export const CITIZEN_TAG = 'From the citizen';

export const linkParams = z.object({
  token: z.string().max(100).meta({ description: 'The last part of the link that the citizen was sent.' }),
});

/** Refuses a link that was withdrawn, or whose term after the end of its ticket is over. */
export function assertOpens(
  { linkTermMs, now }: Pick<Services, 'linkTermMs' | 'now'>,
  { state, linkGeneration: current }: Pick<StoredTicket, 'state' | 'linkGeneration'>,
  generation: number,
): void {
  const why = whyClosed(state, { generation, current }, linkTermMs, now());
  if (why === 'link-withdrawn') throw new ApiProblem(why, 'The hotline has withdrawn this link.');
  if (why === 'link-ended') throw new ApiProblem(why, 'This link served for a time after the end of the ticket.');
}

/** The ticket that a link names, `null` for one that was not made here; refused unless the link opens it now. */
export async function ticketBehind(
  services: Pick<Services, 'views' | 'linkTermMs' | 'now'>,
  named: { readonly ticketId: string; readonly generation: number } | null,
): Promise<StoredTicket> {
  const ticket = named && (await services.views.find(named.ticketId));
  if (!named || !ticket) throw new ApiProblem('not-found', 'There is nothing at this path.');
  assertOpens(services, ticket, named.generation);
  return ticket;
}

/** Whoever has the link, for this ticket and no other. */
export function linkSender({ state }: Pick<StoredTicket, 'state'>): Actor {
  return { ...CITIZEN, id: `link:${state.id}` };
}

type ByLink = 'rate' | 'appeal' | 'attach' | 'withdraw';

export interface GivenByLink<C extends ByLink> {
  readonly ticket: StoredTicket;
  readonly command: C;
  readonly body: CommandBodies[C];
  readonly bodyHash: string;
  /** What is sent twice with the same is one command. */
  readonly once: string;
  readonly expectedVersion: number | null;
}

/** Gives a command of the citizen, whom a link has proved, to the ticket's workflow. */
export function giveByLink<C extends ByLink>(
  services: Pick<Services, 'views' | 'gateway'>,
  { ticket, command, body, bodyHash, once, expectedVersion }: GivenByLink<C>,
): Promise<CommandOutcome> {
  const { id } = ticket.state;
  const words = sealFreeText(command, body, id, dataKeyOrRefuse(ticket));
  return retryAfterStart(services, { id }, () =>
    services.gateway.execute(id, command, onceId('citizen', once), {
      actor: CITIZEN,
      ...words,
      facts: { units: {}, classFacts: null, master: null },
      expectedVersion,
      bodyHash,
    }),
  );
}

/** Where a browser is sent that opens a link for programs, as those are that were sent before there were pages. */
export const TO_PAGE: ResponseSpec = {
  description: 'A browser is shown the page of it.',
  headers: ['Location', 'Vary'],
};

/** `null`: whoever asks wants JSON, or says nothing. */
export function toPage(request: Request, noun: 'progress' | 'ratings', token: string): RouteResponse | null {
  if (request.accepts(['json', 'html']) !== 'html') return null;
  return { status: 303, headers: { Location: pageOf(noun, token), Vary: 'Accept' } };
}
