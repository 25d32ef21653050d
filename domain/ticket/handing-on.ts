import { refuseUnless } from '../refusal.js';
import type { Facts } from './commands.js';
import type { Asked } from './draft.js';
import { since } from './edition.js';
import { protectionOf } from './protection.js';
import type { TicketState, UnitFacts } from './ticket.js';

/**
 * What must be so before a ticket is handed to a unit, whoever hands it on: the lead by dispatch, ruling or judgement,
 * the units that a whistle calls.
 */

/** Of a protected ticket units read the redacted text, and a person has looked whether it is redacted. */
export function assertRedacted({ ticket }: Pick<Asked, 'ticket'>): void {
  refuseUnless(
    isRedacted(ticket),
    'redaction-unconfirmed',
    'This ticket protects who asked, and nobody has looked yet at what units will read of it. Read `redaction`, mend it, and send it with confirmRedaction; then hand it on.',
  );
}

/**
 * A report of which nobody said whom it is about goes to no unit that its own text names, nor to one below that, unless
 * a person says so once more.
 */
export function assertNotNamed(
  ticket: TicketState,
  units: readonly UnitFacts[],
  { namedInText = [] }: Facts,
  despiteNamed = false,
): void {
  if (!since(ticket, 4) || ticket.type !== 'report' || ticket.accusedUnit !== null || despiteNamed) return;
  const named = namedInText.filter((id) => units.some(({ path }) => path.includes(id)));
  refuseUnless(
    named.length === 0,
    'named-in-text',
    `The text of this report names ${named.join(', ')}, and nobody said whom it is about. If it is about that unit, say so by correct; if not, send it again with despiteNamed.`,
    { units: named },
  );
}

export function isRedacted(ticket: TicketState): boolean {
  return !since(ticket, 4) || protectionOf(ticket) === 'open' || ticket.redactionSeq !== undefined;
}
