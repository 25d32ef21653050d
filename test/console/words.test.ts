import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_BODIES, ACCOUNT_COMMANDS } from '../../contracts/commands.js';
import { en } from '../../web/words/en.js';
import { zh } from '../../web/words/zh.js';

interface Texts {
  readonly [key: string]: string | Texts;
}
function flat(texts: Texts, above = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[above + key, text] as [string, string]] : flat(text, `${above}${key}.`),
  );
}
const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

describe('the texts of the console', () => {
  const chinese = new Map(flat(zh));
  const english = new Map(flat(en));

  it('are there in both languages, and say the same facts', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    expect([...english].filter(([key, text]) => holes(text).join() !== holes(chinese.get(key) ?? '').join())).toEqual(
      [],
    );
    expect([...english].filter(([key, text]) => key !== 'bar.language' && /\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('name every field that a command asks for', () => {
    const asked = ACCOUNT_COMMANDS.flatMap((command) => Object.keys(COMMAND_BODIES[command].shape));
    expect([...new Set(asked)].filter((field) => !chinese.has(`form.fields.${field}`))).toEqual([]);
  });

  it('stand in their table, and nowhere else in the sources', () => {
    const root = join(import.meta.dirname, '../../web');
    const written = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(
        (file) =>
          file.endsWith('.tsx') || (file.endsWith('.ts') && !file.startsWith('words') && !file.startsWith('generated')),
      )
      .filter((file) => /\p{Script=Han}/u.test(readFileSync(join(root, file), 'utf8')));
    expect(written).toEqual([]);
  });
});
