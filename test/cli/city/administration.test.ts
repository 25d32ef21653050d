import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { changeHeadTurn } from '../../../api/anchor/change-head-keeper.js';
import { defineAudit } from '../../../cli/audit.js';
import { defineChanges } from '../../../cli/changes.js';
import { defineOfficeHours } from '../../../cli/office-hours.js';
import { definePolicies } from '../../../cli/policies.js';
import { defineUnits } from '../../../cli/units.js';
import { defineWordings } from '../../../cli/wordings.js';
import { createHeadBringing } from '../../../storage/admin/bring-head.js';
import { createChangeHeads } from '../../../storage/admin/change-heads.js';
import { pack } from '../../domain/policy/packs.js';
import { printed, printedBy } from '../../support/printed-by.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const DEFINED = {
  'office-hours': defineOfficeHours,
  audit: defineAudit,
  units: defineUnits,
  changes: defineChanges,
  policies: definePolicies,
  wordings: defineWordings,
};
const huiying = (noun: keyof typeof DEFINED, ...args: string[]): Promise<string> => printed(noun, DEFINED[noun], args);

let database: TestDatabase;
let folder: string;
const before = { ...process.env };
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'huiying-administration-'));
  process.env['DATABASE_URL'] = database.url;
  process.env['HUIYING_MASTER_KEY'] = Buffer.alloc(32, 7).toString('base64');
});
afterEach(async () => {
  process.env = before;
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

function loggedHere(): { readonly log: Logger; said(): string } {
  const lines: string[] = [];
  return { log: pino({}, { write: (line: string) => void lines.push(line) }), said: () => lines.join('') };
}

async function file(content: unknown): Promise<string> {
  const path = join(folder, 'file.json');
  await writeFile(path, JSON.stringify(content));
  return path;
}

describe('an administrator at the command line', () => {
  it('renames and closes a unit, sees both in the trail, and puts one back; a dry run changes nothing', async () => {
    expect(await huiying('units', 'rename', 'water', '--name', '水务中心', '--dry-run')).toContain(
      'Nothing was changed.',
    );
    expect(await huiying('changes', 'list')).toContain('Nothing was changed yet.');
    await huiying('units', 'rename', 'water', '--name', '水务中心');
    expect(await huiying('units', 'close', 'water', '--successor', 'housing')).toContain('closed for housing');
    expect(await huiying('units', 'list')).toContain('水务中心  (closed, housing goes on)');
    const told = await huiying('changes', 'list');
    expect(told).toMatch(/2 .* closed {3}unit water \(closedAt, successor\) {2}command line\n/);
    expect(told).toMatch(/1 .* changed {2}unit water \(name\) {2}command line\n/);
    expect(await huiying('changes', 'undo', '2')).toContain('unit water is as it was before change 2.');
    expect(await huiying('units', 'list')).not.toContain('closed');
    await expect(huiying('changes', 'undo', '1')).rejects.toThrow('it was changed again since');
  });

  it('imports outlines, of which the trail tells those that are other than they were, by size and hash', async () => {
    const corners = [
      [113, 23],
      [113.1, 23],
      [113.1, 23.1],
    ];
    const area = (id: string, top: number[]) => ({
      ...{ type: 'Feature', id, properties: {} },
      geometry: { type: 'Polygon', coordinates: [[...corners, top, corners[0]]] },
    });
    const importing = async (...features: object[]): Promise<string> =>
      huiying('units', 'outlines', await file({ type: 'FeatureCollection', features }));
    const [east, west] = [area('district-east', [113, 23.1]), area('district-west', [113, 23.2])];
    expect(await importing(east, west)).toContain('2 outlines were read, 2 of them are new or changed.');
    expect(await importing(east, area('district-west', [113, 23.25]))).toContain('1 of them are new or changed.');
    const told = await huiying('changes', 'list', '--noun', 'outline');
    expect(told).toMatch(/3 .* changed {2}outline district-west \(bytes, sha256\) {2}command line\n/);
    expect(told).toMatch(/1 .* added {4}outline district-east {2}command line\n/);
    const { pool } = database;
    const { rows } = await pool.query<{ after: string }>('SELECT after FROM admin_change WHERE number = 1');
    const drawn = JSON.stringify(['Polygon', east.geometry.coordinates]);
    const sha256 = createHash('sha256').update(drawn).digest('hex');
    expect(JSON.parse(rows[0]?.after ?? '')).toEqual({ type: 'Polygon', corners: 5, bytes: drawn.length, sha256 });
    await expect(huiying('changes', 'undo', '3')).rejects.toThrow('import it as it was');
  });

  it('is told why a unit stays as it is', async () => {
    await expect(huiying('units', 'close', 'district-east', '--successor', 'water')).rejects.toThrow(
      'Move or close them first',
    );
    await expect(huiying('units', 'move', 'nowhere', '--under', 'city')).rejects.toThrow('There is no unit nowhere');
  });

  it('publishes a pack, foresees what it would change, assigns it and takes it away', async () => {
    const slow = { ...pack('default'), code: 'slow', version: '2' };
    expect(await huiying('policies', 'publish', await file(slow))).toContain('slow@2 is published.');
    const assigned = ['slow', 'slow@2', '--from', '2026-01-01T00:00:00+08:00', '--priority', '5'];
    expect(await huiying('policies', 'preview', ...assigned)).toContain('0 open tickets are to be sent out');
    expect(await huiying('policies', 'list')).not.toContain('priority 5');
    await huiying('policies', 'assign', ...assigned);
    expect(await huiying('policies', 'list')).toContain('slow: slow@2 for all units, all channels, priority 5');
    await huiying('policies', 'unassign', 'slow');
    await expect(huiying('policies', 'unassign', 'default')).rejects.toThrow('every ticket has a pack');
  });

  it('sets the office hours of a unit from a file that fits, and takes them away', async () => {
    const hours = { intervals: [{ from: '08:00', to: '16:00' }], dayEnd: '16:30' };
    await huiying('office-hours', 'import', await file(hours), 'water');
    expect(await huiying('office-hours', 'list')).toMatch(/water +08:00-16:00 {2}the day ends at 16:30/);
    await huiying('office-hours', 'remove', 'water');
    expect(await huiying('office-hours', 'list')).not.toContain('water');
    const late = { ...hours, dayEnd: '15:00' };
    await expect(huiying('office-hours', 'import', await file(late))).rejects.toThrow('ends at 15:00');
    await expect(huiying('office-hours', 'remove', 'default')).rejects.toThrow('these hours hold for all others');
  });

  it('says notices otherwise from a file that fits, and is told the place of one that does not', async () => {
    const sign = { zh: '首都12345', en: 'Capital 12345' };
    expect(await huiying('wordings', 'import', await file({ sign }))).toContain('default is at version 1.');
    expect(await huiying('wordings', 'show')).toContain('首都12345');
    const nosy = { digest: { sms: 'HY_X', subject: sign, text: { zh: '{{citizen}}', en: 'x' }, end: sign } };
    await expect(huiying('wordings', 'import', await file(nosy))).rejects.toThrow('digest.text.zh: {{citizen}}');
  });

  it('finds what the owner of the database changed in the trail, and what is missing', async () => {
    for (const name of ['一', '二', '三']) await huiying('units', 'rename', 'water', '--name', name);
    process.env['HUIYING_AUDIT_DIR'] = folder;
    expect(await huiying('audit', 'verify')).toContain(
      `3 changes by administrators, held against 0 heads in ${folder}: as they were written.`,
    );
    const { pool } = database;
    await pool.query('ALTER TABLE admin_change DISABLE TRIGGER USER');
    await pool.query(`UPDATE admin_change SET after = replace(after, '一', '四') WHERE number = 1`);
    await pool.query('DELETE FROM admin_change WHERE number = 2');
    const { printed: said } = await printedBy('audit', defineAudit, ['verify']);
    expect(said).toContain('change 1 of administrators was changed after it was written');
    expect(said).toContain('change 2 of administrators was removed');
    expect(said).toContain(`2 changes by administrators, held against 0 heads in ${folder}: 2 findings.`);
    process.exitCode = 0;
  });

  it('finds that the end of the trail was cut off, or is another one, once the second place knew of it', async () => {
    process.env['HUIYING_AUDIT_DIR'] = folder;
    const { pool } = database;
    const { log, said } = loggedHere();
    const faults: string[] = [];
    const heads = createChangeHeads(folder, Buffer.alloc(32, 7));
    const bring = createHeadBringing(pool, heads, () => new Date());
    const turn = changeHeadTurn({ bring, observe: (fault) => faults.push(fault), log });
    for (const name of ['一', '二', '三']) {
      await huiying('units', 'rename', 'water', '--name', name);
      for (const _time of [1, 2]) await turn();
    }
    expect((await heads.read()).heads.map(({ number }) => number)).toEqual(['1', '2', '3']);
    expect(await huiying('audit', 'verify')).toContain('3 changes by administrators, held against 3 heads');

    await pool.query('ALTER TABLE admin_change DISABLE TRIGGER USER');
    await pool.query('DELETE FROM admin_change WHERE number > 1');
    for (const _time of [1, 2]) await turn();
    expect(faults).toEqual(['changes-cut']);
    expect(said()).toContain('The end of the trail of administrators is gone.');
    const verify = async (): Promise<string> => (await printedBy('audit', defineAudit, ['verify'])).printed;
    expect(await verify()).toContain('changes-cut         change 2 of administrators and what came after it are gone');
    expect(process.exitCode).toBe(1);

    for (const name of ['四', '五']) await huiying('units', 'rename', 'water', '--name', name);
    const rewritten = await verify();
    expect(rewritten).toContain('changes-rewritten   change 2 of administrators is another one');
    expect(rewritten).toContain('changes-rewritten   change 3 of administrators is another one');
    expect(rewritten).not.toContain('changes-cut');

    const [name = ''] = (await readdir(folder)).filter((one) => one.startsWith('changes-'));
    const lines = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), lines.replace('"number":"3"', '"number":"4"'));
    expect(await verify()).toContain(`changes-head-edited ${name} line 3 was not written by this system`);
    process.exitCode = 0;
  });

  it('has the second place told of the trail at once when asked to', async () => {
    process.env['HUIYING_AUDIT_DIR'] = folder;
    await huiying('units', 'rename', 'water', '--name', '一');
    await huiying('audit', 'anchor');
    expect(await huiying('audit', 'verify')).toContain('1 changes by administrators, held against 1 heads');
  });
});
