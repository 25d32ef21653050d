import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';

export type { Ticket } from '../forms/form-ticket.js';
export type LiveTicket = components['schemas']['LiveTicket'];
export type TicketEvent = components['schemas']['TicketEvent'];

/** By id or number, as it stands in the address. */
export function useTicket(id: string) {
  return useQuery({
    queryKey: ['ticket', id, 'page'],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}', { params: { path: { id } } })),
  });
}

/** What the workflow itself says: who is awaited, and what is left of each clock. */
export function useLive(id: string) {
  return useQuery({
    queryKey: ['ticket', id, 'live'],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}/live', { params: { path: { id } } })),
  });
}

export function useHistory(id: string) {
  return useInfiniteQuery({
    queryKey: ['ticket', id, 'events'],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/tickets/{id}/events', {
          params: { path: { id }, query: pageParam === null ? {} : { cursor: pageParam } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** Reads all of a ticket anew; lists that it stands on are anew when they are next looked at. */
export function useReadAnew(id: string): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    void client.invalidateQueries({ queryKey: ['ticket', id] });
    for (const list of ['inbox', 'approvals', 'search'])
      void client.invalidateQueries({ queryKey: [list], refetchType: 'none' });
  }, [client, id]);
}
