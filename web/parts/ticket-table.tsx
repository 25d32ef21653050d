import { Link } from '@tanstack/react-router';
import { Checkbox } from 'antd';
import { useRef, type ReactNode } from 'react';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** On a narrow screen, where a row is a card: what of it comes first. */
  readonly first?: true;
}

export interface TableRow {
  readonly id: string;
  readonly number: string;
}

/**
 * Rows as a plain table: a browser finds in it, prints it, and reads it aloud. `j` and `k` go from row to row, `Enter`
 * opens, `x` chooses.
 */
export function TicketTable<Row extends TableRow>({
  caption,
  rows,
  keyOf,
  columns,
  chosen,
  onChoose,
  onChooseAll,
  changed,
}: {
  caption: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  chosen?: ReadonlySet<string>;
  onChoose?: (row: Row) => void;
  /** Of the rows that are shown: all, or none of them. */
  onChooseAll?: (isChosen: boolean) => void;
  /** Ids of tickets that are not any more as they are shown. */
  changed?: ReadonlySet<string>;
}) {
  const { t } = useWords();
  const body = useRef<HTMLTableSectionElement>(null);

  const isChosen = (row: Row): boolean => chosen?.has(keyOf(row)) === true;
  const links = (): HTMLElement[] => [...(body.current?.querySelectorAll<HTMLElement>('a.row-link') ?? [])];
  const here = (): number => links().findIndex((link) => link.closest('tr')?.contains(document.activeElement) === true);
  const step = (by: number): void => {
    const all = links();
    const at = here();
    const next = all[Math.min(Math.max(at === -1 ? (by > 0 ? 0 : all.length - 1) : at + by, 0), all.length - 1)];
    next?.focus();
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const row = rows[here()];
      if (row && onChoose) onChoose(row);
    },
  });

  return (
    <table className="tickets">
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          {onChoose &&
            (onChooseAll ? (
              <td className="mark">
                <Checkbox
                  checked={rows.every(isChosen)}
                  indeterminate={rows.some(isChosen) && !rows.every(isChosen)}
                  onChange={({ target }) => onChooseAll(target.checked)}
                  aria-label={t('table.markAll', { count: rows.length })}
                />
              </td>
            ) : (
              <th className="mark" aria-hidden />
            ))}
          <th scope="col">{t('table.number')}</th>
          {columns.map(({ key, head }) => (
            <th key={key} scope="col" className={`col-${key}`}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => {
          return (
            <tr key={keyOf(row)} className={isChosen(row) ? 'is-chosen' : undefined}>
              {onChoose && (
                <td className="mark">
                  <Checkbox
                    checked={isChosen(row)}
                    onChange={() => onChoose(row)}
                    aria-label={t('table.mark', { number: row.number })}
                  />
                </td>
              )}
              <th scope="row" className="col-number">
                <Link to="/tickets/$id" params={{ id: row.number }} className="row-link">
                  {row.number}
                </Link>
                {changed?.has(row.id) === true && <span className="changed">{t('table.changed')}</span>}
              </th>
              {columns.map(({ key, head, cell, first }) => (
                <td key={key} className={`col-${key}${first ? ' is-first' : ''}`} data-head={head}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Titles that the reader may not see, or that are gone, say so. */
export function TitleWords({ title, withheld }: { title: string | null; withheld: readonly string[] }) {
  const { t } = useWords();
  if (title !== null) return <bdi className="title">{title}</bdi>;
  return <span className="quiet">{t(withheld.includes('title') ? 'table.withheld' : 'table.erased')}</span>;
}
