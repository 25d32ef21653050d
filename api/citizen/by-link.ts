import type { CommandBodies } from '../../domain/ticket/commands.js';
import { MOST_SAID_BY_LINK } from '../../domain/citizen/proof.js';
import { CITIZEN } from '../../domain/ticket/vocabulary.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { CommandOutcome } from '../../workflows/ticket/ticket-messages.js';
import { CommandRefused } from '../gateway/ticket-gateway.js';
import { ApiProblem } from '../http/problem.js';
import { bodyHashOf, onceId } from '../idempotency/idempotency.js';
import type { Services } from '../services.js';
import { assertKept } from '../ticket/find-ticket.js';
import { giveByLink, ticketBehind } from './citizen-command.js';
import { passOn } from './citizen-signal.js';

type ByLinkServices = Pick<Services, 'views' | 'gateway' | 'now'>;

/** What is the same when it is sent again: under its key; without one, the same words on the same day. */
function onceOf({ now }: Pick<Services, 'now'>, what: string, bodyHash: string, key: string | null): string {
  return `${what} ${key ?? `${bodyHash} ${now().toISOString().slice(0, 10)}`}`;
}

const EVENTS_OF = { nudge: ['nudged', 'nudgedAfterClosing'], supplement: ['supplemented'] } as const;

/** A link may be passed on: whoever has it leaves room for what the hotline writes down. */
async function assertRoom({ views }: Pick<Services, 'views'>, ticket: StoredTicket, name: keyof typeof EVENTS_OF) {
  const said = await views.countOf(ticket.state.id, CITIZEN.role, EVENTS_OF[name]);
  if (said < MOST_SAID_BY_LINK) return;
  throw new ApiProblem(
    'too-many-nudges',
    `By a link at most ${MOST_SAID_BY_LINK} of these are written down. Call the hotline with what is new.`,
  );
}

/** Passes on what the citizen said by the link: that it takes long, or something new. */
export async function sayByLink(
  services: ByLinkServices,
  ticket: StoredTicket,
  name: keyof typeof EVENTS_OF,
  body: { readonly text?: string | undefined },
  key: string | null,
): Promise<void> {
  const { id, state, version } = ticket.state;
  await assertRoom(services, ticket, name);
  const once = onceId('citizen', onceOf(services, `${name} ${id}`, bodyHashOf(name, body), key));
  await passOn(services, { id, state, version, dataKey: ticket.dataKey }, { name, body, actor: CITIZEN, once });
}

/** The citizen takes the ticket back. Whoever says so twice is told twice that it is done. */
export async function withdrawByLink(
  services: Pick<Services, 'views' | 'gateway'>,
  ticket: StoredTicket,
  body: CommandBodies['withdraw'],
): Promise<void> {
  const { id, state } = ticket.state;
  if (state === 'withdrawn') return;
  const bodyHash = bodyHashOf(`withdraw ${id}`, body);
  try {
    const once = `withdraw ${id} ${bodyHash}`;
    await giveByLink(services, { ticket, command: 'withdraw', body, bodyHash, once, expectedVersion: null });
  } catch (error) {
    const refused = error instanceof ApiProblem || error instanceof CommandRefused;
    if (!refused || (await services.views.find(id))?.state.state !== 'withdrawn') throw error;
  }
}

/** The citizen appeals against a decline. The same words are one appeal, and so is what is sent twice under one key. */
export async function appealByLink(
  services: Pick<Services, 'views' | 'gateway'>,
  ticket: StoredTicket,
  body: CommandBodies['appeal'],
  key: string | null,
): Promise<void> {
  const { id } = ticket.state;
  const bodyHash = bodyHashOf(`appeal ${id}`, body);
  const once = `appeal ${id} ${key ?? bodyHash}`;
  await giveByLink(services, { ticket, command: 'appeal', body, bodyHash, once, expectedVersion: null });
}

export type RatingServices = Pick<Services, 'views' | 'gateway' | 'ratingLinks' | 'linkTermMs' | 'now'>;

/** The ticket of a link to rate by, and whether a rating is still awaited by this link. */
export async function ticketToRate(
  services: RatingServices,
  token: string,
): Promise<{ readonly ticket: StoredTicket; readonly awaited: boolean }> {
  const named = services.ratingLinks.read(token);
  const ticket = await ticketBehind(services, named);
  const { state, round } = assertKept(ticket).state;
  return { ticket, awaited: state === 'callbackPending' && round === named?.round };
}

function noLongerAwaited(): ApiProblem {
  return new ApiProblem('already-rated', 'This ticket was rated already, or no rating is awaited any more.');
}

/** The citizen rates, once: the link itself is the key, so a double click is one rating. */
export async function rateByLink(
  services: Pick<Services, 'views' | 'gateway' | 'ratingLinks'>,
  token: string,
  ticket: StoredTicket,
  body: CommandBodies['rate'],
): Promise<CommandOutcome> {
  const { id, round: current } = ticket.state;
  const round = services.ratingLinks.read(token)?.round ?? 0;
  const bodyHash = bodyHashOf(`rate ${id} ${round}`, body);
  // A link of a former round is refused by its version.
  const expectedVersion = current === round ? null : 0;
  try {
    const given = { ticket, command: 'rate', body, bodyHash, once: token, expectedVersion } as const;
    const outcome = await giveByLink(services, given);
    if (outcome.bodyHash !== bodyHash) throw noLongerAwaited();
    return outcome;
  } catch (error) {
    const over =
      (error instanceof CommandRefused &&
        ['illegal-transition', 'stale-version', 'ticket-ended'].includes(error.code)) ||
      (error instanceof ApiProblem && error.code === 'ticket-ended');
    throw over ? noLongerAwaited() : error;
  }
}
