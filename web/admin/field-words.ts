import i18next from 'i18next';
import { useWords } from '../words/i18n.js';
import type { zh } from '../words/zh.js';

type FieldName = keyof typeof zh.admin.fields;
const isKnown = (field: string): field is FieldName => i18next.exists(`admin.fields.${field}`);

/** What a field of a contract, or of the trail, is called; one without words by its own name. */
export function useFieldWords(): (field: string) => string {
  const { t } = useWords();
  return (field) => (isKnown(field) ? t(`admin.fields.${field}`) : field);
}
