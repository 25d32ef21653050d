import { mapConcurrently } from '../../../pacing/map-concurrently.js';
import { rebuild } from '../../../storage/reconcile/rebuild.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

const PHONE = '13900008888';
let world: ApiWorld;
const ids: Record<string, string> = {};

beforeAll(async () => {
  world = await createApiWorld();
  const citizen = { name: '李大妈', phone: PHONE };
  const said: Record<string, object> = {
    water: {
      ...{ title: '汀兰小区停水三天', text: '汀兰小区三号楼停水三天，老人没有水喝。', classCode: '030101', citizen },
      address: { text: '汀兰小区3号楼', area: 'east-tinglan' },
    },
    lamp: { title: '路灯不亮', text: '建设路的路灯不亮。', classCode: '010201', citizen },
    report: { title: '举报乱收费', text: '物业乱收费。', type: 'report', noneNamed: true, citizen },
    nameless: { title: '匿名反映噪声', text: '夜里吵。', citizen: { phone: PHONE, identity: 'anonymous' } },
    others: { title: '井盖没有了', text: '井盖丢失。', citizen: { name: '别人', phone: '13900009999' } },
  };
  for (const [name, body] of Object.entries(said)) ids[name] = (await world.register(body)).body.id;
  await world.act(ids.lamp ?? '', 'answer', world.key('operator'), { text: '今晚已修好。' });
}, 120_000);
afterAll(() => world.close());

const ask = (path: string, body: object, role: Parameters<ApiWorld['key']>[0] = 'operator'): Promise<Reply> =>
  world.send('POST', `/api/v1/${path}`, world.key(role), { body });
const names = (items: readonly { id?: string; ticketId?: string }[]): string[] =>
  items.map((item) => Object.keys(ids).find((name) => ids[name] === (item.id ?? item.ticketId)) ?? '?');

describe('who calls', () => {
  it('is known by the number, however it is written: what was asked before, what is in progress and may be urged', async () => {
    for (const phone of [PHONE, '+86 139 0000 8888', '139-0000-8888']) {
      const { body } = await ask('callers', { phone });
      expect({ phone, ...body }).toMatchObject({ phone, total: 3, inProgress: 2, more: false });
      expect(names(body.items)).toEqual(['report', 'lamp', 'water']);
      expect(body.items[1]).toMatchObject({ state: 'closed', inProgress: false, mayNudge: false, title: '路灯不亮' });
      expect(body.items[2]).toMatchObject({ inProgress: true, mayNudge: true, classCode: '030101', unit: null });
    }
    expect((await ask('callers', { phone: '13900007777' })).body).toMatchObject({ items: [], total: 0 });
  });

  it('is not found again who wanted to stay anonymous, nor by who is shown no number', async () => {
    expect(names((await ask('callers', { phone: PHONE })).body.items)).not.toContain('nameless');
    for (const role of ['handler', 'reviewer', 'auditor'] as const)
      expect([role, (await ask('callers', { phone: PHONE }, role)).status]).toEqual([role, 403]);
  });

  it('says what is wrong with a number that is none', async () => {
    const { status, body } = await ask('callers', { phone: '12' + 'a' });
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, '/phone']);
  });

  it('has left a mark which nobody can read or search for, and which rebuilding makes again', async () => {
    const { pool } = world.database;
    const marks = async (): Promise<string[]> =>
      (
        await pool.query<{ mark: string }>(
          `SELECT word AS mark FROM ticket_words, unnest(tsvector_to_array(words)) word WHERE word LIKE '+%' ORDER BY ticket_id`,
        )
      ).rows.map(({ mark }) => mark);
    const before = await marks();
    expect(before).toHaveLength(4);
    expect(new Set(before).size).toBe(2);
    const { body } = await world.get(`/api/v1/tickets?q=${encodeURIComponent(before[0] ?? '')}`, world.key('operator'));
    expect(body.items ?? []).toEqual([]);

    await pool.query(`UPDATE ticket_words SET words = ts_filter(words, '{a}')`);
    const { sealing, keyedWords } = world.services;
    await rebuild({ pool, sealing, keyedWords, ask: () => Promise.resolve(null), progress: () => 'go on' });
    expect(await marks()).toEqual(before);
  });
});

describe('what is suggested while a call is written down', () => {
  const suggest = async (body: object) => (await ask('suggestions', body)).body as never as Suggested;
  interface Suggested {
    abstained: boolean;
    hints: { rule: string; kind: string; line: string | null; words: string; blocksDecline: boolean; field: string }[];
    classes: { classCode: string; reasons: string[] }[];
    units: { unit: string; reason: { zh: string } }[];
    sameMatter: { ticketId: string; sharedWords: string[]; area: { id: string } | null; unit: null; daysAgo: number }[];
  }

  it('is a class whose words stand in it, the unit that the catalogue gives it, and the tickets that say the same', async () => {
    const { classes, units, sameMatter, abstained } = await suggest({ title: '小区停水', text: '汀兰小区从早上停水' });
    expect(abstained).toBe(false);
    expect(classes[0]).toMatchObject({ classCode: '030101', reasons: ['停水'] });
    expect(units[0]?.reason.zh).toContain('030101');
    expect(names(sameMatter)).toEqual(['water']);
    expect(sameMatter[0]).toMatchObject({ area: { id: 'east-tinglan' }, unit: null, daysAgo: 0 });
    expect(sameMatter[0]?.sharedWords).toContain('汀兰小区');
  });

  it('offers the line that a frightened caller needs, with the words that say so, and none for what happened last year', async () => {
    const said = await suggest({ text: '喂你快点，我家厨房着火了，烟好大' });
    expect(said.hints[0]).toMatchObject({ kind: 'emergencyLine', line: '119', field: 'text', blocksDecline: false });
    expect(said.hints[0]?.words).toContain('着火');
    expect((await suggest({ text: '去年隔壁楼着火了，想问消防通道归谁管' })).hints).toEqual([]);
    const wages = await suggest({ title: '老板拖欠工资三个月' });
    expect(wages.hints).toMatchObject([{ kind: 'protected', line: null, blocksDecline: true }]);
  });

  it('tells what who calls asked already from what others did: theirs is hurried, not merged', async () => {
    const said = { title: '小区停水', text: '汀兰小区从早上停水' };
    const relation = async (phone?: string) => (await suggest({ ...said, phone })).sameMatter[0];
    expect(await relation()).toMatchObject({ relation: 'otherCitizen', command: 'merge' });
    expect(await relation('13900009999')).toMatchObject({ relation: 'otherCitizen', command: 'merge' });
    expect(await relation(PHONE)).toMatchObject({ relation: 'sameCitizen', command: 'nudge' });
  });

  it('passes over another district, and finds an outage of the place by other words', async () => {
    const said = { title: '小区停水', text: '汀兰小区从早上停水' };
    const at = (area: string): Promise<Suggested> => suggest({ ...said, address: { area } });
    expect((await at('district-west')).sameMatter).toEqual([]);
    expect(names((await at('east-tinglan')).sameMatter)).toEqual(['water']);
    const area = { address: { area: 'east-tinglan' } };
    const outage = { urgency: 'P1', classCode: '030401', address: { ...area.address, text: '汀兰小区3号楼' } };
    ids.outage = (await world.register({ title: '断电', text: '楼里黑了。', ...outage })).body.id;
    const other = { text: '家里的灯都不能用', ...area };
    expect(names((await suggest({ ...other, classCode: '030401' })).sameMatter)).toEqual(['outage']);
    expect((await suggest({ ...other, classCode: '030402' })).sameMatter).toEqual([]);
  });

  it('leaves out the ticket that is looked at itself', async () => {
    const said = { title: '小区停水', text: '汀兰小区从早上停水' };
    expect(names((await suggest(said)).sameMatter)).toContain('water');
    expect(names((await suggest({ ...said, except: ids.water })).sameMatter)).not.toContain('water');
  });

  it('is never a report, whatever is said', async () => {
    const { sameMatter } = await suggest({ title: '举报乱收费', text: '物业乱收费。', phone: PHONE });
    expect(names(sameMatter)).not.toContain('report');
  });

  it('goes by the class that was chosen', async () => {
    const { units } = await suggest({ title: '小区停水', classCode: '010201' });
    expect(units.every(({ reason }) => reason.zh.includes('010201'))).toBe(true);
  });

  it('is nothing where no word fits, and never a ticket that is over', async () => {
    expect(await suggest({ text: '想问一下' })).toMatchObject({ abstained: true, classes: [], units: [] });
    const { sameMatter } = await suggest({ title: '毫不相干', text: '毫不相干的事', classCode: '030101' });
    expect(sameMatter).toEqual([]);
  });

  it('wants a title or a text, and leaves nothing behind', async () => {
    const { status, body } = await ask('suggestions', {});
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    const before = await world.database.pool.query('SELECT count(*) FROM ticket_event');
    await mapConcurrently([1, 2, 3], 3, async () => suggest({ title: '小区停水' }), 'stop');
    expect((await world.database.pool.query('SELECT count(*) FROM ticket_event')).rows).toEqual(before.rows);
  });
});
