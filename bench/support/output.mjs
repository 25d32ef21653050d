import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes what was measured, and its chart beside it. Returns the files. */
export function keepResults(folder, name, results, svg) {
  const files = [join(folder, `${name}.json`), join(folder, `${name}.svg`)];
  mkdirSync(dirname(files[0]), { recursive: true });
  writeFileSync(files[0], `${JSON.stringify(results, rounded, 2)}\n`);
  writeFileSync(files[1], svg);
  return files;
}

/** Digits beyond the fourth are noise and make every run differ in every line. */
export function rounded(_key, value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
