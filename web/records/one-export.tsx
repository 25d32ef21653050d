import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress, Skeleton } from 'antd';
import { Fragment, useState, type ReactNode } from 'react';
import { Deed } from '../admin/deed.js';
import { mayWith, useMe } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { DecideButtons } from './decide-buttons.js';
import { againIn, decideExport, EXPORTS, linkToExport, readExport, withdrawExport, type Export } from './exports.js';
import { useFilterWords } from './filter-words.js';
import { Who } from './who.js';

const CAN_BE_WITHDRAWN: ReadonlySet<Export['state']> = new Set(['waiting', 'queued', 'making', 'ready']);

export function OneExport({ id }: { id: string }) {
  const { t } = useWords();
  const { data: me } = useMe();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: [...EXPORTS, id],
    queryFn: () => readExport(id),
    refetchInterval: ({ state }) => againIn(state.data?.state),
  });
  if (error && !data) return <ProblemNote error={error} />;
  if (!data || !me) return <Skeleton active />;
  const own = data.askedBy.id === me.id;
  const mayDecide = mayWith(me, 'decideExport');
  const anew = (): void => {
    void refetch();
    void client.invalidateQueries({ queryKey: EXPORTS, exact: true });
  };
  return (
    <section className="card" aria-labelledby="export-number">
      <h1 id="export-number">{data.number}</h1>
      <p className="strong" role="status">
        {t(`exports.states.${data.state}`)}
        {data.failure !== null && `：${t(`exports.failures.${data.failure}`)}`}
      </p>
      <Rows of={data} />
      <Facts of={data} />
      {data.state === 'waiting' && (mayDecide || own) && (
        <DecideButtons own={own} decide={(grant) => decideExport(id, grant)} onDone={anew} />
      )}
      {data.state === 'ready' && own && <Fetch of={data} onFetched={anew} />}
      {CAN_BE_WITHDRAWN.has(data.state) && (own || mayDecide) && (
        <p className="records-back">
          <Deed
            words={t('records.withdraw')}
            explains={t('records.withdrawExplains')}
            danger
            send={() => withdrawExport(id)}
            onDone={() => {
              speak(t('records.withdrawn'));
              anew();
            }}
          />
        </p>
      )}
    </section>
  );
}

/** How far it is, as a bar and in words. */
function Rows({ of: { state, progress } }: { of: Export }) {
  const { t } = useWords();
  if (state !== 'queued' && state !== 'making') return null;
  const { done, of } = progress;
  return (
    <p>
      {of !== null && of > 0 && (
        <Progress
          percent={Math.min(100, Math.floor((done / of) * 100))}
          showInfo={false}
          aria-label={t('exports.progress')}
        />
      )}
      {of === null ? t('exports.rowsDone', { done }) : t('exports.rowsOf', { done, of })}
    </p>
  );
}

function Facts({ of }: { of: Export }) {
  const { t, language } = useWords();
  const filterWords = useFilterWords();
  const time = (at: string | null): string | null => at && dayAndTime(at, language);
  const filter = filterWords(of.filter ?? {});
  const pairs: readonly (readonly [string, ReactNode])[] = [
    [t('exports.kind'), `${t(`exports.kinds.${of.kind}`)} · ${t(`exports.formats.${of.format}`)}`],
    [t('exports.purpose'), t(`exports.purposes.${of.purpose}`)],
    [t('exports.words'), <bdi key="words">{of.words}</bdi>],
    ...(of.filter === null
      ? []
      : [[t('exports.filter'), filter.length === 0 ? t('exports.filterNone') : filter.join('；')] as const]),
    ...(of.columns === null
      ? []
      : [[t('exports.columnsTitle'), of.columns.map((one) => t(`exports.columns.${one}`)).join('、')] as const]),
    ...(of.year === null ? [] : [[t('exports.year'), of.year] as const]),
    ...(of.by === null
      ? []
      : [[t('exports.by'), of.by.map((one) => t(`exports.divisions.${one}`)).join(' › ')] as const]),
    [t('records.by'), <Who key="by" actor={of.askedBy} />],
    [t('records.at'), time(of.askedAt)],
    ...(of.because.length === 0
      ? []
      : [[t('exports.because'), of.because.map((one) => t(`exports.reasons.${one}`)).join('；')] as const]),
    ...(of.decideUntil === null || of.state !== 'waiting'
      ? []
      : [[t('records.decideUntil'), time(of.decideUntil)] as const]),
    ...(of.decidedBy === null ? [] : [[t('records.decidedBy'), <Who key="decided" actor={of.decidedBy} />] as const]),
    ...(of.madeAt === null ? [] : [[t('exports.madeAt'), time(of.madeAt)] as const]),
    ...(of.state === 'ready' ? [[t('exports.keptUntil'), time(of.keptUntil)] as const] : []),
    ...(of.state === 'ready' || of.state === 'ended' ? [[t('exports.rows'), of.progress.done] as const] : []),
    ...(of.downloads === 0
      ? []
      : [
          [
            t('exports.downloadedAt'),
            `${time(of.downloadedAt) ?? ''} · ${t('exports.times', { count: of.downloads })}`,
          ] as const,
        ]),
  ];
  return (
    <dl className="pairs">
      {pairs.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** The link is made when it is wanted, opens once, and is for this person alone. */
function Fetch({ of, onFetched }: { of: Export; onFetched: () => void }) {
  const { t, language } = useWords();
  const [link, setLink] = useState<{ link: string; until: string } | null>(null);
  const [used, setUsed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function make(): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      setLink(await linkToExport(of.id));
      setUsed(false);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      {error !== null && <ProblemNote error={error} />}
      {link ? (
        <Alert
          type="success"
          showIcon
          title={t('exports.linkReady', { at: dayAndTime(link.until, language) })}
          description={
            <a
              href={link.link}
              download
              className="download"
              onClick={() => {
                // It is used up by the browser's own request, which is on its way by then.
                setTimeout(() => {
                  setLink(null);
                  setUsed(true);
                  onFetched();
                }, 1_500);
              }}
            >
              {t('exports.download', { name: `${of.number}.${of.format}` })}
            </a>
          }
        />
      ) : (
        <div className="form-buttons">
          <Button type="primary" loading={busy} onClick={() => void make()}>
            {t('exports.link')}
          </Button>
          {used && <span role="status">{t('exports.fetched')}</span>}
        </div>
      )}
    </>
  );
}
