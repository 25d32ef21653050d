import './here.css';
import { EditOutlined, EyeOutlined } from '@ant-design/icons';
import { usePresent } from '../api/presence.js';
import { useMe } from '../api/me.js';
import { useWords } from '../words/i18n.js';

/** Who else is at this ticket: shown, and nothing is locked by it. */
export function Here({ ticket }: { ticket: string }) {
  const { t } = useWords();
  const { data: me } = useMe();
  const others = usePresent(ticket).filter(({ id }) => id !== me?.id);
  if (others.length === 0) return null;
  return (
    <ul className="here">
      {others.map(({ id, name, doing }) => (
        <li key={id}>
          {doing === 'writing' ? <EditOutlined aria-hidden /> : <EyeOutlined aria-hidden />}{' '}
          {t(`presence.${doing}`, { name })}
        </li>
      ))}
    </ul>
  );
}
