import { useWords } from '../words/i18n.js';
import { zh } from '../words/zh.js';

type FieldName = keyof typeof zh.admin.fields;
const isKnown = (field: string): field is FieldName => field in zh.admin.fields;

/** What a field of a contract, or of the trail, is called; one without words by its own name. */
export function useFieldWords(): (field: string) => string {
  const { t } = useWords();
  return (field) => (isKnown(field) ? t(`admin.fields.${field}`) : field);
}
