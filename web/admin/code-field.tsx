import { Form, Input } from 'antd';
import { useWords } from '../words/i18n.js';

/** By which a thing is known for good: it is chosen once, and stands in the address of its route. */
export function CodeField({ name, label, hint }: { name: string; label: string; hint?: string }) {
  const { t } = useWords();
  return (
    <Form.Item
      name={name}
      label={label}
      extra={hint}
      rules={[
        { required: true, message: t('signIn.needed') },
        { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, message: t('admin.badCode') },
      ]}
    >
      <Input className="code" maxLength={64} autoComplete="off" />
    </Form.Item>
  );
}
