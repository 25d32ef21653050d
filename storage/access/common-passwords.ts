import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../config/paths.js';

/** `data/passwords/common.txt`: words that say nothing in a password. Read once. */
export function readCommonPasswords(file: string = join(projectRoot(), 'data', 'passwords', 'common.txt')): string[] {
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
