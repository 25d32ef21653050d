import type { KeyScope } from '../../domain/access/key-scopes.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { Actor, Role } from '../../domain/ticket/vocabulary.js';

/** Who calls. Its `id` is the person's, whatever the key or position, or that of a machine's key. */
export interface Account extends PlacedActor {
  readonly role: Role;
  readonly name: string;
  /** What the key is for; empty: all that the role may do. */
  readonly scopes: readonly KeyScope[];
  readonly expiresAt: Date | null;
  /** `null`: a machine. */
  readonly person: string | null;
  /** What it shows to be the one. */
  readonly by:
    | { readonly kind: 'key'; readonly id: string }
    | {
        readonly kind: 'session';
        readonly id: string;
        /** Of the person, by its id. */
        readonly position: string;
        /** Whether a second factor was shown when the person signed in. */
        readonly secondFactor: boolean;
        readonly signedInAt: Date;
      };
}

/** Who acts, as it stands in what comes of it. */
export const actorOf = ({ id, role, unit }: Account): Actor => ({ id, role, unit });
