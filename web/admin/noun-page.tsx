import { useQuery, type QueryKey } from '@tanstack/react-query';
import { Button, Empty, Input, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { BackLink } from './back-link.js';
import { NounTable, type NounColumn } from './noun-table.js';
import { NEW, useOpened, type AdminPageName } from './opened.js';
import type { Subject } from './trail.js';
import { useDone } from './use-done.js';

export interface Opened<Row> {
  /** `null`: it is added. */
  readonly row: Row | null;
  /** Back to the list. */
  readonly close: () => void;
  /** It was done: says so above the list, with the way back where there is one. */
  readonly done: (text: string, subject?: Subject) => void;
  /** The same, and there is more to do with it: it stays open, or what was added is opened. */
  readonly stay: (text: string, subject?: Subject) => void;
}

/**
 * A noun that administrators look after: a list that is searched, and what is opened of it. Which one stands in the
 * address, so that a colleague can be sent there; what is searched for does not, for it may be a name.
 */
export function NounPage<Row>({
  page,
  listed,
  idOf,
  titleOf,
  wordsOf,
  columns,
  filters,
  isShown = () => true,
  add,
  arranged,
  about,
  children,
}: {
  page: AdminPageName;
  /** As the API lists them; where others read the same, under the same key. */
  listed: { readonly key: QueryKey; readonly read: () => Promise<{ readonly items: readonly Row[] }> };
  idOf: (row: Row) => string;
  titleOf: (row: Row) => string;
  /** What the search looks at. */
  wordsOf: (row: Row) => string;
  columns: readonly NounColumn<Row>[];
  /** What narrows the list besides its search, and what it leaves. */
  filters?: ReactNode;
  isShown?: (row: Row) => boolean;
  /** The words of the button by which one is added; absent where none can be. */
  add?: string;
  /** What the search leaves in an order of its own, as in a tree. */
  arranged?: (rows: readonly Row[]) => readonly Row[];
  about?: ReactNode;
  children: (opened: Opened<Row>) => ReactNode;
}) {
  const { t } = useWords();
  const { id, open } = useOpened(page);
  const title = t(`admin.pages.${page}`);
  const [searched, setSearched] = useState('');
  const { note, say } = useDone();
  const { data, error, isPending } = useQuery({ queryKey: listed.key, queryFn: listed.read });

  const opened = (row: Row | null): Opened<Row> => ({
    row,
    close: () => open(),
    done: (text, subject) => {
      open();
      say(text, subject);
    },
    stay: (text, subject) => {
      if (subject && subject.id !== id) open(subject.id);
      say(text, subject);
    },
  });
  if (error && !data) return <ProblemNote error={error} />;
  if (isPending) return <Skeleton active />;
  if (id !== undefined) {
    const row = data.items.find((one) => idOf(one) === id) ?? null;
    return (
      <>
        <BackLink page={page} />
        <h1>{row ? titleOf(row) : id === NEW ? add : t('missing.page')}</h1>
        {note}
        {row || id === NEW ? children(opened(row)) : <p>{t('admin.gone')}</p>}
      </>
    );
  }
  const wanted = folded(searched);
  const found = data.items.filter((row) => isShown(row) && folded(wordsOf(row)).includes(wanted));
  return (
    <>
      <div className="page-head">
        <h1>{title}</h1>
        {add !== undefined && (
          <Button type="primary" onClick={() => open(NEW)}>
            {add}
          </Button>
        )}
      </div>
      {about}
      {note}
      <div className="filters">
        <Input.Search
          className="admin-search"
          allowClear
          aria-label={t('admin.search')}
          placeholder={t('admin.search')}
          value={searched}
          onChange={({ target }) => setSearched(target.value)}
        />
        {filters}
        <span className="quiet">{t('admin.count', { count: found.length })}</span>
      </div>
      {found.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(wanted === '' ? 'admin.empty' : 'admin.notFound')} />
      ) : (
        <NounTable
          key={wanted}
          caption={title}
          page={page}
          rows={arranged ? arranged(found) : found}
          {...{ idOf, columns }}
        />
      )}
    </>
  );
}

/** As people search: capitals, wide letters and blanks make no difference. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
