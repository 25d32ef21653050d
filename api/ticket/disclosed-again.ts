import type { TicketBody } from '../../contracts/ticket.js';
import { DISCLOSURE_FIELDS, type Disclosure, type DisclosureField } from '../../domain/ticket/disclosure.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Account } from '../access/account.js';
import { shownOf, type Disclosed } from './disclosed.js';

/**
 * An answer that was kept, as it is given again: with what it told then, less what this account is not shown any more.
 * Protection that was raised, and a task that ended, hold for repetitions too.
 */
export function asShownNow(ticket: Disclosed | null, account: Account, kept: RouteResponse): RouteResponse {
  if (ticket === null) return kept;
  return { ...kept, body: without(kept.body as TicketBody, shownOf(ticket, account)) };
}

/** What no answer ever shows in clear. */
const KEPT_MASKED: ReadonlySet<DisclosureField> = new Set(['telephone']);

function without(body: TicketBody, shown: Disclosure): TicketBody {
  // One that was kept before answers said so withholds nothing.
  const before = new Set((body.withheld as TicketBody['withheld'] | undefined) ?? []);
  const stands = (field: DisclosureField): boolean =>
    shown[field] === 'clear' || ((before.has(field) || KEPT_MASKED.has(field)) && shown[field] !== 'none');
  const held = heldIn(body);
  const isWhole = [...held].every(stands) && (shown.text === 'clear' || body.redaction == null);
  // The very same answer, to the letter, also when the version before gave it.
  if (isWhole) return body;
  const { citizen, address } = body;
  return {
    ...body,
    title: stands('title') ? body.title : null,
    text: stands('text') ? body.text : null,
    citizen: citizen && {
      ...citizen,
      name: stands('name') ? citizen.name : null,
      phone: stands('telephone') ? citizen.phone : null,
    },
    address: stands('address') ? address : null,
    ...(shown.text !== 'clear' && { redaction: null }),
    withheld: DISCLOSURE_FIELDS.filter((field) => before.has(field) || (held.has(field) && !stands(field))),
  };
}

function heldIn({ citizen, address, title, text }: TicketBody): ReadonlySet<DisclosureField> {
  const held: Partial<Record<DisclosureField, unknown>> = {
    ...{ name: citizen?.name, telephone: citizen?.phone, address: address?.text, position: address?.lat, title, text },
  };
  return new Set(DISCLOSURE_FIELDS.filter((field) => held[field] != null));
}
