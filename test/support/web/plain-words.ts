import type { Page } from 'playwright-core';
import { zh } from '../../../web/words/zh.js';

/** What a key of the tables of words looks like; a name that people sign in with has dots as well. */
const GROUPS = Object.entries(zh).flatMap(([group, words]) =>
  typeof words === 'string' ? [] : [`${group}\\\\.(${Object.keys(words).join('|')})`],
);
const KEY = `^(${GROUPS.join('|')})(\\\\.[A-Za-z0-9_]+)*$`;

/**
 * Words that are cut off where nobody can get at the rest of them, and keys that stand where words should, each in a
 * line. What is cut short with dots may be so where a title says it all.
 */
export function wordFaults(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const key = new RegExp('${KEY}');
    const found = new Set();
    const nameOf = (element) => element.tagName.toLowerCase() + (element.className ? '.' + String(element.className).split(' ')[0] : '');
    const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
    const isCut = (text, range) => {
      const inside = range.getBoundingClientRect();
      if (inside.width < 1 || inside.height < 1) return null;
      for (let around = text.parentElement; around && around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around);
        const box = around.getBoundingClientRect();
        // For readers aloud alone.
        if (box.width <= 1 || box.height <= 1) return null;
        const wide = inside.right > box.right + 1.5 || inside.left < box.left - 1.5;
        const high = inside.bottom > box.bottom + 3 || inside.top < box.top - 3;
        if ((wide && hides(style.overflowX)) || (high && hides(style.overflowY))) {
          const told = style.textOverflow === 'ellipsis' && text.parentElement.closest('[title]');
          return told ? null : around;
        }
        // What lies further out is reached by scrolling, or stands apart from what is around it.
        if (['auto', 'scroll'].includes(style.overflowX) || style.position === 'fixed') return null;
      }
      return null;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const words = text.data.trim();
      const parent = text.parentElement;
      if (words === '' || !parent || ['SCRIPT', 'STYLE'].includes(parent.tagName)) continue;
      if (key.test(words)) found.add('key: ' + words);
      if (parent.closest('[aria-hidden=true]') || !parent.checkVisibility({ checkVisibilityCSS: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const by = isCut(text, range);
      if (by) found.add('cut off by ' + nameOf(by) + ': ' + words.slice(0, 40));
    }
    for (const element of document.querySelectorAll('[aria-label],[title],[placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const words = element.getAttribute(name);
        if (words && key.test(words.trim())) found.add('key: ' + words);
      }
    }
    return [...found];
  })()`);
}
