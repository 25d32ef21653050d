import { createApiWorld, type ApiWorld, type Json } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';

const REPORT = {
  type: 'report',
  accusedUnit: 'housing',
  title: '反映某科长收受好处',
  text: '我亲眼看见他收了红包。',
} as const;
const MINUTE_MS = 60_000;

describe('who looks at too many protected tickets', () => {
  let world: ApiWorld;
  let reports: Json[];
  beforeEach(async () => {
    world = await createApiWorld(undefined, { tenMinutes: 5, hour: 8 });
    reports = [];
    for (let n = 0; n < 6; n += 1) reports.push((await world.register(REPORT)).body);
  });
  afterEach(() => world.close());

  const page = (n: number, key: string) => world.get(`/api/v1/tickets/${reports[n]?.id ?? ''}`, key);
  const alerts = async (key = world.key('auditor')): Promise<string[]> =>
    ((await world.get('/api/v1/notices', key)).body.items as unknown as { template: string; text: { en: string } }[])
      .filter(({ template }) => template === 'lookAlert')
      .map(({ text }) => text.en);

  it('is stopped at the next, told for how long, and goes on afterwards', async () => {
    const key = world.key('supervisor');
    for (let n = 0; n < 5; n += 1) expect((await page(n, key)).status).toBe(200);
    const stopped = await page(5, key);
    expect([stopped.status, stopped.body.code]).toEqual([429, 'too-many-looks']);
    expect(stopped.text).not.toContain(REPORT.title);
    const seconds = Number(stopped.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(500);
    expect(seconds).toBeLessThanOrEqual(600);
    await world.timeGoesOn(reports[0]?.id ?? '', new Date(Date.now() + 10 * MINUTE_MS).toISOString());
    expect((await page(5, key)).status).toBe(200);
  });

  it('is stopped alone: another person looks on, and what is not protected is shown', async () => {
    const key = world.key('supervisor');
    const { id } = (await world.register()).body;
    for (let n = 0; n < 6; n += 1) await page(n, key);
    expect((await page(0, world.key('dispatcher'))).status).toBe(200);
    expect((await world.get(`/api/v1/tickets/${id}`, key)).status).toBe(200);
    expect((await world.act(reports[0]?.id ?? '', 'accept', world.key('operator'))).status).toBe(200);
  });

  it('gains nothing by asking for all at once', async () => {
    const key = world.key('supervisor');
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => page(n % 6, key)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(25);
  });

  it('is told of to auditors and directors once, in the log by the prefix of the key, and in the figures', async () => {
    const key = world.key('supervisor');
    for (let n = 0; n < 9; n += 1) await page(n % 6, key);
    await eventually(async () => expect(await alerts()).toHaveLength(1));
    expect((await alerts())[0]).toMatch(
      new RegExp(`^${key.slice(3, 11)} looked at protected tickets 5 times within 10 minutes, last at `),
    );
    expect(await alerts(world.key('director'))).toHaveLength(1);
    expect(await alerts(key)).toEqual([]);
    const lines = world
      .logged()
      .split('\n')
      .filter((line) => line.includes('looks at too much'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { key: key.slice(3, 11), role: 'supervisor', span: 'tenMinutes', views: 5 },
    ]);
    expect(await world.metrics()).toContain('huiying_look_alerts_total{span="tenMinutes"} 1');
  });

  it('is stopped as well who goes slowly, for the hour', async () => {
    const key = world.key('supervisor');
    for (let n = 0; n < 4; n += 1) await page(n, key);
    await world.timeGoesOn(reports[0]?.id ?? '', new Date(Date.now() + 15 * MINUTE_MS).toISOString());
    for (let n = 0; n < 4; n += 1) expect((await page(n, key)).status).toBe(200);
    const stopped = await page(5, key);
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(40 * 60);
    await eventually(async () => expect(await alerts()).toHaveLength(1));
  });

  it('cannot go round it by lists: every ten titles begun are a view', async () => {
    const key = world.key('supervisor');
    for (let n = 0; n < 5; n += 1) expect((await world.get('/api/v1/tickets?type=report', key)).status).toBe(200);
    expect((await world.get('/api/v1/tickets?type=report', key)).status).toBe(429);
    expect((await page(0, key)).status).toBe(429);
  });
});
