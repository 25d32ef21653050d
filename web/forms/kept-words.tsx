import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useWords } from '../words/i18n.js';

/** Words that look like naming somebody, and why each stays all the same. */
export function KeptWords() {
  const { t } = useWords();
  return (
    <Form.Item label={t('form.fields.kept')}>
      <Form.List name="kept">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="kept-row">
                <Form.Item name={[name, 'word']} noStyle>
                  <Input maxLength={200} placeholder={t('form.fields.word')} aria-label={t('form.fields.word')} />
                </Form.Item>
                <Form.Item name={[name, 'reason']} noStyle>
                  <Input maxLength={2_000} placeholder={t('form.fields.reason')} aria-label={t('form.fields.reason')} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<MinusCircleOutlined />}
                  aria-label={t('form.removeKept')}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({})}>
              {t('form.addKept')}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}
