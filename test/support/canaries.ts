import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Words that stand nowhere else, or bytes, by what they are of. */
export type Canaries = Readonly<Record<string, string | Buffer>>;

/** A word as it may lie about: as it is, in an address, in JSON for ASCII only, in wide characters, and in base64. */
function formsOf(word: string | Buffer): Buffer[] {
  const bytes = typeof word === 'string' ? Buffer.from(word) : word;
  const asText = typeof word === 'string' ? [encodeURIComponent(word), escaped(word)] : [];
  // In base64 its place among its neighbours decides how it looks; what is left of the ends is the same anywhere.
  const coded = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return text.slice(before === 0 ? 0 : before + 1, -2);
  });
  const texts = [...asText, bytes.toString('hex'), ...coded].map((text) => Buffer.from(text));
  return [bytes, ...(typeof word === 'string' ? [Buffer.from(word, 'utf16le')] : []), ...texts];
}

const escaped = (word: string): string =>
  word.replaceAll(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

export interface Finder {
  /** Which of the canaries are in these, by name. */
  in(...found: readonly (string | Uint8Array)[]): string[];
  /** Which are in the files of a folder and all below it; `but`: files that are looked at by themselves. */
  under(folder: string, but?: readonly string[]): Promise<string[]>;
}

export function findsThese(canaries: Canaries): Finder {
  const forms = Object.entries(canaries).map(([name, word]) => ({ name, forms: formsOf(word) }));
  const namesIn = (bytes: Uint8Array): string[] => {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return forms.filter((one) => one.forms.some((form) => buffer.includes(form))).map(({ name }) => name);
  };
  const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();
  return {
    in: (...found) =>
      sorted(found.flatMap((one) => namesIn(typeof one === 'string' ? Buffer.from(one) : Buffer.from(one)))),
    async under(folder, but = []) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const names: string[] = [];
      for (const file of files) {
        if (but.includes(file)) continue;
        // A file may go while others are read: the database removes what it has done with.
        names.push(...namesIn(await readFile(file).catch(() => Buffer.alloc(0))));
      }
      return sorted(names);
    },
  };
}
