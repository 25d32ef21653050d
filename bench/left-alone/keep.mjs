import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rounded } from '../support/output.mjs';

/** Facts without a chart: they are right or wrong. */
export function keepFacts(folder, name, results) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
  return file;
}
