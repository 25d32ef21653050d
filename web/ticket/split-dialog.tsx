import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { PARTS } from '../../domain/ticket/vocabulary.js';
import { api, ask } from '../api/client.js';
import { newUuid } from '../api/new-key.js';
import { ClassPicker } from '../forms/pickers.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import type { Ticket } from './ticket-data.js';

interface Written {
  readonly parts: readonly { readonly title: string; readonly text: string; readonly classCode: string }[];
}

/** Each matter in words of its own, with what was said at hand. Pressed twice, it is done once. */
export function SplitDialog({ ticket, onClose }: { ticket: Ticket; onClose: (isSplit: boolean) => void }) {
  const { t, say } = useWords();
  const [key] = useState(newUuid);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const needed = [{ required: true, whitespace: true, message: t('signIn.needed') }];
  const send = async ({ parts }: Written): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const header = { 'If-Match': `"v${ticket.version}"`, 'Idempotency-Key': key };
      const params = { path: { id: ticket.id }, header };
      await ask(api.POST('/api/v1/tickets/{id}/split', { params, body: { parts: [...parts] } }));
      onClose(true);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={720}
      title={say(COMMAND_WORDS.split)}
      footer={null}
      mask={{ closable: false }}
      keyboard={false}
      onCancel={() => onClose(false)}
    >
      {ticket.text !== null && <blockquote className="quiet said">{ticket.text}</blockquote>}
      <p>{t('split.hint', { most: PARTS.most })}</p>
      <Form
        name="split"
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true }}
        initialValues={{ parts: Array.from({ length: PARTS.fewest }, () => ({})) }}
        onFinish={(written: Written) => void send(written)}
      >
        <Form.List name="parts">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key: of, name }, at) => (
                <fieldset key={of} className="card split-part">
                  <legend>{t('split.part', { count: at + 1 })}</legend>
                  <Form.Item name={[name, 'title']} label={t('intake.title')} rules={needed}>
                    <Input maxLength={200} autoComplete="off" autoFocus={at === 0} />
                  </Form.Item>
                  <Form.Item name={[name, 'text']} label={t('ticket.request')} rules={needed}>
                    <Input.TextArea className="grows" rows={2} maxLength={10_000} autoComplete="off" />
                  </Form.Item>
                  <Form.Item name={[name, 'classCode']} label={t('form.fields.classCode')} rules={needed}>
                    <ClassPicker />
                  </Form.Item>
                  {fields.length > PARTS.fewest && (
                    <Button onClick={() => remove(name)}>{t('split.remove', { count: at + 1 })}</Button>
                  )}
                </fieldset>
              ))}
              {fields.length < PARTS.most && <Button onClick={() => add({})}>{t('split.add')}</Button>}
            </>
          )}
        </Form.List>
        {error !== null && <ProblemNote error={error} />}
        <div className="form-buttons">
          <Button type="primary" htmlType="submit" loading={busy}>
            {say(COMMAND_WORDS.split)}
          </Button>
          <Button onClick={() => onClose(false)}>{t('cancel')}</Button>
        </div>
      </Form>
    </Modal>
  );
}
