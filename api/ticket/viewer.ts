import type { DisclosureRequest } from '../../domain/disclosure/disclosure-request.js';
import type { DisclosureField, Granted } from '../../domain/ticket/disclosure.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { Account } from '../access/account.js';
import type { Services } from '../services.js';

/** Who looks at a ticket, with what has to be looked up to know what of it may be shown. */
export interface Viewer {
  readonly account: Account;
  /** Whether the ticket of this number, which this one is merged with or was split with, is in sight too. */
  readonly sees: (number: string) => boolean;
  readonly granted: Granted;
  /** By which requests. Absent: nothing was granted. */
  readonly grants?: readonly DisclosureRequest[];
}

const NONE_GRANTED: ReadonlySet<DisclosureField> = new Set();

/** Who looks at tickets that are merged with none: of others a unit learns nothing. */
export function soleViewer(account: Account): Viewer {
  return { account, sees: () => account.role !== 'handler', granted: NONE_GRANTED };
}

/** Who looks at this ticket, and perhaps at more that its events name. */
export async function viewerOf(
  { views }: Pick<Services, 'views'>,
  account: Account,
  { master, followers, partOf, parts = [] }: Pick<TicketState, 'master' | 'followers' | 'partOf' | 'parts'>,
  more: readonly string[] = [],
): Promise<Viewer> {
  const viewer = soleViewer(account);
  if (account.role !== 'handler') return viewer;
  const others = [...(master ? [master] : []), ...(partOf ? [partOf] : []), ...followers, ...parts];
  const named = [...others.map(({ number }) => number), ...more];
  const seen = named.length === 0 ? new Set<string>() : await views.inSight(account, [...new Set(named)]);
  return { ...viewer, sees: (number) => seen.has(number) };
}
