import type { TicketType } from './vocabulary.js';

/** What the citizen said of being named. `anonymous`: gave no name, or will not be asked for it. */
export const IDENTITIES = ['open', 'hidden', 'anonymous'] as const;
export type Identity = (typeof IDENTITIES)[number];

/** How far a ticket keeps to itself who asked, the least first. */
export const PROTECTION_LEVELS = ['open', 'hidden', 'reporterProtected', 'anonymous'] as const;
export type ProtectionLevel = (typeof PROTECTION_LEVELS)[number];

/** As much of a ticket as says how far it is protected; all of it is known without opening a seal. */
export interface Protectable {
  readonly type: TicketType;
  readonly identity?: Identity;
  readonly protection?: ProtectionLevel;
}

/**
 * A level that a person has set holds. Else who reports, and who asked not to be named, is protected as a reporter; and
 * so is a ticket of which nobody wrote down what its citizen said of that.
 */
export function protectionOf({ type, identity, protection }: Protectable): ProtectionLevel {
  if (protection !== undefined) return protection;
  if (identity === 'anonymous') return 'anonymous';
  return identity === 'open' && type !== 'report' ? 'open' : 'reporterProtected';
}

/** Whether the ticket itself says so; of one that was begun before it did, only its citizen's own record tells. */
export function knowsProtection({ identity, protection }: Protectable): boolean {
  return identity !== undefined || protection !== undefined;
}
