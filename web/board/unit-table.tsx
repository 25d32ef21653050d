import { Link } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { LISTS } from '../../domain/ticket/lists.js';
import type { components } from '../generated/api.js';
import { useWords } from '../words/i18n.js';
import { searchBehind } from './behind.js';
import { Figure } from './figures.js';

export type UnitBoard = components['schemas']['UnitBoard'];
export type UnitRow = components['schemas']['UnitFigures'];

const COLUMNS = [
  'inFlight',
  'dueToday',
  'overdue',
  'unacknowledged',
  'silent',
  'returnedTwice',
  'pingPong',
  'dissatisfied',
  'waitingDecisions',
] as const;

/** The unit that is looked at, and each below it; rows stay where they are while numbers change. */
export function UnitTable({ board, firstHead }: { board: UnitBoard; firstHead: string }) {
  const { t, say, language } = useWords();
  const headOf = (column: (typeof COLUMNS)[number]): string =>
    column === 'inFlight' || column === 'waitingDecisions' ? t(`board.${column}`) : say(LISTS[column]);
  const nameOf = ({ unit, name, nameEn }: UnitRow): string => (language === 'zh' ? name : nameEn) ?? unit;
  const rows = useSteady(board);
  const { own } = board;
  const lines: { readonly row: UnitRow; readonly name: string; readonly kind: 'whole' | 'own' | 'below' }[] = [
    { row: board.whole, name: t('board.whole', { name: nameOf(board.whole) }), kind: 'whole' },
    ...(own ? [{ row: own, name: t('board.own', { name: nameOf(own) }), kind: 'own' as const }] : []),
    ...rows.map((row) => ({ row, name: nameOf(row), kind: 'below' as const })),
  ];
  return (
    <table className="plain unit-table">
      <caption className="unseen">{t('board.units')}</caption>
      <thead>
        <tr>
          <th scope="col">{firstHead}</th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className="number">
              {headOf(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ row, name, kind }) => (
          <tr key={`${kind} ${row.unit}`} className={`is-${kind}`}>
            <th scope="row">
              {kind === 'below' && row.hasBelow ? (
                <Link
                  to="/board"
                  search={(before) => ({ ...before, under: row.unit })}
                  className="row-link"
                  title={t('board.into')}
                >
                  {name}
                </Link>
              ) : (
                name
              )}
            </th>
            {COLUMNS.map((column) => {
              const { total, tickets } = row[column];
              return (
                <td key={column} className={total === 0 ? 'number is-none' : 'number'} data-head={headOf(column)}>
                  <Figure name={`${name} · ${headOf(column)}`} count={total} filters={searchBehind(tickets)} />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** In the order in which they were first shown; what was not there then comes last. */
function useSteady({ whole, units }: UnitBoard): readonly UnitRow[] {
  const first = useRef<{ of: string; order: readonly string[] }>({ of: '', order: [] });
  return useMemo(() => {
    if (first.current.of !== whole.unit) first.current = { of: whole.unit, order: units.map(({ unit }) => unit) };
    const place = (unit: string): number => {
      const at = first.current.order.indexOf(unit);
      return at === -1 ? Infinity : at;
    };
    return [...units].sort((one, two) => place(one.unit) - place(two.unit));
  }, [whole, units]);
}
