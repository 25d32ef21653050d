import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The rows of a file with one JSON object a line. */
export function jsonLines(folder, name) {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
}
