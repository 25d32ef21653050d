import { Alert, Button } from 'antd';
import { useWords } from '../words/i18n.js';

/** It is shown in one answer and never again, so it stands here until it is said to be kept. */
export function SecretOnce({ secret, onKept }: { secret: string; onKept: () => void }) {
  const { t } = useWords();
  return (
    <Alert
      type="warning"
      showIcon
      title={t('webhooks.secretOnce')}
      description={
        <>
          <pre className="codes secret" tabIndex={0}>
            {secret}
          </pre>
          <Button type="primary" onClick={onKept}>
            {t('webhooks.secretKept')}
          </Button>
        </>
      }
    />
  );
}
