import type pg from 'pg';
import { prismaOver } from '../postgres/prisma.js';
import { tokenHash } from '../secrets/token-hash.js';

/** Somebody is on the way to an identity provider, and is to come back in the same browser. */
export interface ProviderVisit {
  readonly provider: string;
  /** Where to go on. */
  readonly next: string;
  /** Whether the person is to sign in there anew. */
  readonly anew: boolean;
}

export interface ProviderVisits {
  begin(visit: ProviderVisit, proof: { readonly state: string; readonly browser: string }, now: Date): Promise<void>;
  /** Once: whoever comes again, later than ten minutes, or in another browser was never on the way. */
  take(proof: { readonly state: string; readonly browser: string }, now: Date): Promise<ProviderVisit | null>;
}

const GOOD_FOR_MS = 10 * 60_000;

export function createProviderVisits(pool: pg.Pool): ProviderVisits {
  return {
    async begin({ provider: providerId, next, anew }, { state, browser }, now) {
      const { providerVisit } = await prismaOver(pool);
      await providerVisit.deleteMany({ where: { expiresAt: { lte: now } } });
      const expiresAt = new Date(now.getTime() + GOOD_FOR_MS);
      const hashes = { stateHash: tokenHash(state), browserHash: tokenHash(browser) };
      await providerVisit.create({ data: { ...hashes, providerId, next, anew, expiresAt } });
    },
    async take({ state, browser }, now) {
      const { providerVisit } = await prismaOver(pool);
      const where = { stateHash: tokenHash(state), browserHash: tokenHash(browser) };
      const [there] = await providerVisit.findMany({ where: { ...where, expiresAt: { gt: now } } });
      // Of two who come with the same one only one has deleted it.
      const { count } = await providerVisit.deleteMany({ where });
      return there && count === 1 ? { provider: there.providerId, next: there.next, anew: there.anew } : null;
    },
  };
}
