import { Input } from 'antd';
import { useWords } from '../words/i18n.js';

/** Why, for whoever reads it afterwards. */
export function ReasonArea({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const { t } = useWords();
  return (
    <Input.TextArea
      aria-label={t('form.fields.reason')}
      placeholder={t('form.fields.reason')}
      rows={2}
      maxLength={2_000}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
