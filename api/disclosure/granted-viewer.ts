import { hasScope } from '../../domain/access/key-scopes.js';
import { fieldsOf, grantedBy, type DisclosureRequest } from '../../domain/disclosure/disclosure-request.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Account } from '../access/account.js';
import { lookedBy } from '../look/shown.js';
import type { Services } from '../services.js';
import { levelOf } from '../ticket/disclosed.js';
import { viewerOf, type Viewer } from '../ticket/viewer.js';

type Needs = Pick<Services, 'views' | 'disclosures' | 'now'>;

/**
 * What somebody was granted of any ticket; asked beside the question for the ticket, so that it costs no time of its
 * own. A key that only reads is granted nothing.
 */
export function grantsOf({ disclosures, now }: Needs, { id, scopes }: Account): Promise<readonly DisclosureRequest[]> {
  return hasScope(scopes, 'command') ? disclosures.grantedTo(id, now()) : Promise.resolve([]);
}

/** What of that is for this ticket and holds now. Whatever it lifts is written down as an unmasking. */
export function holdingOf(
  { now }: Pick<Needs, 'now'>,
  ticket: Pick<StoredTicket, 'state' | 'citizen'>,
  grants: readonly DisclosureRequest[],
): Pick<Viewer, 'granted' | 'grants'> {
  const { hop, lead, id } = ticket.state;
  const ofTicket = grants.filter((one) => one.ticket === id);
  const holding = grantedBy(ofTicket, { hop, lead, level: levelOf(ticket) }, now());
  if (holding.length === 0) return { granted: new Set() };
  lookedBy('unmask');
  return { granted: fieldsOf(holding), grants: holding };
}

/** Who looks at this one ticket with what was granted. Never for lists, bulk, or answers that are kept. */
export async function grantedViewer(
  services: Needs,
  account: Account,
  ticket: Pick<StoredTicket, 'state' | 'citizen'>,
  grants: readonly DisclosureRequest[],
): Promise<Viewer> {
  return { ...(await viewerOf(services, account, ticket.state)), ...holdingOf(services, ticket, grants) };
}
