import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { ProblemError, Unreachable } from '../api/client.js';
import { useWords } from '../words/i18n.js';

/** What went wrong, in the words of the API, with the number by which an administrator finds it in the log. */
export function ProblemNote({ error, action }: { error: unknown; action?: ReactNode }) {
  const { t } = useWords();
  if (!(error instanceof ProblemError)) {
    const text = error instanceof Unreachable ? t('problem.unreachable') : t('problem.unexpected');
    return <Alert type="error" showIcon title={text} action={action} />;
  }
  const { title, detail, instance, status } = error.problem;
  const also = [
    ...(detail === title ? [] : [detail]),
    ...(status >= 500 ? [t('problem.request', { id: instance })] : []),
  ];
  return (
    <Alert
      type={status >= 500 ? 'error' : 'warning'}
      showIcon
      title={title === '' ? t('problem.unreachable') : title}
      description={also.filter((line) => line !== '').join(' ')}
      action={action}
    />
  );
}
