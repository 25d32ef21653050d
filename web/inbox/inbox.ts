import { useInfiniteQuery } from '@tanstack/react-query';
import type { WorklistKind } from '../../domain/ticket/worklist.js';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';

export type InboxItem = components['schemas']['InboxItem'];
export const INBOX = 'inbox';
const PAGE = 100;

/** What is owed, soonest first, as the API orders it; more pages as they are asked for. */
export function useInbox(kind: WorklistKind | undefined, overdue: boolean, q?: string) {
  return useInfiniteQuery({
    queryKey: [INBOX, kind ?? null, overdue, q ?? null],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/inbox', {
          params: {
            query: {
              limit: PAGE,
              ...(kind !== undefined && { kind: [kind] }),
              ...(overdue && { overdue: true }),
              ...(q !== undefined && { q }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** One ticket may owe several things. */
export const keyOfItem = ({ kind, id, clock }: InboxItem): string => `${kind} ${id} ${clock.id}`;
