type Child = Node | string | null | false;
type Attributes = Readonly<Record<string, string | number | boolean | (() => void) | undefined>>;

const SVG = 'http://www.w3.org/2000/svg';
const SVG_NAMES = new Set(['svg', 'rect', 'line', 'text', 'g', 'defs', 'pattern', 'path']);

/** An element of the page: what is written is text, and never markup. */
export function el(name: string, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElement {
  const made = SVG_NAMES.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== undefined && value !== false) made.setAttribute(key, String(value));
  }
  for (const child of children) if (child !== null && child !== false) made.append(child);
  return made as HTMLElement;
}
