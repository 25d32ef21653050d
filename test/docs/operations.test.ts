import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretSettings } from '../../config/env.js';
import { settings } from '../../config/settings.js';
import { CHECK_NAMES } from '../../contracts/reference.js';

const root = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

const keys = settings.map(({ name }) => name);
const operations = read('docs/operations.md');

describe('the operations guide', () => {
  it.each(keys)('has a row for the setting %s', (key) => {
    expect(operations).toMatch(new RegExp(`^\\| \`${key}\` \\|`, 'm'));
  });

  it('has no row for a setting that does not exist', () => {
    const rows = [...operations.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map(([, key]) => key ?? '');
    expect(rows.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('names the files in which secrets may be given, and no others', () => {
    const told = [...operations.matchAll(/`([A-Z0-9_]+)_FILE`/g)].map(([, key]) => key ?? '');
    const files = new Set(told.filter((key) => !keys.includes(`${key}_FILE`)));
    expect([...files].sort()).toEqual([...secretSettings].sort());
  });

  it.each(CHECK_NAMES)('says what the check %s of /readyz means', (name) => {
    expect(operations).toContain(`| \`${name}\` |`);
  });
});
