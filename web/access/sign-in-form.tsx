import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ProblemError } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { signIn, type Credentials } from './sign-in.js';

interface Wanted {
  readonly code: boolean;
  readonly newPassword: boolean;
}

/**
 * Name and password, and what the API says is needed besides. `fixed`: only this person, in this position, goes on.
 */
export function SignInForm({
  fixed,
  submit,
  done,
}: {
  fixed?: { readonly signInName: string; readonly position: string } | undefined;
  submit: string;
  done: () => Promise<void>;
}) {
  const { t } = useWords();
  const [form] = Form.useForm<Credentials>();
  const [wanted, setWanted] = useState<Wanted>({ code: false, newPassword: false });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const needed = [{ required: true, message: t('signIn.needed') }];

  async function send(written: Credentials): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await signIn({ ...written, ...fixed });
      await done();
    } catch (problem) {
      const code = problem instanceof ProblemError ? problem.problem.code : null;
      const code2 = code === 'second-factor-needed';
      const newPassword = code === 'password-change-needed';
      if (code2 || newPassword) {
        setWanted((before) => ({ code: before.code || code2, newPassword: before.newPassword || newPassword }));
        requestAnimationFrame(() => form.getFieldInstance(code2 ? 'code' : 'newPassword')?.focus());
      }
      // The first time that more is asked for, nothing has gone wrong.
      if (!(code2 && !wanted.code) && !(newPassword && !wanted.newPassword)) setError(problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(written) => void send(written)}>
      {error !== null && <ProblemNote error={error} />}
      {fixed ? (
        <p className="strong">{fixed.signInName}</p>
      ) : (
        <Form.Item name="signInName" label={t('signIn.name')} rules={needed}>
          <Input autoComplete="username" autoFocus maxLength={200} />
        </Form.Item>
      )}
      <Form.Item name="password" label={t('signIn.password')} rules={needed}>
        <Input.Password autoComplete="current-password" autoFocus={fixed !== undefined} maxLength={256} />
      </Form.Item>
      {wanted.newPassword && (
        <Form.Item
          name="newPassword"
          label={t('signIn.newPassword')}
          extra={t('signIn.newPasswordHint')}
          rules={needed}
        >
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
      )}
      {wanted.code && (
        <Form.Item name="code" label={t('signIn.code')} extra={t('signIn.codeHint')} rules={needed}>
          <Input autoComplete="one-time-code" maxLength={64} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {submit}
      </Button>
    </Form>
  );
}
