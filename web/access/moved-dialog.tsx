import { Button, Modal } from 'antd';
import { desk } from '../api/same-desk.js';
import { useStore } from '../api/store.js';
import { useWords } from '../words/i18n.js';

/** Over the page, when this browser works in another position since, or for somebody else. */
export function MovedDialog() {
  const { t } = useWords();
  if (!useStore(desk.isElsewhere)) return null;
  return (
    <Modal open title={t('moved.title')} closable={false} keyboard={false} mask={{ closable: false }} footer={null}>
      <p>{t('moved.text')}</p>
      <Button type="primary" block autoFocus onClick={() => location.assign('/console/')}>
        {t('moved.go')}
      </Button>
    </Modal>
  );
}
