import type { NoticeTemplate } from '../../domain/notice/vocabulary.js';
import { useWords } from '../words/i18n.js';

/** What a notice is called. */
export function useNoticeWords(): (template: NoticeTemplate) => string {
  const { t } = useWords();
  return (template) => t(`noticeNames.${template}`);
}
