import type { createTicketActivities } from '../../activities/ticket/ticket-activities.js';
import type { TicketEvent, TicketState } from '../../domain/ticket/ticket.js';

export type TicketProjection = Parameters<typeof createTicketActivities>[0]['projection'];

/** What a ticket's workflow showed: all events by ticket, as the read model would hold them. */
export interface Shown {
  events(ticketId: string): TicketEvent[];
  row(ticketId: string): TicketState;
}

/**
 * A read model that is kept in memory, and can be away. As in the database, the later task decides, and a late write of
 * an earlier one changes nothing.
 */
export function memoryProjection(): {
  projection: Parameters<typeof createTicketActivities>[0]['projection'];
  database: { away: boolean };
  shown: Shown;
} {
  const database = { away: false };
  const events = new Map<string, Map<number, TicketEvent>>();
  const rows = new Map<string, TicketState>();
  return {
    database,
    projection: {
      write(ticket, happened) {
        if (database.away) return Promise.reject(new Error('connect ECONNREFUSED'));
        const mine = events.get(ticket.id) ?? new Map<number, TicketEvent>();
        const former = rows.get(ticket.id);
        const first = happened[0]?.seq ?? ticket.version + 1;
        const isOutOfTurn = former !== undefined && former.version >= first;
        if (isOutOfTurn && (ticket.turn ?? 0) <= (former.turn ?? 0)) return Promise.resolve();
        for (const seq of mine.keys()) if (seq >= first) mine.delete(seq);
        for (const event of happened) mine.set(event.seq, event);
        events.set(ticket.id, mine);
        rows.set(ticket.id, ticket);
        return Promise.resolve();
      },
    },
    shown: {
      events: (id) => [...(events.get(id)?.values() ?? [])].sort((a, b) => a.seq - b.seq),
      row(id) {
        const row = rows.get(id);
        if (!row) throw new Error(`Nothing was shown of ticket ${id}`);
        return row;
      },
    },
  };
}
