import { Alert, Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { Purpose } from '../../domain/disclosure/disclosure-request.js';
import type { DisclosureField } from '../../domain/ticket/disclosure.js';
import { api, ask } from '../api/client.js';
import type { Me } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { purposesFor } from './disclosing.js';
import type { Ticket } from './ticket-data.js';

interface Written {
  readonly fields: DisclosureField[];
  readonly purpose: Purpose;
  readonly words: string;
}

/** What is kept back is shown for a purpose, a reason and a while; of a protected ticket another person decides. */
export function DiscloseDialog({ ticket, me, onClose }: { ticket: Ticket; me: Me; onClose: (shown: boolean) => void }) {
  const { t, language } = useWords();
  const [error, setError] = useState<unknown>(null);
  const [until, setUntil] = useState<string | null>(null);
  const [relay, setRelay] = useState<{ readonly number: string; readonly until: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const needed = [{ required: true, message: t('signIn.needed') }];
  const send = async (body: Written): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const path = { id: ticket.id };
      const made = await ask(api.POST('/api/v1/tickets/{id}/disclosures', { params: { path }, body }));
      if (made.state !== 'holds') setUntil(made.decideUntil);
      else if (made.relay === null) onClose(true);
      else setRelay({ number: made.relay, until: made.until ?? made.decideUntil });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('disclose.title')} footer={null} onCancel={() => onClose(relay !== null)}>
      {relay !== null ? (
        <Alert
          type="success"
          showIcon
          title={<strong className="dial-number">{relay.number}</strong>}
          description={t('disclose.relay', { at: dayAndTime(relay.until, language) })}
        />
      ) : until !== null ? (
        <Alert type="info" showIcon title={t('disclose.waiting', { at: dayAndTime(until, language) })} />
      ) : (
        <Form layout="vertical" name="disclose" requiredMark={false} onFinish={(body: Written) => void send(body)}>
          <Form.Item name="fields" label={t('disclose.fields')} rules={needed}>
            <Checkbox.Group
              options={ticket.withheld.map((field) => ({ value: field, label: t(`disclose.field.${field}`) }))}
            />
          </Form.Item>
          <Form.Item name="purpose" label={t('disclose.purpose')} rules={needed}>
            <Select
              placeholder={t('form.choose')}
              options={purposesFor(me.role).map((purpose) => ({
                value: purpose,
                label: t(`disclose.purposes.${purpose}`),
              }))}
            />
          </Form.Item>
          <Form.Item name="words" label={t('disclose.words')} rules={needed}>
            <Input.TextArea className="grows" rows={2} maxLength={2_000} />
          </Form.Item>
          {error !== null && <ProblemNote error={error} />}
          <div className="form-buttons">
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('disclose.submit')}
            </Button>
            <Button onClick={() => onClose(false)}>{t('cancel')}</Button>
          </div>
        </Form>
      )}
    </Modal>
  );
}
