import { useQuery } from '@tanstack/react-query';
import type { components } from '../generated/api.js';
import { api, ask, ProblemError } from './client.js';
import { lock } from './lock.js';
import { desk } from './same-desk.js';
import { queryClient } from './query-client.js';

export type Me = components['schemas']['Me'];
export const ME = ['me'] as const;

/** Who is signed in; `null`: nobody. */
export function useMe() {
  return useQuery({ queryKey: ME, queryFn: fetchMe, staleTime: Infinity });
}

async function fetchMe(): Promise<Me | null> {
  try {
    const me = await ask(api.GET('/api/v1/me'));
    const { person, session, role, unit } = me;
    if (person && session) {
      const { signInName, name } = person;
      desk.is({ person: person.signInName, position: session.position });
      lock.belongsTo({ signInName, name, position: session.position, role, unit });
    }
    return me;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) return null;
    throw error;
  }
}

/** Of the routes, those that are open to whoever is signed in. */
export function mayWith(me: Me, operation: string): boolean {
  return me.may.includes(operation);
}

/** Another person, or the same one in another position: nothing that was read before is theirs. */
export async function startAnew(): Promise<void> {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
  queryClient.setQueryData(ME, await fetchMe());
}
