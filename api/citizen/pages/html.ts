import { escaped } from '../../docs/html.js';

/** Markup that was made by `markup` and nowhere else. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand in a template. Text is text; nothing, and what is not the case, is left out. */
export type Part = string | number | Html | null | undefined | false | readonly Part[];

/** Signs that may not stand in a page, and say nothing. */
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/**
 * The only way to make markup here. Whatever is put in is escaped, for text and for attributes in double quotes alike,
 * unless this made it. There is no way round it, so there is nothing to forget.
 */
export function markup(text: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(text.map((piece, index) => piece + (index < parts.length ? markupOf(parts[index]) : '')).join(''));
}

function markupOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(markupOf).join('');
  return escaped(String(part).replaceAll(CONTROLS, '\uFFFD'));
}

/** What somebody wrote, with its lines. Signs that turn the direction of writing end with it. */
export function written(text: string): Html {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return markup`<bdi>${lines.map((line, index) => [index > 0 && markup`<br>`, line])}</bdi>`;
}
