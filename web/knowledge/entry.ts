import { DECLINE_WORDS } from '../../domain/ticket/public-words.js';
import type { components } from '../generated/api.js';
import type { useWords } from '../words/i18n.js';

export type Entry = components['schemas']['KnowledgeEntry'];

/** By what an entry holds, in one line; nothing, of one without a basis. */
export function basisWords(basis: Entry['version']['content']['basis']): string {
  return basis.map(({ document, clause }) => `${document}${clause ?? ''}`).join('；');
}

type Scene = NonNullable<components['schemas']['Scene']>;
type Words = ReturnType<typeof useWords>;

/** A scene as text: each question with its number, and under it each answer with where it leads. */
export function sceneWords({ steps }: Scene, t: Words['t'], say: Words['say']): string {
  const numbers = new Map(steps.map(({ key }, at) => [key, at + 1]));
  const leadWords = (leads: Scene['steps'][number]['answers'][number]['leads']): string => {
    switch (leads.to) {
      case 'step':
        return t('knowledge.step', { step: numbers.get(leads.step) ?? leads.step });
      case 'entry':
        return `${t('knowledge.leads.entry')} ${leads.entry.slice(0, 8)}`;
      case 'ticket':
        return `${t('knowledge.leads.ticket')} ${leads.classCode}`;
      case 'line':
        return t('knowledge.toLine', { line: leads.line });
      case 'decline':
        return t('knowledge.toDecline', { reason: say(DECLINE_WORDS[leads.code]) });
    }
  };
  return steps
    .map(({ asks, answers }, at) =>
      [`${at + 1} ${asks}`, ...answers.map(({ words, leads }) => `  ${words} → ${leadWords(leads)}`)].join('\n'),
    )
    .join('\n');
}
