import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Skeleton } from 'antd';
import { ALERT_RULE_WORDS, DISPOSITION_WORDS } from '../../domain/sentinel/alert-words.js';
import { STATE_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { AlertDeeds } from './alert-deeds.js';
import { AlertTag } from './alert-tag.js';
import type { WholeAlert } from './alert.js';

const AGAIN_MS = 15_000;

/** One alert: why it was raised, how it grows, its tickets, and what becomes of it. */
export function AlertPage({ id }: { id: string }) {
  const { t, say } = useWords();
  const { data: alert, error } = useQuery({
    queryKey: ['alerts', 'one', id],
    queryFn: () => ask(api.GET('/api/v1/alerts/{alert}', { params: { path: { alert: id } } })),
    refetchInterval: AGAIN_MS,
  });
  if (error) return <ProblemNote error={error} />;
  if (!alert) return <Skeleton active />;
  const { rule, place, class: ofClass, disposition, outage, reason } = alert;
  return (
    <>
      <div className="page-head">
        <h1>
          {say(ALERT_RULE_WORDS[rule])} · {place?.name ?? t('alerts.city')} · {ofClass?.name ?? t('alerts.several')}
        </h1>
        <AlertTag alert={alert} />
        <Link to="/alerts" search={{}}>
          {t('alerts.back')}
        </Link>
      </div>
      <div className="alert-columns">
        <Tickets alert={alert} />
        <div>
          <section className="card">
            <Facts alert={alert} />
            {disposition !== null && (
              <Alert
                type="info"
                title={say(DISPOSITION_WORDS[disposition])}
                description={outage?.notice ?? (reason === null ? undefined : `${t('alerts.reason')}${reason}`)}
              />
            )}
            <AlertDeeds alert={alert} />
          </section>
          <Growth growth={alert.growth} />
        </div>
      </div>
    </>
  );
}

function Facts({ alert }: { alert: WholeAlert }) {
  const { t, language } = useWords();
  const { why, words, version, citizens, tickets, owner, acknowledgeBy, acknowledgedAt, isLate } = alert;
  const reasons = (['together', 'count', 'usual', 'chance'] as const).flatMap((name) => {
    const value = why[name];
    return value === undefined ? [] : [t(`alerts.${name}`, { value: value < 0.001 ? value.toExponential(0) : value })];
  });
  return (
    <>
      <p className="strong">{t('alerts.sizeOf', { citizens, tickets })}</p>
      {acknowledgedAt === null && (
        <p className={isLate ? 'strong' : ''}>
          {t(isLate ? 'alerts.wasDue' : 'alerts.acknowledgeBy', { at: dayAndTime(acknowledgeBy, language) })}
        </p>
      )}
      <p>
        {t('alerts.owner')} {owner?.name ?? t('alerts.desk')}
      </p>
      <h2>{t('alerts.why')}</h2>
      <p>{[...reasons, t('alerts.version', { version })].join(' · ')}</p>
      {words.length > 0 && (
        <p>
          <bdi>{t('alerts.words', { words: words.join('、') })}</bdi>
        </p>
      )}
    </>
  );
}

function Tickets({ alert: { linked, master } }: { alert: WholeAlert }) {
  const { t, say, language } = useWords();
  return (
    <section className="card">
      <h2>{t('alerts.tickets')}</h2>
      {linked.length === 0 && <p className="quiet">{t('alerts.noTickets')}</p>}
      <ul className="alert-tickets">
        {linked.map(({ id, number, title, state, registeredAt, linkedBy }) => (
          <li key={id}>
            <Link className="row-link" to="/tickets/$id" params={{ id: number }}>
              <bdi>{title ?? t('alerts.kept')}</bdi>
            </Link>
            <span className="quiet">
              {[
                number,
                say(STATE_WORDS[state]),
                dayAndTime(registeredAt, language),
                id === master && t('alerts.master'),
                linkedBy !== null && t('alerts.byHand'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Growth({ growth }: { growth: WholeAlert['growth'] }) {
  const { t, language } = useWords();
  const most = Math.max(1, ...growth.map(({ tickets }) => tickets));
  return (
    <section className="card">
      <h2>{t('alerts.growth')}</h2>
      <ul className="alert-growth">
        {growth.map(({ from, tickets }) => (
          <li key={from}>
            <span>{dayAndTime(from, language)}</span>
            <progress max={most} value={tickets} aria-label={dayAndTime(from, language)} />
            <span className="number">{tickets}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
