import { el } from './element.js';
import { number } from './language.js';

/** A number of the wall opens its list as those of the board do: the console takes the same words in its address. */
export const searchAt = (tickets: string, more: Readonly<Record<string, string>> = {}): string => {
  const query = new URL(tickets, location.origin).searchParams;
  for (const [name, value] of Object.entries(more)) query.append(name, value);
  return `/console/search?${query.toString()}`;
};

export interface Part {
  readonly name: string;
  readonly count: number;
  readonly words?: string;
  readonly href?: string;
}

export function tile({ name, count, href, late }: Part & { readonly late?: boolean }): HTMLElement {
  const sign = late === true && count > 0 ? el('span', { class: 'sign', 'aria-hidden': 'true' }, '▲') : null;
  return el(
    'a',
    { class: late === true && count > 0 ? 'tile is-late' : 'tile', href },
    el('span', { class: 'tile-name' }, sign, name),
    el('span', { class: 'tile-count' }, number(count)),
  );
}

export function bars(title: string, parts: readonly Part[], none: string, late = false): HTMLElement {
  const most = Math.max(1, ...parts.map(({ count }) => count));
  return el(
    'section',
    { class: 'panel' },
    el('h2', {}, title),
    parts.length === 0
      ? el('p', { class: 'none' }, none)
      : el(
          'ul',
          { class: 'bars' },
          ...parts.map(({ name, count, words, href }) => {
            const bar = el('span', { class: late ? 'bar is-late' : 'bar' });
            bar.style.width = `${(count / most) * 100}%`;
            return el(
              'li',
              {},
              el('span', { class: 'bar-name', title: name }, name),
              el('span', { class: 'bar-ground', 'aria-hidden': 'true' }, bar),
              el(href === undefined ? 'span' : 'a', { class: 'bar-count', href }, words ?? number(count)),
            );
          }),
        ),
  );
}

export interface DayBars {
  readonly label: string;
  readonly came: number;
  readonly closed: number;
}

const [WIDE, HIGH, FOOT, HEAD] = [1_000, 420, 34, 30];

/** Two bars a day, plain and hatched; each with its number. */
export function dayChart(days: readonly DayBars[], label: string): HTMLElement {
  const most = Math.max(1, ...days.flatMap(({ came, closed }) => [came, closed]));
  const slot = WIDE / days.length;
  const bar = slot * 0.36;
  const height = (of: number): number => (of / most) * (HIGH - FOOT - HEAD);
  return el(
    'svg',
    { viewBox: `0 0 ${WIDE} ${HIGH}`, class: 'days', role: 'img', 'aria-label': label },
    el(
      'defs',
      {},
      el(
        'pattern',
        { id: 'hatch', width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        el('rect', { width: 4, height: 8, class: 'hatch' }),
      ),
    ),
    el('line', { x1: 0, x2: WIDE, y1: HIGH - FOOT, y2: HIGH - FOOT, class: 'ground' }),
    ...days.flatMap(({ label: name, came, closed }, index) => {
      const middle = slot * (index + 0.5);
      const one = (of: number, x: number, kind: string): HTMLElement[] => [
        el('rect', { x, y: HIGH - FOOT - height(of), width: bar, height: height(of), class: kind }),
        el('text', { x: x + bar / 2, y: HIGH - FOOT - height(of) - 6, class: 'day-count' }, of === 0 ? '' : String(of)),
      ];
      return [
        ...one(came, middle - bar - 1, 'came'),
        ...one(closed, middle + 1, 'closed'),
        el('text', { x: middle, y: HIGH - 8, class: 'day-name' }, name),
      ];
    }),
  );
}
