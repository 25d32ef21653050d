import type { PasswordStore } from '../../storage/access/password-store.js';
import type { SessionStore } from '../../storage/access/session-store.js';
import { spokenCode } from './one-time-codes.js';
import type { Passwords } from './passwords.js';

const GOOD_FOR_MS = 72 * 3_600_000;
const GROUPS = 4;

/**
 * Gives a person a password that is good for choosing one, and ends the sessions that there are: somebody asks for this
 * because the old one is lost, or known to somebody else.
 */
export async function resetPassword(
  deps: {
    readonly passwordStore: Pick<PasswordStore, 'setPassword'>;
    readonly passwords: Pick<Passwords, 'hash'>;
    readonly sessionStore: Pick<SessionStore, 'end'>;
  },
  personId: string,
  now: Date,
): Promise<{ readonly oneTimePassword: string; readonly validUntil: Date }> {
  const oneTimePassword = spokenCode(GROUPS);
  const validUntil = new Date(now.getTime() + GOOD_FOR_MS);
  const hash = await deps.passwords.hash(oneTimePassword);
  await deps.passwordStore.setPassword(personId, { hash, oneTime: true, validUntil }, now);
  await deps.sessionStore.end({ personId }, now);
  return { oneTimePassword, validUntil };
}
