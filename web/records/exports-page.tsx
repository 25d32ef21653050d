import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Skeleton } from 'antd';
import { BackLink } from '../admin/back-link.js';
import { NounTable } from '../admin/noun-table.js';
import { NEW, useOpened } from '../admin/opened.js';
import { mayWith, useMe } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { EXPORTS, readExports } from './exports.js';
import { NewExport } from './new-export.js';
import { OneExport } from './one-export.js';
import { Who } from './who.js';
import './records.css';

/** Who takes what out of the system: asked for, perhaps granted by another person, made, fetched once. */
export function ExportsPage() {
  const { t, language } = useWords();
  const { data: me } = useMe();
  const client = useQueryClient();
  const { id, open } = useOpened('exports');
  const { data, error, isPending, refetch } = useQuery({ queryKey: EXPORTS, queryFn: readExports });
  useKeys({ r: () => void refetch() });
  if (id === NEW) {
    return (
      <>
        <BackLink page="exports" />
        <h1>{t('exports.add')}</h1>
        <NewExport
          onClose={() => open()}
          onDone={(made) => {
            void client.invalidateQueries({ queryKey: EXPORTS });
            open(made.id);
          }}
        />
      </>
    );
  }
  if (id !== undefined) {
    return (
      <>
        <BackLink page="exports" />
        <OneExport key={id} id={id} />
      </>
    );
  }
  return (
    <>
      <div className="page-head">
        <h1>{t('admin.pages.exports')}</h1>
        {me && mayWith(me, 'askForExport') && (
          <Button type="primary" onClick={() => open(NEW)}>
            {t('exports.add')}
          </Button>
        )}
      </div>
      <p className="quiet about">{t('exports.about')}</p>
      {error && <ProblemNote error={error} />}
      {isPending ? (
        <Skeleton active />
      ) : data?.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('exports.empty')} />
      ) : (
        <NounTable
          caption={t('admin.pages.exports')}
          page="exports"
          rows={data ?? []}
          idOf={(one) => one.id}
          columns={[
            { key: 'number', head: t('exports.number'), cell: (one) => <span className="code">{one.number}</span> },
            { key: 'state', head: t('records.state'), cell: (one) => t(`exports.states.${one.state}`) },
            {
              key: 'kind',
              head: t('exports.kind'),
              cell: (one) => `${t(`exports.kinds.${one.kind}`)} · ${t(`exports.purposes.${one.purpose}`)}`,
            },
            { key: 'by', head: t('records.by'), cell: (one) => <Who actor={one.askedBy} /> },
            { key: 'at', head: t('records.at'), cell: (one) => dayAndTime(one.askedAt, language) },
            {
              key: 'downloads',
              head: t('exports.downloads'),
              cell: (one) => (one.downloads === 0 ? '' : t('exports.times', { count: one.downloads })),
            },
          ]}
        />
      )}
    </>
  );
}
