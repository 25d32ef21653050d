import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { components } from '../generated/api.js';

export type DecisionKind = components['schemas']['WaitingDecision']['kind'];

/** Where each kind is decided, with why it was asked. */
export const DECIDED_AT = {
  disclosure: 'oneTicket',
  erasure: 'oneTicket',
  dataRequest: 'dataRequests',
  export: 'exports',
} as const satisfies Record<DecisionKind, string>;

/** To where it is decided; a ticket's own request lies with that ticket. */
export function DecisionLink({
  kind,
  ticket,
  children,
}: {
  kind: DecisionKind;
  ticket: { readonly number: string } | null;
  children: ReactNode;
}) {
  const page = DECIDED_AT[kind];
  return (
    <Link to="/admin/$page" params={{ page }} search={page === 'oneTicket' && ticket ? { id: ticket.number } : {}}>
      {children}
    </Link>
  );
}
