import { Alert, Button } from 'antd';
import { useWords } from '../words/i18n.js';
import type { Suggestions } from './look-up.js';

type Hint = Suggestions['hints'][number];

/** What the words alone suggest, and why. One press takes it; nothing happens by itself. */
export function HintsPanel({
  hints,
  onLine,
  onUrgency,
}: {
  hints: readonly Hint[];
  onLine: (line: NonNullable<Hint['line']>) => void;
  onUrgency: (urgency: NonNullable<Hint['urgency']>) => void;
}) {
  const { t, say } = useWords();
  if (hints.length === 0) return null;
  return (
    <section className="intake-hints" aria-label={t('intake.hints')}>
      {hints.map((hint) => {
        const { rule, line, urgency, words } = hint;
        const button =
          line !== null ? (
            <Button size="small" danger onClick={() => onLine(line)}>
              {t('intake.toLine', { line })}
            </Button>
          ) : urgency !== null ? (
            <Button size="small" onClick={() => onUrgency(urgency)}>
              {t('intake.asUrgent', { urgency })}
            </Button>
          ) : undefined;
        return (
          <Alert
            key={rule}
            type={line !== null ? 'error' : 'warning'}
            showIcon
            role="status"
            title={say(hint.basis)}
            description={<bdi>{t('intake.saidSo', { words })}</bdi>}
            action={button}
          />
        );
      })}
    </section>
  );
}
