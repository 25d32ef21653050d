import { PhoneOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useDeskCalls, useMissedCalls, type DeskCall } from '../api/calls.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import './ringing-card.css';

/**
 * The call at this desk that nothing was written of yet. Its place is there whether it rings or not, so that nothing
 * moves under a hand that is about to press something.
 */
export function RingingCard({
  taken,
  mayTake,
  onTake,
}: {
  /** The call that is in the form. */
  taken: string | undefined;
  /** Another caller stands in the form: theirs is finished first. */
  mayTake: boolean;
  onTake: (call: DeskCall) => void;
}) {
  const { t } = useWords();
  const calls = useDeskCalls().filter(({ tickets }) => tickets.length === 0);
  const call = calls.find((one) => one.call === taken) ?? calls.find((one) => isLive(one)) ?? calls[0];
  const isTaken = call !== undefined && call.call === taken;
  const others = calls.filter((one) => one !== call && isLive(one)).length;
  const canTake = call !== undefined && !isTaken && mayTake;
  useKeys({ ...(canTake && { t: () => onTake(call) }) });
  return (
    <section className="card ringing" aria-label={t('intake.call.title')} aria-live="polite">
      <PhoneOutlined aria-hidden className={call?.state === 'ringing' ? 'ringing-now' : undefined} />
      {call === undefined ? (
        <p className="quiet">{t('intake.call.none')}</p>
      ) : (
        <>
          <span className="ringing-number">{call.number ?? t('intake.call.withheld')}</span>
          <span className="ringing-facts">
            <span className="strong">{t(`intake.call.states.${call.state}`)}</span>
            <span>
              {call.earlier.total === 0
                ? t('intake.call.first')
                : t('intake.call.earlier', { count: call.earlier.total, open: call.earlier.inProgress })}
              {others > 0 && ` · ${t('intake.call.others', { count: others })}`}
            </span>
          </span>
          <Button
            type={canTake ? 'primary' : 'default'}
            disabled={!canTake}
            onClick={() => onTake(call)}
            title={canTake || isTaken ? undefined : t('intake.call.finishFirst')}
          >
            {t(isTaken ? 'intake.call.taken' : 'intake.call.take')} {canTake && <kbd>t</kbd>}
          </Button>
        </>
      )}
      <MissedLine />
    </section>
  );
}

const isLive = ({ state }: DeskCall): boolean => state === 'ringing' || state === 'answered';

/** How many wait to be rung back, and the way there. */
function MissedLine() {
  const { t } = useWords();
  const { data } = useMissedCalls();
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Link className={data.late > 0 ? 'ringing-missed is-late' : 'ringing-missed'} to="/missed-calls">
      {t(data.late > 0 ? 'intake.call.missedLate' : 'intake.call.missed', {
        count: data.items.length,
        late: data.late,
      })}
    </Link>
  );
}
