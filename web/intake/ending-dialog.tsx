import { Alert, Button, Form, Modal } from 'antd';
import type { KeyboardEvent } from 'react';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { ActionFields } from '../forms/action-fields.js';
import { fieldsOf } from '../forms/fields.js';
import { bodyOf, type Values } from '../forms/form-ticket.js';
import { useWords } from '../words/i18n.js';
import type { Ending } from './endings.js';
import type { FollowUp } from './outbox.js';

/** What is said with it; it stands beside the call, which stays as it is until this is sent. */
export function EndingDialog({
  command,
  first,
  onWrite,
  onSend,
  onClose,
}: {
  command: Ending;
  /** What was written here before it was closed. */
  first: Values;
  onWrite: (words: Values) => void;
  onSend: (then: FollowUp) => void;
  onClose: () => void;
}) {
  const { t, say } = useWords();
  const [form] = Form.useForm<Values>();
  const submitByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    form.submit();
  };
  return (
    <Modal open title={say(COMMAND_WORDS[command])} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <Form
        form={form}
        name={`intake-${command}`}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true }}
        initialValues={first}
        onValuesChange={(_changed, all) => onWrite(all)}
        onKeyDown={submitByKey}
        onFinish={(values) => onSend({ command, body: bodyOf(command, fieldsOf(command), values, null) })}
      >
        <ActionFields command={command} ticket={null} />
        <Alert type="info" showIcon title={t(command === 'handToEmergency' ? 'intake.hurry' : 'intake.ends')} />
        <div className="form-buttons">
          <Button type="primary" htmlType="submit" title="Ctrl + Enter">
            {t('intake.registerAnd', { action: say(COMMAND_WORDS[command]) })}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </Form>
    </Modal>
  );
}
