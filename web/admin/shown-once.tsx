import { Button, Modal, Typography } from 'antd';
import { useWords } from '../words/i18n.js';

/** A secret that is kept nowhere: it stands here until somebody says that they have it, and never again. */
export function ShownOnce({
  title,
  secret,
  text,
  onClose,
}: {
  title: string;
  secret: string;
  text: string;
  onClose: () => void;
}) {
  const { t } = useWords();
  return (
    <Modal
      open
      title={title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('admin.once.have')}
        </Button>
      }
    >
      <Typography.Paragraph className="once" copyable={{ tooltips: false }}>
        {secret}
      </Typography.Paragraph>
      <p>{text}</p>
    </Modal>
  );
}
