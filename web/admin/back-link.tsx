import { Link } from '@tanstack/react-router';
import { useWords } from '../words/i18n.js';
import type { AdminPageName } from './opened.js';

/** From what is opened back to its list. */
export function BackLink({ page }: { page: AdminPageName }) {
  const { t } = useWords();
  return (
    <p>
      <Link to="/admin/$page" params={{ page }} className="admin-back">
        ← {t('admin.back', { page: t(`admin.pages.${page}`) })}
      </Link>
    </p>
  );
}
