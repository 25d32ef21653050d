import { useQuery } from '@tanstack/react-query';
import { api, ask } from './client.js';
import { queryClient } from './query-client.js';
import type { components } from '../generated/api.js';

export type DeskCall = components['schemas']['DeskCall'];
export type MissedCall = components['schemas']['MissedCall'];

const DESK_CALLS = ['calls', 'desk'];
export const MISSED_CALLS = ['calls', 'missed'];
/** Also where nothing is heard: what waits gets late by itself, and others ring back. */
const ANEW_EVERY_MS = 20_000;

/** A call came to this desk, was answered or left it. */
export function noteCall(): void {
  void queryClient.invalidateQueries({ queryKey: ['calls'] });
}

/** The calls at one's own desk, newest first. */
export function useDeskCalls(): readonly DeskCall[] {
  const { data } = useQuery({
    queryKey: DESK_CALLS,
    queryFn: () => ask(api.GET('/api/v1/desk/calls')),
    // It tells who calls, so it stays no longer than the page.
    gcTime: 0,
    retry: false,
  });
  return data?.items ?? [];
}

/** Who rang in vain, the soonest due first. */
export function useMissedCalls() {
  return useQuery({
    queryKey: MISSED_CALLS,
    queryFn: () => ask(api.GET('/api/v1/missed-calls')),
    refetchInterval: ANEW_EVERY_MS,
    gcTime: 0,
  });
}
