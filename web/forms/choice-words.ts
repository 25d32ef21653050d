import i18next from 'i18next';
import type { AccountCommand } from '../../contracts/commands.js';
import {
  DISSATISFACTION_WORDS,
  PROTECTION_WORDS,
  SOLVED_WORDS,
  TYPE_WORDS,
  URGENCY_WORDS,
  WHISTLE_WORDS,
} from '../../domain/ticket/code-words.js';
import { DECLINE_WORDS, EXTENSION_WORDS } from '../../domain/ticket/public-words.js';
import { CLOSING_WORDS, type Words } from '../../domain/ticket/words.js';
import type { FieldName } from './fields.js';

type Table = Readonly<Record<string, Words>>;

const BY_FIELD: Readonly<Partial<Record<FieldName, Table>>> = {
  type: TYPE_WORDS,
  urgency: URGENCY_WORDS,
  protection: PROTECTION_WORDS,
  case: WHISTLE_WORDS,
  solved: SOLVED_WORDS,
};
/** Each command that asks why has reasons of its own. */
const CODES: Readonly<Partial<Record<AccountCommand, Table>>> = {
  decline: DECLINE_WORDS,
  requestExtension: EXTENSION_WORDS,
  recordCallback: DISSATISFACTION_WORDS,
  judge: CLOSING_WORDS,
};

/** What a code that can be chosen is called; one without words, such as a telephone number, is its own name. */
export function wordsOfChoice(command: AccountCommand, field: FieldName, option: string | number): Words {
  if (field === 'identity') {
    const word = i18next.t(`form.identities.${option as 'open' | 'hidden' | 'anonymous'}`);
    return { zh: word, en: word };
  }
  const table = field === 'code' ? CODES[command] : BY_FIELD[field];
  return table?.[option] ?? { zh: String(option), en: String(option) };
}
