import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { useEffect, useState } from 'react';
import { MISSED_CALLS, useMissedCalls, type MissedCall } from '../api/calls.js';
import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';
import { useMe } from '../api/me.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { StateWord } from '../parts/state-word.js';
import { TitleWords } from '../parts/ticket-table.js';
import { Watermark } from '../parts/watermark.js';
import { useKeys } from '../shell/keys.js';
import { speak } from '../shell/say.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import '../parts/known-tickets.css';
import './missed.css';

type Claimed = components['schemas']['ClaimedMissedCall'];
type SaidOutcome = components['schemas']['RingBack']['outcome'];
/** In the order of their keys. */
const SAID_OUTCOMES: readonly SaidOutcome[] = ['reached', 'unreachable', 'wrongNumber'];
const MINUTE_MS = 60_000;

/** Who rang and was not answered: one after the other, the soonest due first. */
export function MissedPage() {
  const { t } = useWords();
  const { data: me } = useMe();
  const client = useQueryClient();
  const { data, error } = useMissedCalls();
  const [inHand, setInHand] = useState<Claimed | null>(null);
  const now = useMinute();
  useTitle(t('page.missed'));
  const readAnew = (): void => void client.invalidateQueries({ queryKey: MISSED_CALLS });
  const claim = useMutation({
    mutationFn: (missed: string) =>
      ask(api.POST('/api/v1/missed-calls/{missed}/claim', { params: { path: { missed } } })),
    onSuccess: setInHand,
    onSettled: readAnew,
  });
  const items = data?.items ?? [];
  const isFree = ({ claimedBy }: MissedCall): boolean => claimedBy === null || claimedBy === me?.id;
  const next = items.find(isFree);
  const take = (id: string): void => claim.mutate(id);
  useKeys({ ...(inHand === null && next && { r: () => take(next.id) }) });

  return (
    <div className="page missed-page">
      <div className="page-head">
        <h1>{t('page.missed')}</h1>
        {data && (
          <span className="figures">
            <span>{t('missed.waiting', { count: items.length })}</span>
            <span className={data.late > 0 ? 'is-late' : undefined}>{t('missed.late', { count: data.late })}</span>
          </span>
        )}
      </div>
      {error !== null && <ProblemNote error={error} />}
      {claim.error && <ProblemNote error={claim.error} />}
      {inHand && (
        <RingBack
          key={inHand.id}
          call={inHand}
          onDone={() => {
            setInHand(null);
            readAnew();
          }}
        />
      )}
      {data === undefined && error === null && <Loading />}
      {data && items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('missed.none')} />}
      {items.length > 0 && (
        <table className="plain missed-table card">
          <thead>
            <tr>
              {(['due', 'number', 'times', 'last', 'act'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`missed.columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <Row
                key={one.id}
                one={one}
                now={now}
                isFree={isFree(one)}
                isInHand={one.id === inHand?.id}
                hasKey={inHand === null && one === next}
                busy={claim.isPending}
                onTake={() => take(one.id)}
              />
            ))}
          </tbody>
        </table>
      )}
      <Watermark />
    </div>
  );
}

function Row({
  one,
  now,
  isFree,
  isInHand,
  hasKey,
  busy,
  onTake,
}: {
  one: MissedCall;
  now: number;
  isFree: boolean;
  isInHand: boolean;
  hasKey: boolean;
  busy: boolean;
  onTake: () => void;
}) {
  const { t, language } = useWords();
  const minutes = Math.round((Date.parse(one.dueAt) - now) / MINUTE_MS);
  return (
    <tr>
      <td className={minutes < 0 ? 'is-late' : undefined}>
        {minutes < 0 ? t('missed.lateBy', { minutes: -minutes }) : t('missed.left', { minutes })}
      </td>
      <td className="missed-masked">{one.number}</td>
      <td>{t('missed.rang', { count: one.times })}</td>
      <td>{dayAndTime(one.lastAt, language)}</td>
      <td>
        {isInHand ? (
          t('missed.inHand')
        ) : isFree ? (
          <Button size="small" disabled={busy} onClick={onTake}>
            {t('missed.take')} {hasKey && <kbd>r</kbd>}
          </Button>
        ) : (
          <span className="quiet">{t('missed.withOther')}</span>
        )}
      </td>
    </tr>
  );
}

/** The number that is dialled, what they asked before, and what became of it. */
function RingBack({ call, onDone }: { call: Claimed; onDone: () => void }) {
  const { t, language } = useWords();
  const end = useMutation({
    mutationFn: (outcome: SaidOutcome) =>
      ask(
        api.PUT('/api/v1/missed-calls/{missed}/outcome', { params: { path: { missed: call.id } }, body: { outcome } }),
      ),
    onSuccess: (_done, outcome) => {
      speak(t(`missed.outcomes.${outcome}`));
      onDone();
    },
  });
  useKeys(Object.fromEntries(SAID_OUTCOMES.map((outcome, nth) => [String(nth + 1), () => end.mutate(outcome)])));
  return (
    <section className="card missed-hand" aria-label={t('missed.inHand')}>
      <p className="missed-number">{call.number}</p>
      <p className="quiet">{t('missed.dial')}</p>
      <div className="form-buttons">
        {SAID_OUTCOMES.map((outcome, nth) => (
          <Button
            key={outcome}
            type={nth === 0 ? 'primary' : 'default'}
            loading={end.isPending && end.variables === outcome}
            onClick={() => end.mutate(outcome)}
          >
            {t(`missed.outcomes.${outcome}`)} <kbd>{nth + 1}</kbd>
          </Button>
        ))}
        <Button type="text" onClick={onDone}>
          {t('missed.close')}
        </Button>
      </div>
      {end.error && <ProblemNote error={end.error} />}
      {call.earlier.total > 0 && <h2>{t('missed.earlier', { count: call.earlier.total })}</h2>}
      <ul className="known-tickets">
        {call.earlier.items.map((ticket) => (
          <li key={ticket.id}>
            <span className="known-tickets-head">
              <a href={`/console/tickets/${ticket.number}`} target="_blank" rel="noopener">
                {ticket.number}
              </a>
              <StateWord state={ticket.state} />
            </span>
            <TitleWords title={ticket.title} withheld={ticket.withheld} />
            <span className="quiet">{dayAndTime(ticket.registeredAt, language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is left is said in minutes, so it is drawn anew twice in each. */
function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}
