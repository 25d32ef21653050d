import type { components } from '../generated/api.js';
import type { Suggestions } from './look-up.js';

type Choice = components['schemas']['SuggestionChoice'];
export type ChoiceField = 'class' | 'sameMatter' | 'parts' | 'knowledge' | 'urgency';

/** What was suggested of a call, and what became of it. */
export interface CallChoices {
  readonly suggestion: string;
  readonly fields: Partial<Record<ChoiceField, Choice>>;
}

const isTaken = (taken: boolean): Choice => ({ choice: taken ? 'taken' : 'ignored' });

/** By what is sent: nobody is asked for it. What was refused was looked at and is not so, whatever was chosen then. */
export function choicesOf(
  suggestions: Suggestions,
  sent: { readonly classCode?: string | undefined; readonly urgency?: string | undefined },
  then: { readonly command: string; readonly body: Readonly<Record<string, unknown>> } | null,
  refused: ReadonlySet<ChoiceField>,
): CallChoices {
  const { classes, sameMatter, parts, knowledge, urgency } = suggestions;
  const [first] = classes;
  const refusedOr = (field: ChoiceField, other: Choice): Choice => (refused.has(field) ? { choice: 'changed' } : other);
  const merged = then?.command === 'merge' && sameMatter.some(({ number }) => number === then.body['into']);
  return {
    suggestion: suggestions.id,
    fields: {
      ...(first && { class: ofClass(first.classCode, sent.classCode, refused.has('class')) }),
      ...(sameMatter.length > 0 && { sameMatter: refusedOr('sameMatter', isTaken(merged)) }),
      ...(parts.length > 0 && { parts: refusedOr('parts', isTaken(false)) }),
      ...(knowledge.items.length > 0 && { knowledge: isTaken(then?.command === 'answer' && 'entry' in then.body) }),
      ...(urgency && { urgency: ofUrgency(urgency.value, sent.urgency) }),
    },
  };
}

function ofClass(first: string, sent: string | undefined, isRefused: boolean): Choice {
  if (sent === undefined) return { choice: isRefused ? 'changed' : 'ignored' };
  return sent === first ? { choice: 'taken' } : { choice: 'changed', value: sent };
}

function ofUrgency(suggested: string, sent: string | undefined): Choice {
  if (sent === suggested) return { choice: 'taken' };
  return sent === 'P0' || sent === 'P1' ? { choice: 'changed', value: sent } : { choice: 'ignored' };
}
