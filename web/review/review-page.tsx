import { WorkDesk } from '../desk/work-desk.js';
import { useWords } from '../words/i18n.js';
import { ReviewPane } from './review-pane.js';

const KINDS = ['toReview', 'toJudge'] as const;

export function ReviewPage() {
  const { t } = useWords();
  return (
    <WorkDesk
      at="/review"
      title={t('page.review')}
      kinds={KINDS}
      pane={(pane) => <ReviewPane key={pane.number} {...pane} />}
    />
  );
}
