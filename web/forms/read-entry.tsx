import { Button, Form } from 'antd';
import { useWords } from '../words/i18n.js';

/** What was taken from the knowledge base into the form that stands around this. */
export interface TakenEntry {
  readonly text: string;
  readonly entry: { readonly id: string; readonly version: number };
  /** Shown; no field of the command. */
  readonly entryQuestion: string;
}

/** Which entry is read out, if one is; who answers in other words than it has lets it go. */
export function ReadEntry() {
  const { t } = useWords();
  const form = Form.useFormInstance();
  const entry = Form.useWatch('entry', form) as TakenEntry['entry'] | undefined;
  const { entryQuestion = '' } = form.getFieldsValue(true) as Partial<TakenEntry>;
  return (
    <>
      <Form.Item name="entry" hidden>
        <input type="hidden" />
      </Form.Item>
      {entry !== undefined && (
        <p>
          <a href={`/console/knowledge?id=${entry.id}&version=${entry.version}`} target="_blank" rel="noopener">
            {t('form.readOut', { question: entryQuestion, version: entry.version })}
          </a>{' '}
          <Button size="small" onClick={() => form.setFieldValue('entry', undefined)}>
            {t('form.notReadOut')}
          </Button>
        </p>
      )}
    </>
  );
}
