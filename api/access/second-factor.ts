import { Secret, TOTP } from 'otpauth';
import type { FactorStore } from '../../storage/access/factor-store.js';
import { asSpoken, spokenCode } from './one-time-codes.js';

const PERIOD_SECONDS = 30;
/** A clock may be so many steps wrong, either way. */
const WINDOW = 1;
const RECOVERY_CODES = 10;
const RECOVERY_GROUPS = 4;

export interface SecondFactors {
  /** Offers a new secret; `null`: there is one that works already. */
  offer(person: { readonly id: string; readonly signInName: string }): Promise<{ secret: string; uri: string } | null>;
  /** Answers with the recovery codes, this once; `null`: the code does not fit what was offered, or nothing was. */
  confirm(personId: string, code: string, now: Date): Promise<readonly string[] | null>;
  /** New recovery codes in place of all that there were; `null`: this is no code of the app of this time. */
  renewCodes(personId: string, code: string, now: Date): Promise<readonly string[] | null>;
  isSet(personId: string): Promise<boolean>;
  /** A code of this time or a recovery code, neither used before. It is used then. */
  accepts(personId: string, code: string, now: Date): Promise<boolean>;
  recoveryCodesLeft(personId: string): Promise<number>;
  /** With its recovery codes, because it was lost. */
  remove(personId: string): Promise<void>;
}

/** Codes that change with the time (RFC 6238), as every authenticator app makes them. */
export function createSecondFactors(factors: FactorStore): SecondFactors {
  async function takes(personId: string, secret: string, code: string, now: Date): Promise<boolean> {
    const delta = totpOf(secret, '').validate({ token: code.trim(), timestamp: now.getTime(), window: WINDOW });
    if (delta === null) return false;
    return factors.useStep(personId, Math.floor(now.getTime() / 1_000 / PERIOD_SECONDS) + delta);
  }
  return {
    async offer({ id, signInName }) {
      const secret = new Secret({ size: 20 }).base32;
      if (!(await factors.offer(id, secret))) return null;
      return { secret, uri: totpOf(secret, signInName).toString() };
    },
    async confirm(personId, code, now) {
      const factor = await factors.find(personId);
      if (!factor || factor.confirmed || !(await takes(personId, factor.secret, code, now))) return null;
      const codes = newCodes();
      await factors.confirm(personId, codes, now);
      return codes;
    },
    async renewCodes(personId, code, now) {
      const factor = await factors.find(personId);
      // Whoever has only a recovery code left has lost the app, and gets no more of them.
      if (!factor?.confirmed || !(await takes(personId, factor.secret, code, now))) return null;
      const codes = newCodes();
      await factors.replaceRecoveryCodes(personId, codes);
      return codes;
    },
    recoveryCodesLeft: (personId) => factors.recoveryCodesLeft(personId),
    remove: (personId) => factors.remove(personId),
    isSet: async (personId) => (await factors.find(personId))?.confirmed === true,
    async accepts(personId, code, now) {
      const factor = await factors.find(personId);
      if (!factor?.confirmed) return false;
      return /^\s*\d{6}\s*$/.test(code)
        ? takes(personId, factor.secret, code, now)
        : factors.useRecoveryCode(personId, asSpoken(code), now);
    },
  };
}

const newCodes = (): string[] => Array.from({ length: RECOVERY_CODES }, () => spokenCode(RECOVERY_GROUPS));

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: 'Huiying', label, secret, period: PERIOD_SECONDS });
}
