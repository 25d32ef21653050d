import { createHash } from 'node:crypto';
import type { IntakeSuggestionsBody } from '../../../contracts/suggestions.js';
import { learnClasses, type Learnt } from '../../../domain/intake/class-model-learning.js';
import { seededChance } from '../../../domain/seeded-chance.js';
import { createClassModelStore } from '../../../storage/intake/class-model-store.js';
import { aColleague, publishedEntry } from '../../support/an-entry.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';

const PHONE = '13900008888';
const PLACES = ['汀兰小区', '柳荫里', '北岸花园', '槐树巷', '建设路', '文昌街'];
const SAID: Readonly<Record<string, readonly string[]>> = {
  '030101': ['从早上停水到现在', '水龙头没有水', '停水三天没有水喝'],
  '010201': ['路灯不亮已经一周', '整条街路灯都黑了', '路灯坏了看不见路'],
  '010101': ['路面有个大坑', '路面塌了骑车摔倒', '路面坑洼积水'],
};
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
    report: { title: '举报汀兰小区停水', text: '物业故意停水。', type: 'report', noneNamed: true, citizen },
  };
  for (const [name, body] of Object.entries(said)) ids[name] = (await world.register(body)).body.id;
}, 120_000);
afterAll(() => world.close());

const ask = (body: object, role: Parameters<ApiWorld['key']>[0] = 'operator'): Promise<Reply> =>
  world.send('POST', '/api/v1/intake/suggestions', world.key(role), { body });
const suggest = async (body: object): Promise<IntakeSuggestionsBody> => {
  const { status, text } = await ask(body);
  expect([status, text.slice(0, 300)]).toEqual([200, expect.anything()]);
  return JSON.parse(text) as IntakeSuggestionsBody;
};
const choose = (id: string, field: string, body: object, which = 0): Promise<Reply> =>
  world.send('PUT', `/api/v1/intake/suggestions/${id}/choices/${field}`, world.key('operator', which), { body });
const today = (): string => new Date(world.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const figures = async () => {
  const { text } = await world.get(`/api/v1/stats/suggestions?from=${today()}&to=${today()}`, world.key('supervisor'));
  return JSON.parse(text) as {
    model: { version: number } | null;
    fields: object[];
    classes: object[];
    channels: { channel: string; said: number; right: number; temperature: number | null }[];
  };
};

/** As another process would have learnt it. */
async function keepModel(version: number): Promise<void> {
  const texts: Learnt[] = Object.entries(SAID).flatMap(([code, all]) =>
    all.flatMap((what) => PLACES.map((place) => ({ text: `${place}${what}`, code }))),
  );
  const artifact = JSON.stringify(learnClasses(texts, { random: seededChance(version), fewestTexts: 2 }));
  const quality = { texts: 0, top1: 0.9, top3: 1, macroF1: 0.9, calibrationError: 0.02, coverageAt95: 0.9 };
  await createClassModelStore(world.database.pool).keep(artifact, {
    ...{ version, hash: createHash('sha256').update(artifact).digest('hex'), texts: texts.length, tickets: 0 },
    ...{ quality, learntAt: world.now() },
  });
}

describe('before anything was learnt', () => {
  it('speaks by the words of the catalogue, says of nothing how sure it is, and parts nothing', async () => {
    const said = await suggest({ title: '小区停水', text: '汀兰小区从早上停水，另外水压太低' });
    expect(said).toMatchObject({ modelVersion: null, abstained: false, parts: [] });
    expect(said.classes[0]).toMatchObject({ classCode: '030101', confidence: null, reasons: ['停水'] });
  });
});

describe('what is suggested at intake, in one answer', () => {
  beforeAll(() => keepModel(1));
  const CALL = { text: '汀兰小区从早上停水，老人没有水喝', address: { area: 'east-tinglan' }, channel: 'phone' };

  it('is classes with their confidence and the words that spoke for them, by the model that was learnt elsewhere', async () => {
    const { modelVersion, abstained, classes } = await suggest(CALL);
    expect([modelVersion, abstained]).toEqual([1, false]);
    expect(classes[0]).toMatchObject({ classCode: '030101', reasons: [expect.stringMatching(/水/u)] });
    expect(classes[0]?.confidence).toBeGreaterThan(0.6);
  });

  it('is the owners of the class, of the place first, and what is known of how they kept such tickets', async () => {
    const lamp = await suggest({ ...CALL, text: '整条街路灯都黑了', classCode: '010101' });
    expect(lamp.units[0]).toMatchObject({ unit: 'east-urban-management', via: 'area', kept: 0, confidence: null });
    expect(lamp.units[0]?.reason.zh).toContain('且地点在其辖区');
    expect(lamp.units.map(({ via }) => via)).toContain('catalogue');
  });

  it('is the tickets of the same matter, and never a report, whoever asks', async () => {
    const { sameMatter } = await suggest({ ...CALL, title: '汀兰小区停水三天', citizen: { phone: PHONE } });
    expect(sameMatter.map(({ ticketId }) => ticketId)).toEqual([ids.water]);
    expect(sameMatter[0]).toMatchObject({ relation: 'sameCitizen', command: 'nudge' });
    const { text } = await ask({ title: '举报汀兰小区停水', text: '物业故意停水。', phone: PHONE });
    expect(text).not.toContain(ids.report);
  });

  it('is the parts of a call with several matters, by places of its text', async () => {
    const text = '汀兰小区从早上停水到现在。另外建设路整条街路灯都黑了';
    const { parts } = await suggest({ text });
    expect(parts).toMatchObject([
      { classCode: '030101', cue: null },
      { classCode: '010201', cue: '另外' },
    ]);
    expect(parts.map(({ from, to }) => text.slice(from, to)).join('')).toBe(text);
    expect((await suggest({ text: '1、从早上停水；2、水龙头没有水；3、没有水喝' })).parts).toEqual([]);
  });

  it('is entries of the knowledge base, and how urgent it sounds', async () => {
    const colleague = await aColleague(world);
    await publishedEntry(world, colleague);
    const { knowledge } = await suggest(CALL);
    expect(knowledge).toMatchObject({ missing: expect.any(Boolean), items: [expect.anything()] });
    const fire = await suggest({ text: '喂你快点，我家厨房着火了，烟好大' });
    expect(fire.urgency).toMatchObject({ value: 'P0' });
    expect((await suggest({ text: '路面有个大坑' })).urgency).toBeNull();
  });

  it('abstains where it is unsure, and then the words of the catalogue speak', async () => {
    expect(await suggest({ text: '想问一下' })).toMatchObject({ abstained: true, classes: [], units: [], parts: [] });
  });

  it('follows a newer model at the next question', async () => {
    await keepModel(2);
    expect((await suggest(CALL)).modelVersion).toBe(2);
  });

  it('is for who has somebody on the line, wants words, and takes a long text as it is', async () => {
    for (const role of ['handler', 'auditor', 'assessor'] as const)
      expect([role, (await ask(CALL, role)).status]).toEqual([role, 403]);
    expect((await ask({ channel: 'phone' })).body.code).toBe('validation-failed');
    expect((await ask({ text: '停水'.repeat(4_000) })).status).toBe(200);
  });
});

describe('what became of a suggestion', () => {
  it('is kept as codes, once however often it is sent, and the last one holds', async () => {
    const { id } = await suggest({ text: '汀兰小区从早上停水', channel: 'phone' });
    for (const choice of ['taken', 'taken', 'changed'])
      expect((await choose(id, 'class', { choice, ...(choice === 'changed' && { value: '010201' }) })).status).toBe(
        204,
      );
    await choose(id, 'sameMatter', { choice: 'ignored' });
    const { rows } = await world.database.pool.query('SELECT * FROM suggestion_choice ORDER BY field');
    expect(rows).toMatchObject([
      { field: 'class', choice: 'changed', value: '010201', channel: 'phone', class_code: '030101', model: 2 },
      { field: 'sameMatter', choice: 'ignored', value: null },
    ]);
    expect(JSON.stringify(rows)).not.toContain('停水');
    expect(await figures()).toMatchObject({
      model: { version: 2 },
      fields: [
        { field: 'class', taken: 0, changed: 1, ignored: 0 },
        { field: 'sameMatter', ignored: 1 },
      ],
      classes: [{ classCode: '030101', changed: 1 }],
      channels: [{ channel: 'phone', right: 0, temperature: null }],
    });
  });

  it('is said by whoever was asked, of what was really suggested, and in codes that there are', async () => {
    const { id } = await suggest({ text: '汀兰小区从早上停水' });
    const problem = async (reply: Promise<Reply>) => [(await reply).status, (await reply).body.code];
    expect(await problem(choose('x', 'class', { choice: 'taken' }))).toEqual([404, 'not-found']);
    expect(await problem(choose(`${id.slice(0, -4)}AAAA`, 'class', { choice: 'taken' }))).toEqual([404, 'not-found']);
    const dispatcher = { body: { choice: 'taken' } };
    const path = `/api/v1/intake/suggestions/${id}/choices/class`;
    expect(await problem(world.send('PUT', path, world.key('dispatcher'), dispatcher))).toEqual([404, 'not-found']);
    for (const [field, value] of [
      ['class', '999999'],
      ['unit', 'nowhere'],
      ['urgency', 'P9'],
      ['parts', '李大妈'],
    ] as const)
      expect(await problem(choose(id, field, { choice: 'changed', value }))).toEqual([400, 'validation-failed']);
    expect((await choose(id, 'class', { choice: 'perhaps' })).status).toBe(400);
  });

  it('makes a model less sure on a channel on which it is wrong more often than it says', async () => {
    const first = async () =>
      (await suggest({ text: '汀兰小区从早上停水', channel: 'web' })).classes[0]?.confidence ?? 0;
    const before = await first();
    const { pool } = world.database;
    await pool.query(
      `INSERT INTO suggestion_choice (suggestion, field, choice, channel, model, class_code, confidence, chosen_at)
       SELECT gen_random_uuid(), 'class', CASE WHEN n % 3 = 0 THEN 'changed' ELSE 'taken' END, 'web', 2, '030101', 0.97, now()
       FROM generate_series(1, 150) n`,
    );
    expect((await figures()).channels).toContainEqual(
      expect.objectContaining({ channel: 'web', said: 0.97, right: 0.667, temperature: expect.any(Number) }),
    );
    // What is kept for some minutes serves once more while it is made anew.
    world.later(700_000);
    await first();
    await eventually(async () => expect(await first()).toBeLessThan(before));
  });

  it('is told only to those who supervise, for a year at most', async () => {
    const path = '/api/v1/stats/suggestions?from=2026-01-01&to=';
    expect((await world.get(`${path}2026-01-31`, world.key('operator'))).status).toBe(403);
    expect((await world.get(`${path}2025-12-31`, world.key('supervisor'))).status).toBe(400);
    expect((await world.get(`${path}2027-01-31`, world.key('supervisor'))).status).toBe(400);
  });

  it('is cleared when it is long ago', async () => {
    const { suggestionChoices } = world.services;
    expect(await suggestionChoices.forget(new Date(world.now().getTime() - 86_400_000), 10)).toBe(0);
    expect(await suggestionChoices.forget(new Date(world.now().getTime() + 1_000), 10_000)).toBeGreaterThan(150);
  });
});
