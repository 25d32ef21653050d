import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { aNewcomer, aPerson, signedIn } from '../../support/browser.js';
import { exporterOf, exportIn, EXPORTS, linkIn, moreLike, type Exporter } from '../../support/exporting.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NASTY = '＝HYPERLINK("https://bad.example")';
/** Stands in no name of the city and in no code. */
const REPORTED = {
  type: 'report',
  noneNamed: true,
  title: '举报私接水表',
  text: '我叫钱多多，电话13911112222，亲眼看见有人偷水。',
  citizen: { name: '钱多多', phone: '13911112222' },
} as const;
const { noneNamed: _named, ...ABOUT_SOMEBODY } = REPORTED;
const ABOUT_WATER = { ...ABOUT_SOMEBODY, accusedUnit: 'water' } as const;
const PERSONAL = ['title', 'text', 'name', 'telephone', 'address', 'lon', 'lat'];

let world: ApiWorld;
let of: Exporter;
let supervisor = '';
let director = '';
let water = '';
beforeEach(async () => {
  world = await createApiWorld();
  of = exporterOf(world);
  supervisor = world.key('supervisor');
  director = world.key('director');
  water = world.key('handler', 'water');
});
afterEach(() => world.close());

async function dispatched(changes: object = {}, unit = 'water'): Promise<{ id: string; number: string }> {
  const { id, number } = (await world.register({ classCode: '030102', ...changes })).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.saysYes(id);
  const reply = await world.act(id, 'dispatch', world.key('dispatcher'), { unit, reason: '属地' });
  if (reply.status !== 200) throw new Error(reply.text);
  return { id, number };
}

/** The cells of a file, without its first line. */
const cellsIn = (text: string): string[][] => parse(text, { bom: true, from: 2 });
const named = async (): Promise<string[]> => {
  const found = await readdir(world.filesDir, { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).map(({ name }) => name);
};

describe('an export of tickets', () => {
  it('is made in the background, and holds what a person sees on the screen, marked with who took it out', async () => {
    const { number } = await dispatched({ title: NASTY });
    const asked = await of.ask(supervisor, {
      columns: ['number', 'title', 'name', 'telephone', 'unitName', 'overdue'],
    });
    expect([asked.status, exportIn(asked).state]).toEqual([202, 'queued']);
    expect(exportIn(asked)).toMatchObject({ because: [], progress: { done: 0, of: 1 }, words: '每月分析' });
    await of.made();
    const ready = await of.stands(asked.body.id, supervisor);
    expect(ready).toMatchObject({ state: 'ready', progress: { done: 1, of: 1 } });
    const link = linkIn(await of.link(asked.body.id, supervisor));
    const given = await of.fetch(link, supervisor);
    expect([given.status, given.headers.get('content-disposition'), given.headers.get('content-type')]).toEqual([
      200,
      `attachment; filename="${ready.number}.csv"`,
      'text/csv; charset=utf-8',
    ]);
    const [mark = ''] = (parse(given.text, { bom: true, to: 1 }) as string[][])[0] ?? [];
    for (const said of [ready.number, 'supervisor', ready.askedBy.id, '分析研判']) expect(mark).toContain(said);
    expect(cellsIn(given.text)).toEqual([
      ['工单编号', '承办单位', '是否超期', '标题', '来电人', '联系电话', '导出编号'],
      [number, expect.stringContaining('水'), '否', `'${NASTY}`, '王**', '138****1234', ready.number],
    ]);
  });

  it('in JSON lines begins with the same mark, and names its columns', async () => {
    const { number } = await dispatched();
    const lines = (await of.file(supervisor, { format: 'jsonl', columns: ['number', 'overdue', 'level'] }))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toEqual([
      { watermark: expect.objectContaining({ role: 'supervisor', purpose: 'analysis' }) as object },
      { number, overdue: false, level: 0, export: expect.stringMatching(/^EX\d{8}-/) as string },
    ]);
  });

  it('is narrowed by the words of the list, and refuses others', async () => {
    const one = await dispatched();
    await dispatched({}, 'housing');
    const only = { columns: ['number'], filter: { unit: ['water'], class: ['03'], overdue: false, q: '井盖' } };
    expect(cellsIn(await of.file(supervisor, only)).slice(1)).toEqual([[one.number, expect.any(String)]]);
    for (const filter of [{ unit: ['nowhere'] }, { limit: 5 }, { level: ['1'] }])
      expect([filter, (await of.ask(supervisor, { filter })).body.code]).toEqual([filter, 'validation-failed']);
    expect((await of.ask(supervisor, { purpose: 'curiosity' })).body.code).toBe('validation-failed');
  });

  it('is asked by no operator, and seen by no colleague', async () => {
    const refused = await of.ask(world.key('operator'));
    expect([refused.status, refused.body.code]).toEqual([403, 'actor-not-allowed']);
    const { id } = (await of.ask(supervisor)).body;
    const colleague = (await world.services.keys.create({ name: 'x', role: 'supervisor', unit: null })).apiKey;
    expect((await world.get(`${EXPORTS}/${id}`, colleague)).body.code).toBe('export-not-found');
    expect((await world.get(EXPORTS, colleague)).body.items).toEqual([]);
    for (const reads of [supervisor, director, world.key('auditor')])
      expect((await world.get(EXPORTS, reads)).body.items).toMatchObject([{ id }]);
  });

  it('of a thousand rows is made at once, and of one more when another person in another position has granted it', async () => {
    const { id: first } = await dispatched();
    await moreLike(world, first, 999);
    expect(exportIn(await of.ask(supervisor))).toMatchObject({ state: 'queued', because: [] });
    await dispatched();
    const asked = await of.ask(supervisor);
    expect(exportIn(asked)).toMatchObject({ state: 'waiting', because: ['manyRows'], progress: { of: 1_001 } });
    const { id } = asked.body;
    const inbox = (await world.get('/api/v1/notices?limit=100', director)).text;
    expect(inbox).toContain(exportIn(asked).number);
    await of.made();
    expect((await of.stands(id, supervisor)).state).toBe('waiting');
    expect((await of.link(id, supervisor)).body.code).toBe('export-over');
    expect((await of.decide(id, supervisor)).body.code).toBe('actor-not-allowed');
    expect(exportIn(await of.decide(id, director)).state).toBe('queued');
    await of.made();
    expect(await of.stands(id, supervisor)).toMatchObject({ state: 'ready', progress: { done: 1_001 } });
    const { text } = await of.fetch(linkIn(await of.link(id, supervisor)), supervisor);
    const numbers = cellsIn(text)
      .slice(1)
      .map(([number]) => number);
    expect([numbers.length, new Set(numbers).size]).toEqual([1_001, 1_001]);
  });

  it('is decided by nobody who asked, in no position of theirs, and by nobody in the same position', async () => {
    await dispatched(REPORTED);
    const positions = [
      { role: 'dutyManager', unit: 'hotline' },
      { role: 'director', unit: 'hotline' },
    ] as const;
    const { id: person } = await aNewcomer(world, ...positions);
    const [asking = '', deciding = ''] = await Promise.all(
      positions.map(async (position) => {
        const body = { name: 'x', person, ...position };
        const made = await world.send('POST', '/api/v1/keys', world.key('administrator'), { body });
        return (made.body as unknown as { apiKey: string }).apiKey;
      }),
    );
    const { id } = (await of.ask(asking)).body;
    for (const key of [deciding, world.key('dutyManager')])
      expect((await of.decide(id, key)).body.code).toBe('separation-of-duties');
    expect((await of.decide(id, director, false)).body).toMatchObject({ state: 'denied' });
    expect((await of.decide(id, director)).body.code).toBe('export-over');
    const { id: late } = (await of.ask(asking)).body;
    world.later(DAY_MS);
    expect((await of.stands(late, asking)).state).toBe('lapsed');
    expect((await of.decide(late, director)).body.code).toBe('export-over');
  });

  it('with a protected ticket in it needs a second person, however few rows it has', async () => {
    await dispatched(REPORTED);
    const asked = await of.ask(supervisor, { columns: ['number'] });
    expect(exportIn(asked)).toMatchObject({ state: 'waiting', because: ['protectedTickets'] });
    const open = await of.ask(supervisor, { columns: ['number'], filter: { type: ['help'] } });
    expect(exportIn(open)).toMatchObject({ state: 'queued', because: [] });
  });

  it('that has become more than was granted is not made', async () => {
    await dispatched();
    const { id } = (await of.ask(supervisor)).body;
    await dispatched(REPORTED);
    await of.made();
    expect(await of.stands(id, supervisor)).toMatchObject({ state: 'failed', failure: 'outgrown' });
    expect(await named()).toEqual([]);
  });

  it('of a unit holds no name, number or word of who reported, and no ticket out of its sight', async () => {
    const report = await dispatched(REPORTED);
    const other = await dispatched({ title: '他处事项' }, 'housing');
    const about = await dispatched({ ...ABOUT_WATER }, 'housing');
    const asked = await of.ask(water, { columns: ['number', ...PERSONAL] });
    expect(exportIn(asked)).toMatchObject({ state: 'waiting', because: ['protectedTickets'], progress: { of: 1 } });
    await of.decide(asked.body.id, world.key('dutyManager'));
    await of.made();
    const { text } = await of.fetch(linkIn(await of.link(asked.body.id, water)), water);
    expect(text).toContain(report.number);
    const canaries = ['钱多多', '13911112222', '1391111', other.number, about.number, '他处事项'];
    expect(canaries.filter((word) => text.includes(word))).toEqual([]);
  });

  it('shows nothing that was granted of one ticket to who exports it', async () => {
    const { id } = await dispatched();
    const body = { fields: ['name'], purpose: 'danger', words: '有人落水' };
    const granted = await world.send('POST', `/api/v1/tickets/${id}/disclosures`, supervisor, { body });
    expect([granted.status, (await world.get(`/api/v1/tickets/${id}`, supervisor)).text]).toEqual([
      201,
      expect.stringContaining('王小明'),
    ]);
    const text = await of.file(supervisor, { columns: ['number', 'name'] });
    expect([text.includes('王小明'), text.includes('王**')]).toEqual([false, true]);
  });
});

describe('the file of an export', () => {
  async function ready(key = supervisor): Promise<string> {
    const { id } = (await of.ask(key)).body;
    await of.made();
    expect((await of.stands(id, key)).state).toBe('ready');
    return id;
  }

  it('is fetched once by each link, and the next link takes the place of the one before', async () => {
    await dispatched();
    const id = await ready();
    const [first, second] = [linkIn(await of.link(id, supervisor)), linkIn(await of.link(id, supervisor))];
    const gone = async (link: string): Promise<void> => {
      const reply = await of.fetch(link, supervisor);
      expect([reply.status, reply.body.code]).toEqual([410, 'export-link-gone']);
    };
    await gone(first);
    const both = await Promise.all([of.fetch(second, supervisor), of.fetch(second, supervisor)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
    await gone(second);
    expect(await of.stands(id, supervisor)).toMatchObject({ state: 'ready', downloads: 1 });
    expect((await of.fetch(linkIn(await of.link(id, supervisor)), supervisor)).status).toBe(200);
  });

  it('is not used up by who only asks what is there', async () => {
    await dispatched();
    const id = await ready();
    const link = linkIn(await of.link(id, supervisor));
    expect((await world.send('HEAD', link, supervisor)).status).toBe(200);
    expect((await of.fetch(link, supervisor)).status).toBe(200);
  });

  it('opens for who asked, in the position in which they asked, and is there for nobody else', async () => {
    await dispatched();
    const id = await ready();
    const link = linkIn(await of.link(id, supervisor));
    const colleague = (await world.services.keys.create({ name: 'x', role: 'supervisor', unit: null })).apiKey;
    for (const key of [colleague, director, world.key('auditor')]) {
      const reply = await of.fetch(link, key);
      expect([reply.status, reply.body.code]).toEqual([404, 'export-not-found']);
      expect((await of.link(id, key)).body.code).toBe('export-not-found');
    }
    expect((await of.fetch(link, world.key('operator'))).status).toBe(403);
    expect((await world.get(link, null)).status).toBe(401);
    expect((await of.fetch(link.replace(id, randomUUID()), supervisor)).status).toBe(404);
    expect((await of.fetch(`${link.slice(0, -43)}${'A'.repeat(43)}`, supervisor)).status).toBe(410);
    expect((await of.fetch(link, supervisor)).status).toBe(200);
  });

  it('is gone after an hour, from the disk and with its key', async () => {
    await dispatched();
    const id = await ready();
    const link = linkIn(await of.link(id, supervisor));
    expect(await named()).toHaveLength(2);
    world.later(HOUR_MS);
    expect((await of.fetch(link, supervisor)).status).toBe(410);
    expect((await of.link(id, supervisor)).body.code).toBe('export-over');
    expect((await of.stands(id, supervisor)).state).toBe('ended');
    await of.made();
    expect(await named()).toEqual([]);
    const { rows } = await world.database.pool.query('SELECT file_key, link_hash, file FROM export_job');
    expect(rows).toEqual([{ file_key: null, link_hash: null, file: null }]);
  });

  it('is not there any more when it is taken back, and not made when that was before', async () => {
    await dispatched();
    const id = await ready();
    const link = linkIn(await of.link(id, supervisor));
    const back = await world.send('POST', `${EXPORTS}/${id}/withdrawal`, director);
    expect(exportIn(back).state).toBe('withdrawn');
    expect((await of.fetch(link, supervisor)).status).toBe(410);
    await of.made();
    expect(await named()).toEqual([]);
    const { id: queued } = (await of.ask(supervisor)).body;
    const auditor = await world.send('POST', `${EXPORTS}/${queued}/withdrawal`, world.key('auditor'));
    expect([auditor.status, auditor.body.code]).toEqual([403, 'actor-not-allowed']);
    await world.send('POST', `${EXPORTS}/${queued}/withdrawal`, supervisor);
    await of.made();
    expect((await of.stands(queued, supervisor)).state).toBe('withdrawn');
  });

  it('is not granted once more by who granted it, when it was taken back since', async () => {
    await dispatched(REPORTED);
    const { id } = (await of.ask(supervisor)).body;
    expect((await of.decide(id, director)).status).toBe(200);
    expect((await of.decide(id, director)).status).toBe(200);
    await world.send('POST', `${EXPORTS}/${id}/withdrawal`, supervisor);
    const again = await of.decide(id, director);
    expect([again.status, again.body.code]).toEqual([409, 'export-over']);
  });

  it('with a ticket that was erased since opens for nobody, and that is said', async () => {
    const { id: gone } = (await world.register()).body;
    await dispatched();
    const [id, other] = [await ready(), await ready()];
    const link = linkIn(await of.link(id, supervisor));
    await world.act(gone, 'accept', world.key('operator'));
    await world.act(gone, 'withdraw', world.key('operator'), { reason: '本人撤回' });
    const path = `/api/v1/tickets/${gone}/erasure`;
    const { body } = await world.send('POST', path, world.key('operator'), { body: { basis: 'citizenAsked' } });
    expect((await world.send('POST', `${path}/${body.id}/decision`, director, { body: { grant: true } })).status).toBe(
      200,
    );
    const reply = await of.fetch(link, supervisor);
    expect([reply.status, reply.body.code]).toEqual([410, 'export-link-gone']);
    expect(reply.body.detail).toContain('erased');
    await world.services.exportMaker.spoilErased();
    expect(await of.stands(other, supervisor)).toMatchObject({ state: 'failed', failure: 'ticketErased' });
    await of.made();
    expect(await named()).toEqual([]);
    const without = await of.file(supervisor, { columns: ['number'] });
    expect(cellsIn(without)).toHaveLength(2);
  });

  it('is written down as looked at, ticket by ticket, before it is given; where it cannot be, the link stands', async () => {
    await dispatched();
    const report = await dispatched(REPORTED);
    const { id } = (await of.ask(supervisor, { columns: ['number', 'title', 'name'] })).body;
    await of.decide(id, director);
    await of.made();
    const link = linkIn(await of.link(id, supervisor));
    const looks = async (): Promise<object[]> =>
      (await world.database.pool.query("SELECT ticket_id, fields, masked, purpose FROM look WHERE how = 'export'"))
        .rows as object[];
    await world.database.pool.query('ALTER TABLE look RENAME TO look_away');
    expect((await of.fetch(link, supervisor)).status).toBe(503);
    await world.database.pool.query('ALTER TABLE look_away RENAME TO look');
    expect(await looks()).toEqual([]);
    expect((await of.fetch(link, supervisor)).status).toBe(200);
    const rows = await looks();
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ ticket_id: report.id, fields: ['title'], masked: [], purpose: 'analysis' });
  });

  it('lies sealed in the folder: neither a number nor a word of it can be read there', async () => {
    const { number } = await dispatched({ title: '只此一处的标题' });
    await ready();

    const found = await readdir(world.filesDir, { recursive: true, withFileTypes: true });
    const files = found.filter((one) => one.isFile());
    expect(files).toHaveLength(2);
    for (const { parentPath, name } of files) {
      const bytes = await readFile(`${parentPath}/${name}`);
      expect([number, '只此一处'].filter((word) => bytes.includes(Buffer.from(word)))).toEqual([]);
    }
  });
});

describe('asking for an export', () => {
  it('twice under one key is asking once, and for something else under it is refused', async () => {
    await dispatched();
    const first = await of.ask(supervisor, {}, 'export-1');
    const again = await of.ask(supervisor, {}, 'export-1');
    expect([again.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      202,
      first.body.id,
      'true',
    ]);
    const other = await of.ask(supervisor, { format: 'jsonl' }, 'export-1');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await of.ask(director, {}, 'export-1')).body.id).not.toBe(first.body.id);
    expect((await world.get(EXPORTS, supervisor)).body.items).toHaveLength(1);
  });

  it('for a sixth one waits until one of the five is made', async () => {
    await dispatched();
    const all = await Promise.all(Array.from({ length: 6 }, () => of.ask(supervisor)));
    expect(all.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 202, 409]);
    await of.made();
    expect((await of.ask(supervisor)).status).toBe(202);
  });

  it('for more rows than an export may have is refused', async () => {
    const { id } = await dispatched();
    await moreLike(world, id, 1);
    Object.assign(world.services, { exportRows: 1 });
    const refused = await of.ask(supervisor);
    expect([refused.status, refused.body.code]).toEqual([422, 'export-too-large']);
    expect(refused.body.detail).toContain('more than 1 rows');
  });

  it('and having a link, is not for a browser that somebody left open for a quarter of an hour', async () => {
    await dispatched();
    const browser = await signedIn(world, await aPerson(world, { role: 'handler', unit: 'water' }));
    const body = { kind: 'tickets', format: 'csv', purpose: 'handling', words: '本月办理' };
    const asked = await browser.send('POST', EXPORTS, { body });
    expect([asked.status, asked.text]).toEqual([202, asked.text]);
    await of.made();
    const link = linkIn(await browser.send('POST', `${EXPORTS}/${asked.body.id}/link`));
    expect((await browser.get(link)).status).toBe(200);
    world.later(16 * MINUTE_MS);
    for (const late of [
      await browser.send('POST', `${EXPORTS}/${asked.body.id}/link`),
      await browser.send('POST', EXPORTS, { body }),
    ])
      expect([late.status, late.body.code]).toEqual([401, 'sign-in-too-old']);
  });
});

describe('an export of statistics', () => {
  const figures = (by: readonly string[], key = supervisor) =>
    of.ask(key, { kind: 'statistics', year: 2026, by, format: 'jsonl' });

  it('divides the tickets of a year, and tells together what is small', async () => {
    const { id } = await dispatched();
    await moreLike(world, id, 6);
    await dispatched({}, 'housing');
    const year = Number(world.now().toISOString().slice(0, 4));
    const text = await of.file(supervisor, { kind: 'statistics', year, by: ['unit', 'state'], format: 'jsonl' });
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .slice(1)
      .map(({ unit, state, count }) => [unit, state, count]);
    // One ticket of housing cannot stand alone, nor can what is left of the total say it.
    expect(lines).toEqual([
      ['合计', '合计', 8],
      ['其他（合并）', '合计', 8],
    ]);
  });

  it('in another division of the same year is for a second person, and in one that goes further is not', async () => {
    for (const [by, because] of [
      [['unit'], []],
      [['unit', 'month'], []],
      [['class'], ['otherDivision']],
    ] as const)
      expect([by, exportIn(await figures(by)).because]).toEqual([by, because]);
    expect(exportIn(await figures(['class'], director)).because).toEqual([]);
    expect((await figures(['unit', 'unit'])).body.code).toBe('validation-failed');
  });
});
