import type { Role } from '../ticket/vocabulary.js';

/** `locked`: may come back any time, with the same positions. `left`: its positions are over and its keys revoked. */
export const PERSON_STATES = ['active', 'locked', 'left'] as const;
export type PersonState = (typeof PERSON_STATES)[number];

/** A role in a unit; what somebody does is done in one of them. */
export interface RoleInUnit {
  readonly role: Role;
  readonly unit: string | null;
}

export function isSamePosition(one: RoleInUnit, other: RoleInUnit): boolean {
  return one.role === other.role && one.unit === other.unit;
}

/** What people type differently and mean alike is one name: wide letters, capitals, blanks around it. */
export function foldedSignInName(written: string): string {
  return written.normalize('NFKC').trim().toLowerCase();
}
