import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Empty, Skeleton } from 'antd';
import { useState } from 'react';
import { PURPOSES } from '../../domain/disclosure/disclosure-request.js';
import { EXPORT_PURPOSES } from '../../domain/export/export-job.js';
import { NounTable } from '../admin/noun-table.js';
import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';
import { ProblemNote } from '../parts/problem-note.js';
import { Who } from '../records/who.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import './trail.css';

type Look = components['schemas']['Look'];
type Looks = components['schemas']['Looks'];
export type LookField = Look['fields'][number];

export function useLookFieldWords(): (field: LookField) => string {
  const { t } = useWords();
  return (field) => (field === 'looks' ? t('trail.looks') : t(`disclose.field.${field}`));
}

/** Who was shown what: as it was written, or masked, by which kind of answer, and for what. */
function LookTable({
  caption,
  rows,
  onActor,
  withTicket,
}: {
  caption: string;
  rows: readonly Look[];
  onActor?: (id: string) => void;
  withTicket: boolean;
}) {
  const { t, language } = useWords();
  const fieldWord = useLookFieldWords();
  const fields = (all: readonly LookField[]): string => all.map(fieldWord).join('、');
  return (
    <NounTable
      caption={caption}
      rows={rows}
      idOf={({ id }) => id}
      columns={[
        { key: 'at', head: t('trail.at'), cell: ({ at }) => <time dateTime={at}>{dayAndTime(at, language)}</time> },
        {
          key: 'who',
          head: t('trail.who'),
          cell: ({ actor }) => (
            <>
              <Who actor={actor} />
              {onActor && (
                <Button size="small" type="link" onClick={() => onActor(actor.id)}>
                  {t('trail.onlyThem')}
                </Button>
              )}
            </>
          ),
        },
        ...(withTicket
          ? [
              {
                key: 'ticket',
                head: t('trail.ticket'),
                cell: ({ ticket, protected: isProtected }: Look) =>
                  ticket === null ? (
                    t('trail.theTrail')
                  ) : (
                    <Link to="/admin/$page" params={{ page: 'oneTicket' }} search={{ id: ticket }} className="row-link">
                      {t('trail.thisTicket')}
                      {isProtected && `（${t('trail.protected')}）`}
                    </Link>
                  ),
              },
            ]
          : []),
        { key: 'how', head: t('trail.how'), cell: ({ how }) => t(`trail.ways.${how}`) },
        { key: 'fields', head: t('trail.shown'), cell: (look) => fields(look.fields) },
        { key: 'masked', head: t('trail.masked'), cell: ({ masked }) => fields(masked) },
        { key: 'purpose', head: t('trail.purpose'), cell: ({ purpose }) => <Purpose of={purpose} /> },
        {
          key: 'from',
          head: t('trail.address'),
          cell: ({ address, key }) => (
            <span className="trail-from">{[address, key].filter((part) => part !== null).join(' · ')}</span>
          ),
        },
      ]}
    />
  );
}

const isAmong = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  (words as readonly string[]).includes(word);

/** What it was for: of a disclosure, or of an export. */
function Purpose({ of }: { of: string | null }) {
  const { t } = useWords();
  if (of === null) return null;
  if (isAmong(PURPOSES, of)) return <>{t(`disclose.purposes.${of}`)}</>;
  return <>{isAmong(EXPORT_PURPOSES, of) ? t(`exports.purposes.${of}`) : of}</>;
}

/** The pages of a trail of looks, one after the other. */
export function LookList({
  queryKey,
  read,
  caption,
  onActor,
  withTicket,
}: {
  queryKey: readonly unknown[];
  read: (cursor: string | null) => Promise<Looks>;
  caption: string;
  onActor?: (id: string) => void;
  withTicket: boolean;
}) {
  const { t } = useWords();
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.error) return <ProblemNote error={query.error} />;
  if (query.isPending) return <Skeleton active />;
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('trail.empty')} />;
  return (
    <>
      <LookTable {...{ caption, rows, withTicket, ...(onActor && { onActor }) }} />
      {query.hasNextPage && (
        <div className="list-end">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('trail.more')}
          </Button>
        </div>
      )}
    </>
  );
}

export function TicketLooks({ id }: { id: string }) {
  const { t } = useWords();
  const [ofAccused, setOfAccused] = useState(false);
  return (
    <section aria-labelledby="ticket-looks">
      <h2 id="ticket-looks">{t('oneTicket.looks')}</h2>
      <p>
        <Checkbox checked={ofAccused} onChange={({ target }) => setOfAccused(target.checked)}>
          {t('trail.ofAccused')}
        </Checkbox>
      </p>
      <LookList
        queryKey={['one-ticket', id, 'looks', ofAccused]}
        caption={t('oneTicket.looks')}
        withTicket={false}
        read={(cursor) =>
          ask(
            api.GET('/api/v1/tickets/{id}/looks', {
              params: {
                path: { id },
                query: { ...(ofAccused && { ofAccused }), limit: 50, ...(cursor !== null && { cursor }) },
              },
            }),
          )
        }
      />
    </section>
  );
}
