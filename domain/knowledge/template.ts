import { everyMatch } from '../every-match.js';

/** What of a ticket an answer may name, and how those who write templates call it. */
export const SLOTS = { name: '称呼', unit: '单位', date: '日期', place: '地点' } as const;
export type Slot = keyof typeof SLOTS;

const HOLE = /\{\{\s*([^{}]*?)\s*\}\}/gu;
const BY_WORD: ReadonlyMap<string, Slot> = new Map(
  (Object.entries(SLOTS) as [Slot, string][]).flatMap(([slot, word]) => [
    [slot, slot],
    [word, slot],
  ]),
);

/** What a template has to be told, each once; and what nobody could tell it, for which its writer has to mend it. */
export function slotsOf(template: string): { readonly slots: readonly Slot[]; readonly unknown: readonly string[] } {
  const words = new Set([...everyMatch(HOLE, template)].map(({ 1: word }) => word ?? ''));
  const slots = [...words].flatMap((word) => BY_WORD.get(word) ?? []);
  return { slots: [...new Set(slots)], unknown: [...words].filter((word) => !BY_WORD.has(word)) };
}

export interface FilledTemplate {
  readonly text: string;
  /** What the ticket does not say: somebody is asked, and until then the word of the slot stands in the text. */
  readonly missing: readonly Slot[];
}

export function filledTemplate(template: string, facts: Readonly<Partial<Record<Slot, string>>>): FilledTemplate {
  return {
    text: template.replaceAll(HOLE, (hole, word: string) => {
      const slot = BY_WORD.get(word);
      return slot === undefined ? hole : (facts[slot] ?? `〔${SLOTS[slot]}〕`);
    }),
    missing: slotsOf(template).slots.filter((slot) => facts[slot] === undefined),
  };
}
