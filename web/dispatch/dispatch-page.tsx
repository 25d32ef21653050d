import { WorkDesk } from '../desk/work-desk.js';
import { useWords } from '../words/i18n.js';
import { DispatchPane } from './dispatch-pane.js';

const KINDS = ['toDispatch'] as const;

export function DispatchPage() {
  const { t } = useWords();
  return (
    <WorkDesk
      at="/dispatch"
      title={t('page.dispatch')}
      kinds={KINDS}
      pane={(pane) => <DispatchPane key={pane.number} {...pane} />}
    />
  );
}
