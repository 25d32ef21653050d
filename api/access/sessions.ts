import type { SessionStore } from '../../storage/access/session-store.js';
import { placeOf } from '../../domain/ticket/relations.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import type { Account } from './account.js';

export interface Sessions {
  /** Who has signed in and shows this; `null` for nobody. */
  of(token: string): Promise<Account | null>;
  /** Whether it was good here a while ago: not so for tokens that somebody invents. */
  knows(token: string): boolean;
}

/** A flood of invented tokens must not fill the memory. */
const MOST_HELD = 10_000;

export function createSessions(store: SessionStore, reference: ReferenceData, now: () => Date): Sessions {
  const good = new Set<string>();
  return {
    knows: (token) => good.has(token),
    async of(token) {
      const session = await store.find(token, now());
      if (session === null) {
        good.delete(token);
        return null;
      }
      if (good.size >= MOST_HELD) good.clear();
      good.add(token);
      const { id, person, position, name, role, unit, secondFactor, signedInAt, endsAt } = session;
      return {
        ...{ id: person, person, name, role, unit, scopes: [], expiresAt: endsAt },
        ...placeOf(unit, (await reference.current()).units),
        by: { kind: 'session', id, position, secondFactor, signedInAt },
      };
    },
  };
}
