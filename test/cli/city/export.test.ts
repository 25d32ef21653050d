import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineExport } from '../../../cli/export.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';
import { EXPORTS, exporterOf } from '../../support/exporting.js';
import { printed, printedBy } from '../../support/printed-by.js';

let world: ApiWorld;
let folder = '';
beforeEach(async () => {
  world = await createApiWorld();
  folder = await mkdtemp(join(tmpdir(), 'huiying-exported-'));
});
afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (role: 'supervisor' | 'director'): string[] => ['--url', world.base, '--key', world.key(role)];
const WHY = ['--purpose', 'analysis', '--words', '每月分析'];

/** The command, and what the program does in the background meanwhile. */
async function exported(...args: string[]): Promise<string> {
  const printing = printed('export', defineExport, args);
  const key = world.key('supervisor');
  await eventually(async () => expect((await world.get(EXPORTS, key)).body.items).toMatchObject([{ state: 'queued' }]));
  await exporterOf(world).made();
  return printing;
}

describe('huiying export', () => {
  it('asks, waits, and saves the file for its owner alone, over no other file', async () => {
    const { number } = (await world.register()).body;
    const output = join(folder, 'tickets.csv');
    const filter = ['--filter', 'type=help', '--filter', 'overdue=false', '--filter', 'level=0'];
    const said = await exported(
      ...['tickets', ...at('supervisor'), ...filter, '--columns', 'number,state', ...WHY],
      ...['--output', output, '--json'],
    );
    expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toMatchObject({
      step: 'Export',
      status: 'ok',
      detail: `1 rows, ${output}`,
    });
    expect(await readFile(output, 'utf8')).toContain(number);
    expect((await stat(output)).mode & 0o777).toBe(0o600);
    const [{ id = '' } = {}] = (await world.get(EXPORTS, world.key('supervisor'))).body.items;
    const again = await printedBy('export', defineExport, ['fetch', id, ...at('supervisor'), '--output', output]);
    expect(String(again.error)).toContain('The file was not saved');
    expect(await readFile(output, 'utf8')).toContain(number);
    expect(await printed('export', defineExport, ['list', ...at('supervisor')])).toContain('2 fetched');
  });

  it('says who has to decide, and how the file is fetched then', async () => {
    await world.register({ type: 'report', noneNamed: true });
    const output = join(folder, 'reports.csv');
    const said = await printed('export', defineExport, ['tickets', ...at('supervisor'), ...WHY, '--output', output]);
    expect(said).toContain('protectedTickets');
    expect(said).toContain('huiying export fetch');
    const [{ id = '' } = {}] = (await world.get(EXPORTS, world.key('supervisor'))).body.items;
    const early = await printedBy('export', defineExport, ['fetch', id, ...at('supervisor'), '--output', output]);
    expect(String(early.error)).toContain('Have it decided');
  });

  it('refuses what is in no table before it asks, and says what the API refused', async () => {
    const output = join(folder, 'none.csv');
    const wrong = ['tickets', ...at('supervisor'), '--columns', 'shoes', ...WHY, '--output', output];
    expect(String((await printedBy('export', defineExport, wrong)).error)).toContain('shoes');
    const unknown = ['tickets', ...at('supervisor'), '--filter', 'unit=nowhere', ...WHY, '--output', output];
    expect(String((await printedBy('export', defineExport, unknown)).error)).toContain('validation-failed');
    const by = ['statistics', ...at('director'), '--year', '2026', '--by', 'unit,unit', ...WHY, '--output', output];
    expect(String((await printedBy('export', defineExport, by)).error)).toContain('validation-failed');
  });
});
