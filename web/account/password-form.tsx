import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api, ask } from '../api/client.js';
import { useMe } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';

interface Written {
  readonly password: string;
  readonly newPassword: string;
}

/** Passwords are kept nowhere while they are written, in no draft either. */
export function PasswordForm() {
  const { t } = useWords();
  const { data: me } = useMe();
  const [form] = Form.useForm<Written>();
  const [state, setState] = useState<'written' | 'busy' | 'changed'>('written');
  const [error, setError] = useState<unknown>(null);
  const needed = [{ required: true, message: t('signIn.needed') }];
  async function send({ password, newPassword }: Written): Promise<void> {
    setState('busy');
    setError(null);
    try {
      await ask(api.POST('/api/v1/me/password', { body: { password, newPassword } }));
      form.resetFields();
      speak(t('account.passwordChanged'));
      setState('changed');
    } catch (problem) {
      setError(problem);
      setState('written');
    }
  }
  return (
    <Form
      form={form}
      name="password-change"
      layout="vertical"
      requiredMark={false}
      className="password-form"
      onFinish={(written) => void send(written)}
    >
      <input hidden readOnly autoComplete="username" value={me?.person?.signInName ?? ''} />
      <Form.Item name="password" label={t('account.passwordNow')} rules={needed}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Form.Item name="newPassword" label={t('account.passwordNew')} extra={t('account.passwordHint')} rules={needed}>
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      {error !== null && <ProblemNote error={error} />}
      {state === 'changed' && <Alert type="success" showIcon title={t('account.passwordChanged')} />}
      <div className="form-buttons">
        <Button type="primary" htmlType="submit" loading={state === 'busy'}>
          {t('account.password')}
        </Button>
      </div>
    </Form>
  );
}
