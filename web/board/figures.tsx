import { WarningFilled } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { SearchFilters } from '../shell/search-filters.js';
import { useWords } from '../words/i18n.js';
import { numberIn } from '../words/number.js';

/** A number that opens its list. */
export function Figure({ name, count, filters }: { name: string; count: number; filters: SearchFilters }) {
  const { t, language } = useWords();
  return (
    <Link to="/search" search={filters} className="figure" aria-label={t('board.open', { name, count })}>
      {numberIn(count, language)}
    </Link>
  );
}

export interface Tile {
  readonly key: string;
  readonly name: string;
  readonly count: number;
  readonly filters: SearchFilters;
  /** Something is wrong if there is any of it. */
  readonly presses?: true;
}

export function Tiles({ tiles, label }: { tiles: readonly Tile[]; label: string }) {
  const { t, language } = useWords();
  return (
    <ul className="tiles" aria-label={label}>
      {tiles.map(({ key, name, count, filters, presses }) => (
        <li key={key}>
          <Link
            to="/search"
            search={filters}
            className={presses && count > 0 ? 'tile is-pressing' : 'tile'}
            aria-label={t('board.open', { name, count })}
          >
            <span className="tile-name">
              {presses && count > 0 && <WarningFilled />} {name}
            </span>{' '}
            <span className="tile-count">{numberIn(count, language)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly count: number;
  /** How it is written, where a number alone would not say it. */
  readonly words?: string;
  readonly filters?: SearchFilters;
}

/** Bars are lengths of the page's own; hatched where it is about what is late. */
export function Bars({ title, note, bars, late }: { title: string; note?: string; bars: readonly Bar[]; late?: true }) {
  const { t } = useWords();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <section className="card bars">
      <h2>
        {title} {note !== undefined && <span className="quiet">{note}</span>}
      </h2>
      {bars.length === 0 ? (
        <p className="quiet">{t('board.nothing')}</p>
      ) : (
        <ul>
          {bars.map(({ key, name, count, words, filters }) => (
            <li key={key}>
              <span className="bar-name" title={name}>
                {name}
              </span>
              <span className="bar-ground" aria-hidden>
                <span className={late ? 'bar is-late' : 'bar'} style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <span className="bar-count">
                {filters ? <Figure name={name} count={count} filters={filters} /> : (words ?? count)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
