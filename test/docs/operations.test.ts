import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK_NAMES } from '../../contracts/reference.js';

const root = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

const [schema = ''] = /\.object\(\{[\s\S]*?\n {2}\}\)/.exec(read('config/env.ts')) ?? [];
const keys = [...schema.matchAll(/^ {4}([A-Z][A-Z0-9_]+):/gm)].map(([, key]) => key ?? '');
const operations = read('docs/operations.md');

describe('the operations guide', () => {
  it('finds the settings in config/env.ts', () => {
    expect(keys).toEqual(expect.arrayContaining(['DATABASE_URL', 'HUIYING_MASTER_KEY', 'LOG_LEVEL']));
  });

  it.each(keys)('has a row for the setting %s', (key) => {
    expect(operations).toMatch(new RegExp(`^\\| \`${key}\` \\|`, 'm'));
  });

  it('has no row for a setting that does not exist', () => {
    const rows = [...operations.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map(([, key]) => key ?? '');
    expect(rows.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it.each(CHECK_NAMES)('says what the check %s of /readyz means', (name) => {
    expect(operations).toContain(`| \`${name}\` |`);
  });
});
