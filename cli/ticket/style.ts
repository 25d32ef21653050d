import type { Formatter } from 'picocolors/types.js';
import type { Language, Words } from '../../domain/ticket/words.js';
import { LABELS, type Label } from './labels.js';

/** As much of picocolors as a page uses. */
export type Colors = Readonly<Record<'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan', Formatter>>;

/** In which words, how wide and how coloured a page is written. */
export interface Style {
  readonly language: Language;
  readonly columns: number;
  readonly colors: Colors;
  /** The name of a unit in that language. */
  readonly unit: (id: string) => string;
}

export function say({ language }: Style, label: Label): string {
  return LABELS[label][language];
}

export function inWords({ language }: Style, words: Words): string {
  return words[language];
}

/** An answer's time as the clock on the wall in China showed it, to the minute. */
export function minute(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
