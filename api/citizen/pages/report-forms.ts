import { randomBytes } from 'node:crypto';
import type { Keys } from '../../../config/key-ring.js';
import { createSignedCursors } from '../../http/signed-cursors.js';

/** Keys of forms in which requests are filed. Whoever sends one has asked for the form first, and not just now. */
export interface ReportForms {
  write(): string;
  /** `null`: not made here, too old, or sent before a person can have read it. */
  read(key: string): { readonly nonce: string } | null;
  /** Made here, however long ago: a person may still be writing. */
  isOurs(key: string): boolean;
}

const NO_SOONER_MS = 2_000;
const NO_LATER_MS = 86_400_000;

export function createReportForms(keys: Keys, now: () => Date): ReportForms {
  const words = createSignedCursors(keys, 'citizen-reports');
  return {
    write: () => words.write([randomBytes(16).toString('base64url'), String(now().getTime())]),
    read(key) {
      const [nonce, shownAt] = words.read(key) ?? [];
      const age = now().getTime() - Number(shownAt);
      return nonce !== undefined && age >= NO_SOONER_MS && age <= NO_LATER_MS ? { nonce } : null;
    },
    isOurs: (key) => now().getTime() - Number(words.read(key)?.[1]) <= NO_LATER_MS,
  };
}
