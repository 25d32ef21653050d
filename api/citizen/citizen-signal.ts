import { BOUNDS } from '../../domain/ticket/bounds.js';
import { isBeyond } from '../../domain/ticket/rules/supervising.js';
import { STATE_KIND, type Actor } from '../../domain/ticket/vocabulary.js';
import type { NamedTicket } from '../../storage/ticket/stored-ticket.js';
import { bodyHashOf, keptOnce, onceId, replayed } from '../idempotency/idempotency.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Services } from '../services.js';
import { actorOf, type Account } from '../access/account.js';
import { findFor, dataKeyOrRefuse, retryAfterStart } from '../ticket/command.js';
import { sealFreeText } from '../ticket/free-text.js';

/** What passing on a citizen's words takes. */
export type SignalServices = Pick<Services, 'views' | 'gateway' | 'sealing' | 'answers'>;

/** The ticket itself is silent beyond its bounds, since nobody waits for its answer; so whoever sends is told here. */
async function assertHeard(
  { views }: Pick<Services, 'views'>,
  id: string,
  name: 'nudge' | 'supplement',
  found?: readonly string[],
): Promise<void> {
  const spoken = await views.spokenUp(id);
  if (spoken === null || !isBeyond(spoken, name, found)) return;
  const [most, what] = name === 'nudge' ? [BOUNDS.nudges, 'nudges'] : [BOUNDS.supplements, 'supplements'];
  throw new ApiProblem(
    'too-many-nudges',
    `This ticket has its ${most} ${what}; no more are written down. Urge the unit, or register a new ticket if there is a new matter.`,
  );
}

/** What a citizen says, and how it is known when it is said again. */
interface Said {
  readonly name: 'nudge' | 'supplement';
  readonly body: { readonly text?: string | undefined };
  readonly actor: Actor;
  readonly once: string;
}

/** Passes on what a citizen says. It needs no answer, so none is waited for: taken is taken. */
export async function passOn(
  services: Pick<Services, 'views' | 'gateway'>,
  { id, state, version, dataKey }: Pick<NamedTicket, 'id' | 'state' | 'version' | 'dataKey'>,
  { name, body, actor, once }: Said,
): Promise<void> {
  if (STATE_KIND[state] === 'end') {
    throw new ApiProblem('ticket-ended', `The ticket is ${state}; nothing can be added to it.`, {
      currentState: state,
      version,
    });
  }
  const { sealed, protectedMatters } = sealFreeText(name, body, id, dataKeyOrRefuse({ dataKey }));
  await assertHeard(services, id, name, protectedMatters);
  const signal = { id: once, actor, sealed, ...(protectedMatters && { protectedMatters }) };
  await retryAfterStart(services, { id }, () => services.gateway.signal(id, name, signal));
}

/** The same for who has a key: once per `Idempotency-Key`. */
export async function giveSignal(
  services: SignalServices,
  name: 'nudge' | 'supplement',
  named: string,
  body: { readonly text?: string | undefined },
  account: Account,
  key: string | null,
): Promise<RouteResponse> {
  const { ticket, answer } = await findFor(services, named, account, key);
  const { id, number } = ticket;
  dataKeyOrRefuse(ticket);
  const bodyHash = bodyHashOf(`${name} ${id}`, body);
  if (answer) return replayed(services, answer, bodyHash);
  await passOn(services, ticket, { name, body, actor: actorOf(account), once: onceId(account.id, key) });
  const done: RouteResponse = { status: 202, body: { id, number, taken: true } };
  if (key === null) return done;
  return keptOnce(services, { actorId: account.id, key, bodyHash, ticketId: id }, done);
}
