import type { Role } from '../ticket/vocabulary.js';

/**
 * Who shows a second factor at every sign-in, before anything else is open: whoever decides for others, sees all units,
 * makes accounts, or may unmask who asked.
 */
const WITH_SECOND_FACTOR: readonly Role[] = [
  'supervisor',
  'dutyManager',
  'director',
  'administrator',
  'assessor',
  'auditor',
];

export function needsSecondFactor(role: Role): boolean {
  return WITH_SECOND_FACTOR.includes(role);
}
