import { useEffect } from 'react';
import { useWords } from '../words/i18n.js';

/** Numbers and names of pages: a title is read by whoever looks at the screen, and stays in the browser's history. */
export function useTitle(title: string): void {
  const { t } = useWords();
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
}
