import type { KeyScope } from '../../domain/access/key-scopes.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { Role } from '../../domain/ticket/vocabulary.js';

/** An employee or a system, by its key. */
export interface Account extends PlacedActor {
  readonly role: Role;
  readonly name: string;
  /** What the key is for; empty: all that the role may do. */
  readonly scopes: readonly KeyScope[];
  readonly expiresAt: Date | null;
}
