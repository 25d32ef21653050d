import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';

export interface NounColumn<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row, rows: readonly Row[]) => ReactNode;
}

const AT_ONCE = 100;

/**
 * Rows as a plain table, a hundred at once; the first column opens what the row is about. `j` and `k` go from row to
 * row. Without `page` nothing is opened.
 */
export function NounTable<Row>({
  caption,
  page,
  rows,
  idOf,
  columns,
  onMore,
}: {
  caption: string;
  page?: string;
  rows: readonly Row[];
  idOf: (row: Row) => string;
  columns: readonly NounColumn<Row>[];
  /** Where the API gives them by the page: reads the next one. */
  onMore?: (() => void) | undefined;
}) {
  const { t } = useWords();
  const [shown, setShown] = useState(AT_ONCE);
  const body = useRef<HTMLTableSectionElement>(null);
  const step = (by: number): void => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>('a.row-link') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[Math.min(Math.max(at === -1 ? (by > 0 ? 0 : links.length - 1) : at + by, 0), links.length - 1)]?.focus();
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  const part = onMore ? rows : rows.slice(0, shown);
  const more = onMore ?? (rows.length > shown ? () => setShown(shown + AT_ONCE) : undefined);
  return (
    <>
      <table className="nouns">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, head }) => (
              <th key={key} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {part.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ key, head, cell }, at) =>
                at === 0 ? (
                  <th key={key} scope="row">
                    {page === undefined ? (
                      cell(row, rows)
                    ) : (
                      <Link to="/admin/$page" params={{ page }} search={{ id: idOf(row) }} className="row-link">
                        {cell(row, rows)}
                      </Link>
                    )}
                  </th>
                ) : (
                  <td key={key} className={`col-${key}`} data-head={head}>
                    {cell(row, rows)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {more && (
        <div className="list-end">
          <Button onClick={more}>{t('more')}</Button>
        </div>
      )}
    </>
  );
}
