import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../config/paths.js';
import { parseNoticeTemplates, type NoticeTemplates } from '../../domain/notice/templates.js';

export interface NoticeTemplateSets {
  /** Those of a policy pack, or the default ones where it has none of its own. */
  of(pack: string): NoticeTemplates;
}

/** By the code of the set: `default`, or that of a policy pack. */
export type StoredWordings = ReadonlyMap<string, { readonly version: number; readonly data: unknown }>;

/** The sets that are shipped. */
export interface ShippedTemplates extends NoticeTemplateSets {
  /** The codes of the sets that are shipped. */
  readonly codes: readonly string[];
  /** With what an administrator says otherwise. */
  under(stored: StoredWordings): NoticeTemplateSets;
  /** One set as it would be with these texts in it. Throws, naming the place, when they do not fit. */
  with(stored: StoredWordings, code: string, own: unknown): NoticeTemplates;
}

export const DEFAULT_WORDING = 'default';

/**
 * `data/notices/`: a set for all, and for a policy pack what it says otherwise. Read once; throws when one does not
 * fit.
 */
export function readNoticeTemplates(folder: string = join(projectRoot(), 'data', 'notices')): ShippedTemplates {
  const files = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .map((code) => [code, readSet(folder, code)]),
  );
  const shipped = setsOver(files, new Map());
  const made = new WeakMap<StoredWordings, NoticeTemplateSets>();
  return {
    ...shipped,
    codes: [...files.keys()].sort(),
    under(stored) {
      if (stored.size === 0) return shipped;
      const sets = made.get(stored) ?? setsOver(files, stored);
      made.set(stored, sets);
      return sets;
    },
    with: (stored, code, own) => layered(files, stored, code, own),
  };

  /** Those that are shipped are tried at once, so that a program with one that does not fit does not start. */
  function setsOver(from: ReadonlyMap<string, unknown>, stored: StoredWordings): NoticeTemplateSets {
    const codes = new Set([...from.keys(), ...stored.keys()]);
    const sets = new Map([...codes].map((code) => [code, layered(from, stored, code)]));
    const base = layered(from, stored, DEFAULT_WORDING);
    return { of: (pack) => sets.get(pack) ?? base };
  }
}

/**
 * What is stored lies over what is shipped, and a pack's own over that for all. A stored set that this version of the
 * program cannot read is passed over: what is shipped has every text.
 */
function layered(
  files: ReadonlyMap<string, unknown>,
  stored: StoredWordings,
  code: string,
  own: unknown = stored.get(code)?.data,
): NoticeTemplates {
  const isTried = own !== stored.get(code)?.data;
  const base = code === DEFAULT_WORDING ? undefined : layered(files, stored, DEFAULT_WORDING);
  const file = files.get(code);
  const shipped = file === undefined && base ? base : fromFile(code, file, base);
  if (own === undefined) return shipped;
  try {
    return parseNoticeTemplates(own, shipped);
  } catch (error) {
    if (isTried) throw error;
    return shipped;
  }
}

function readSet(folder: string, code: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, `${code}.json`), 'utf8')) as unknown;
  } catch (error) {
    throw unusable(code, error);
  }
}

function fromFile(code: string, file: unknown, base: NoticeTemplates | undefined): NoticeTemplates {
  try {
    return parseNoticeTemplates(file, base);
  } catch (error) {
    throw unusable(code, error);
  }
}

function unusable(code: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  return new Error(`data/notices/${code}.json cannot be used: ${why}`, { cause: error });
}
