import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const folders = readdirSync(root, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const text = page.replaceAll(/^```[\s\S]*?^```$/gm, '');
const quoted = (part: string): string[] => [...part.matchAll(/`([^`]+)`/g)].map(([, words]) => words ?? '');
const isPath = (words: string): boolean =>
  /^[\w.-]+\/[\w./-]*$/.test(words) && folders.includes(words.split('/')[0] ?? '');

describe('the architecture', () => {
  it('names files and folders that are there', () => {
    const paths = quoted(text).filter(isPath);
    expect(paths.length).toBeGreaterThan(80);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('walks through files in which the functions are that it names', () => {
    const rows = [...text.matchAll(/^\| `([\w./-]+\.\w+)` \| (.+) \|$/gm)].map(([, file = '', told = '']) => ({
      file,
      told,
    }));
    expect(rows.length).toBeGreaterThan(30);
    const astray = rows.flatMap(({ file, told }) => {
      const source = [file, ...quoted(told).filter(isPath)]
        .map((one) => readFileSync(join(root, one), 'utf8'))
        .join('\n');
      const names = quoted(told).filter((words) => /^[A-Za-z_]\w+$/.test(words));
      return names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source)).map((name) => `${name} in ${file}`);
    });
    expect(astray).toEqual([]);
  });
});
