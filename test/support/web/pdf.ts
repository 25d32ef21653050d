import { inflateSync } from 'node:zlib';

/** The words on each page of a PDF that Chromium has made, as far as they are drawn as signs of a font. */
export function wordsOnPages(pdf: Buffer): string[] {
  const objects = objectsIn(pdf.toString('latin1'));
  return [...objects.values()]
    .filter(({ head }) => /\/Type\s*\/Page\b/.test(head))
    .map((page) => wordsOf(page, objects));
}

interface PdfObject {
  readonly head: string;
  readonly stream: string;
}

function objectsIn(source: string): Map<string, PdfObject> {
  const found = new Map<string, PdfObject>();
  for (const [, id = '', body = ''] of source.matchAll(/(?:^|\n)(\d+) 0 obj\s([^]*?)\nendobj/g)) {
    const [, head = body, raw] = /^([^]*?)stream\r?\n([^]*?)\r?\nendstream/.exec(body) ?? [];
    const packed = raw === undefined ? null : Buffer.from(raw, 'latin1');
    const plain = packed && head.includes('FlateDecode') ? inflateSync(packed) : packed;
    found.set(id, { head, stream: plain?.toString('latin1') ?? '' });
  }
  return found;
}

/** Of a page and of what is drawn on it as a whole: each has its own names of fonts. */
function wordsOf({ head }: PdfObject, objects: Map<string, PdfObject>, drawn?: string): string {
  const [, named] = /\/Resources\s+(\d+) 0 R/.exec(head) ?? [];
  const resources = named === undefined ? head : (objects.get(named)?.head ?? '');
  const refsIn = (kind: string): Map<string, PdfObject | undefined> => {
    const [, list = ''] = new RegExp(`/${kind}\\s*<<([^]*?)>>`).exec(resources) ?? [];
    return new Map([...list.matchAll(/\/(\S+)\s+(\d+) 0 R/g)].map(([, name = '', id = '']) => [name, objects.get(id)]));
  };
  const fonts = new Map(
    [...refsIn('Font')].map(([name, font]) => {
      const [, id = ''] = /\/ToUnicode\s+(\d+) 0 R/.exec(font?.head ?? '') ?? [];
      // What has no bold is made bold by drawing, and such a font has short codes.
      const digits = /\/Subtype\s*\/Type0/.test(font?.head ?? '') ? 4 : 2;
      return [name, { digits, signs: signsOf(objects.get(id)?.stream ?? '') }] as const;
    }),
  );
  const forms = refsIn('XObject');
  const [, contents = ''] = /\/Contents\s+(\d+) 0 R/.exec(head) ?? [];
  const source = drawn ?? objects.get(contents)?.stream ?? '';
  let here: { digits: number; signs: Map<number, string> } | undefined;
  let words = '';
  for (const [, font, form, hex] of source.matchAll(/\/(\S+) \S+ Tf|\/(\S+) Do|<([0-9A-Fa-f]+)>/g)) {
    if (font !== undefined) here = fonts.get(font);
    const inside = form === undefined ? undefined : forms.get(form);
    if (inside && /\/Subtype\s*\/Form/.test(inside.head)) words += wordsOf(inside, objects, inside.stream);
    for (const [code] of (hex ?? '').matchAll(here?.digits === 2 ? /../g : /.{4}/g)) {
      words += here?.signs.get(Number.parseInt(code, 16)) ?? '';
    }
  }
  return words;
}

/** What the codes of a font stand for. */
function signsOf(map: string): Map<number, string> {
  const signs = new Map<number, string>();
  const number = (hex: string): number => Number.parseInt(hex, 16);
  const text = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, list = ''] of map.matchAll(/beginbfchar([^]*?)endbfchar/g)) {
    for (const [, code = '', to = ''] of list.matchAll(/<(\w+)>\s*<(\w+)>/g)) signs.set(number(code), text(to));
  }
  for (const [, list = ''] of map.matchAll(/beginbfrange([^]*?)endbfrange/g)) {
    for (const [, from = '', until = '', to = ''] of list.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      for (let code = number(from); code <= number(until); code += 1) {
        signs.set(code, String.fromCodePoint(number(to) + code - number(from)));
      }
    }
  }
  return signs;
}
