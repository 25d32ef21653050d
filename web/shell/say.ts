import { createStore } from '../api/store.js';

/** What a screen reader is told of by the way: counts and outcomes, never what people wrote. */
export const spoken = createStore('');

export function speak(text: string): void {
  // The same words again are said again.
  spoken.set('');
  requestAnimationFrame(() => spoken.set(text));
}
