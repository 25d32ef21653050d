import { z } from 'zod';
import { PROBLEM_CODES, type ProblemCode } from '../../../contracts/problems.js';
import { markup, type Html } from './html.js';
import { problemName } from './page.js';
import type { Reader } from './reader.js';

const MOST_REASONS = 5;

/** In the address of the next page: why files were not taken. Whatever else stands there is passed over. */
export const leftInAddress = z
  .string()
  .transform((codes) => PROBLEM_CODES.filter((code) => codes.split('.').includes(code)).slice(0, MOST_REASONS))
  .optional()
  .catch(undefined);

export const leftQuery = (left: readonly ProblemCode[]): Readonly<Record<string, string>> =>
  left.length === 0 ? {} : { left: left.join('.') };

export function leftMarkup(reader: Reader, left: readonly ProblemCode[] = []): Html | null {
  if (left.length === 0) return null;
  const nameOf = (code: ProblemCode): string =>
    code === 'unavailable' ? reader.say('filesAway') : problemName(reader, code);
  const why = left.map(nameOf).join(reader.language === 'zh' ? '；' : '; ');
  return markup`<p class="bad">${reader.say('leftOut', why)}</p>`;
}
