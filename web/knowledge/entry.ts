import type { components } from '../generated/api.js';

export type Entry = components['schemas']['KnowledgeEntry'];

/** By what an entry holds, in one line; nothing, of one without a basis. */
export function basisWords(basis: Entry['version']['content']['basis']): string {
  return basis.map(({ document, clause }) => `${document}${clause ?? ''}`).join('；');
}
