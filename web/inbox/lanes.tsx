import { WarningFilled } from '@ant-design/icons';
import { WORKLIST_WORDS } from '../../domain/ticket/code-words.js';
import type { WorklistKind } from '../../domain/ticket/worklist.js';
import { useWords } from '../words/i18n.js';

type Counts = Readonly<Partial<Record<WorklistKind, { readonly total: number; readonly overdue: number }>>>;

/** What is owed, by kind, with what of it is late. */
export function Lanes({
  lanes,
  counts,
  here,
  onLook,
}: {
  lanes: readonly WorklistKind[];
  counts: Counts | undefined;
  here: WorklistKind | undefined;
  onLook: (kind: WorklistKind | undefined) => void;
}) {
  const { t, say } = useWords();
  const of = (kind: WorklistKind) => counts?.[kind] ?? { total: 0, overdue: 0 };
  const all = lanes
    .map(of)
    .reduce((sum, one) => ({ total: sum.total + one.total, overdue: sum.overdue + one.overdue }), {
      total: 0,
      overdue: 0,
    });
  const entries = [
    ...(lanes.length > 1 ? [{ kind: undefined, name: t('all'), ...all }] : []),
    ...lanes.map((kind) => ({ kind, name: say(WORKLIST_WORDS[kind]), ...of(kind) })),
  ];
  return (
    <div className="lanes" role="group" aria-label={t('inbox.lanes')}>
      {entries.map(({ kind, name, total, overdue }) => (
        <button
          key={kind ?? 'all'}
          type="button"
          className="lane"
          aria-pressed={kind === here || (lanes.length === 1 && here === undefined)}
          aria-label={t('inbox.lane', { name, total, overdue })}
          onClick={() => onLook(kind)}
        >
          {name} <span className="lane-count">{counts ? total : '…'}</span>
          {overdue > 0 && (
            <span className="lane-over">
              <WarningFilled /> {t('inbox.over', { count: overdue })}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
