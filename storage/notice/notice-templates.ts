import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../config/paths.js';
import { parseNoticeTemplates, type NoticeTemplates } from '../../domain/notice/templates.js';

export interface NoticeTemplateSets {
  /** Those of a policy pack, or the default ones where it has none of its own. */
  of(pack: string): NoticeTemplates;
}

const DEFAULT = 'default';

/**
 * `data/notices/`: a set for all, and for a policy pack what it says otherwise. Read once; throws when one does not
 * fit.
 */
export function readNoticeTemplates(folder: string = join(projectRoot(), 'data', 'notices')): NoticeTemplateSets {
  const read = (code: string, base?: NoticeTemplates): NoticeTemplates => {
    try {
      return parseNoticeTemplates(JSON.parse(readFileSync(join(folder, `${code}.json`), 'utf8')), base);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`data/notices/${code}.json cannot be used: ${why}`, { cause: error });
    }
  };
  const base = read(DEFAULT);
  const codes = readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== `${DEFAULT}.json`)
    .map((name) => name.slice(0, -'.json'.length));
  const own = new Map(codes.map((code) => [code, read(code, base)]));
  return { of: (pack) => own.get(pack) ?? base };
}
