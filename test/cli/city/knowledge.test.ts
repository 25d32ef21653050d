import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvOf } from '../../../api/knowledge/entry-files.js';
import { defineKnowledge } from '../../../cli/knowledge.js';
import { cellsOf } from '../../../domain/knowledge/entry-table.js';
import type { EntryContent } from '../../../domain/knowledge/entry.js';
import { printed, printedBy } from '../../support/printed-by.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const SHIPPED = join(import.meta.dirname, '../../../data/demo/knowledge.json');
const CLASSES = join(import.meta.dirname, '../../../data/city/classes.json');
const HEAD = 'id,question,phrasings,answer,ownerUnit,classCode,audience\n';

let database: TestDatabase;
let folder: string;
let shipped: EntryContent[];
const before = { ...process.env };
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'huiying-knowledge-'));
  process.env['DATABASE_URL'] = database.url;
  const entries = JSON.parse(await readFile(SHIPPED, 'utf8')) as EntryContent[];
  const whole = entries.map((entry) => ({ ...entry, from: null, until: null, scene: entry.scene ?? null }));
  const isScene = ({ scene }: EntryContent): boolean => scene !== null;
  shipped = [...whole.filter((one) => !isScene(one)).slice(0, 35), ...whole.filter(isScene).slice(0, 5)];
  await writeFile(at('first.csv'), csvOf(shipped.map((content) => cellsOf('', content))));
});
afterAll(async () => {
  process.env = before;
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const huiying = (...args: string[]): Promise<string> => printed('knowledge', defineKnowledge, args);
const count = async (where: string): Promise<number> => {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM knowledge_entry WHERE ${where}`,
  );
  return rows[0]?.n ?? 0;
};

describe('a city that brings its answers with it', () => {
  it('sees first what would come of its file, and has nothing changed', async () => {
    expect(await huiying('import', at('first.csv'), '--published', '--dry-run')).toContain(
      '40 added, 0 changed, 0 unchanged, 0 refused. This was a dry run',
    );
    expect(await count('TRUE')).toBe(0);
  });

  it('takes them in as they were confirmed, and the same file again without a change', async () => {
    expect(await huiying('import', at('first.csv'), '--published')).toContain('40 added, 0 changed');
    expect(await count('served = 1 AND seen < change')).toBe(40);
    expect(await huiying('import', at('first.csv'), '--published')).toContain('0 added, 0 changed, 40 unchanged');
  });

  it.each(['csv', 'xlsx', 'md'])('writes them as .%s in the form in which it takes them', async (format) => {
    expect(await huiying('export', at(`all.${format}`))).toContain('40 entries were written');
    expect(await huiying('import', at(`all.${format}`), '--published')).toContain('0 changed, 40 unchanged, 0 refused');
  });

  it('has three broken lines told, each with its place, and the others taken', async () => {
    await writeFile(
      at('broken.csv'),
      `${HEAD}k-1,"第一行
有两行",,登记后两日内答复。,water,030101,public
k-2,没有这个单位,,答复。,nowhere,030101,public
k-3,没有答复,,,water,030101,public
k-4,好的一条,"怎么说
还可以怎么说",答复。,water,030101,internal
k-4,同一条又来,,答复。,water,030101,internal
`,
    );
    const { printed: said, error } = await printedBy('knowledge', defineKnowledge, ['import', at('broken.csv')]);
    expect(String(error)).toContain('3 of 5 entries were refused');
    expect(said.split('\n').filter((line) => line.includes('refused  '))).toEqual([
      expect.stringMatching(/^line 4 .*没有这个单位.*no such unit/),
      expect.stringMatching(/^line 5 .*没有答复/),
      expect.stringMatching(/^line 8 .*同一条又来.*twice/),
    ]);
    expect(await count(`owner_unit = 'water' AND served IS NULL AND newest = 1`)).toBe(2);
  });

  it('is told what is wrong with a file as a whole, and has none of it taken', async () => {
    await writeFile(at('odd.csv'), 'question,reply\nx,y\n');
    await expect(huiying('import', at('odd.csv'))).rejects.toThrow(/Nothing of .*odd\.csv was taken/);
    await writeFile(at('odd.md'), '# 没有字段\n\n答复。\n');
    await expect(huiying('import', at('odd.md'))).rejects.toThrow(/Nothing of .*odd\.md was taken/);
    await writeFile(at('odd.xlsx'), 'not a workbook');
    await expect(huiying('import', at('odd.xlsx'))).rejects.toThrow(/Nothing of .*odd\.xlsx was taken/);
    await expect(huiying('import', at('odd.doc'))).rejects.toThrow(/cannot be read or written/);
  });
});

it('the entries of the demonstration are whole: each class has one, and each fits the contract', async () => {
  const all = (JSON.parse(await readFile(SHIPPED, 'utf8')) as EntryContent[]).map((entry) =>
    cellsOf('', { ...entry, from: null, until: null, scene: entry.scene ?? null }),
  );
  await writeFile(at('all-shipped.csv'), csvOf(all));
  expect(await huiying('import', at('all-shipped.csv'), '--dry-run')).toContain(', 0 refused');
  expect(all.length).toBeGreaterThanOrEqual(120);
  const classes = JSON.parse(await readFile(CLASSES, 'utf8')) as { code: string; level: number }[];
  const covered = new Set(all.map(({ classCode }) => classCode));
  expect(classes.filter(({ code, level }) => level === 3 && !covered.has(code))).toEqual([]);
});
