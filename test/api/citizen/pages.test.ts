import { createHash } from 'node:crypto';
import { createApiWorld, type ApiWorld, type Json } from '../../support/api-world.js';
import { createCitizenBrowser, type CitizenBrowser, type CitizenPage } from '../../support/citizen-browser.js';
import { photograph } from '../../support/files.js';

let world: ApiWorld;
let browser: CitizenBrowser;
beforeAll(async () => {
  world = await createApiWorld();
});
beforeEach(() => {
  browser = createCitizenBrowser(world);
});
afterAll(() => world.close());

const MOST_BYTES = 10_000;
const water = () => world.key('handler', 'water');
const pageOf = (id: string): string => world.services.progressLinks.pageTo(id);
const codeOf = (id: string): string => world.services.queryCodes.codeOf(id);

async function inProgress(changes: object = {}): Promise<{ id: string; number: string }> {
  const { id, number } = (await world.register(changes)).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.saysYes(id);
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  await world.act(id, 'acknowledge', water());
  return { id, number };
}

async function toBeRated(text = '已更换井盖', changes: object = {}): Promise<{ id: string; number: string }> {
  const named = await inProgress(changes);
  const reply = { facts: '属实', basis: '条例', measures: '已换', contacted: '已联系', text };
  await world.act(named.id, 'reply', water(), reply);
  await world.act(named.id, 'reviewReply', world.key('reviewer'), { accept: true });
  return named;
}

async function declined(): Promise<{ id: string; number: string }> {
  const { id, number } = (await world.register({ type: 'consult' })).body;
  await world.act(id, 'decline', world.key('operator'), { code: 'privateCivil', reason: '邻里买卖纠纷' });
  return { id, number };
}

async function happened(id: string, type: string): Promise<Json[]> {
  const { items } = (await world.get(`/api/v1/tickets/${id}/events`, world.key('operator'))).body;
  return items.filter((event) => String(event.type) === type);
}

/** What holds of every page, whatever is on it. */
function expectPlain(page: CitizenPage): void {
  expect(page.complaints).toEqual([]);
  expect(page.unlabelled).toEqual([]);
  expect(page.bytes).toBeLessThanOrEqual(MOST_BYTES);
  for (const never of ['script', 'iframe', 'object', 'img', 'link', 'base'])
    expect([...page.elements]).not.toContain(never);
  expect([...page.attributes].filter((name) => /^on|^style$|^src$/.test(name))).toEqual([]);
  expect(page.links.filter(({ href }) => !/^(\/citizen|\?|#|tel:)/.test(href))).toEqual([]);
  expect(page.source).not.toMatch(/undefined|\[object|NaN|null/);
  const { headers } = page;
  const style = /<style>([^]*?)<\/style>/.exec(page.source)?.[1] ?? '';
  expect(headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
      "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
}

const linkNamed = (page: CitizenPage, text: string): string => {
  const link = page.links.find((one) => one.text === text);
  if (!link) throw new Error(`No link "${text}" on ${page.path}, but: ${page.links.map((one) => one.text).join(', ')}`);
  return link.href;
};

describe('the page on which a citizen asks', () => {
  it('leads who gives number, code and the end of the telephone number to the page of the ticket', async () => {
    const { id, number } = await inProgress();
    const empty = await browser.open('/citizen');
    expectPlain(empty);
    const found = await browser.send(empty, { number, queryCode: codeOf(id).toLowerCase(), phoneEnding: '1234' });
    expectPlain(found);
    expect([found.status, found.path]).toEqual([200, pageOf(id)]);
    expect(found.text).toContain(number);
    expect(found.text).toContain('承办单位正在办理。');
    expect(found.text).toMatch(/承诺 20\d\d年\d+月\d+日（周.）\d\d:\d\d 前答复。/);
    expect(found.links.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['补充情况或照片', '催一催', '撤回诉求', '短信提醒']) as string[],
    );
  });

  it('shows who knows the code alone how it stands, for half an hour, and nothing to do', async () => {
    const { id, number } = await inProgress();
    const found = await browser.send(await browser.open('/citizen'), { number, queryCode: codeOf(id) });
    expectPlain(found);
    expect(found.path).toMatch(/^\/citizen\/seen\//);
    expect(found.path).not.toContain(codeOf(id));
    expect(found.text).toContain('承办单位正在办理。');
    expect(found.links.some(({ href }) => href.includes('/progress/'))).toBe(false);
    expect(found.text).toContain('电话后四位');
    world.later(31 * 60_000);
    expect((await browser.open(found.path)).path).toBe('/citizen');
    expect((await browser.open(`${found.path}x`)).path).toBe('/citizen');
  });

  it('answers a wrong code, an unknown number and the wrong end of the telephone number alike', async () => {
    const { id, number } = await inProgress();
    const unknown = number.replace(/\d$/, (digit) => (digit === '9' ? '8' : '9'));
    const wrongCode =
      [...codeOf(id)].reverse().join('') === codeOf(id) ? 'ABCD2345' : [...codeOf(id)].reverse().join('');
    const tries = [
      { number, queryCode: wrongCode, phoneEnding: '1234' },
      { number: unknown, queryCode: codeOf(id), phoneEnding: '1234' },
      { number, queryCode: codeOf(id), phoneEnding: '9999' },
      { number: unknown, queryCode: wrongCode, phoneEnding: '9999' },
    ];
    const seen = [];
    for (const typed of tries) {
      const page = await browser.send(await browser.open('/citizen'), typed);
      expectPlain(page);
      // What was typed is kept.
      expect(page.forms[0]?.values).toMatchObject(typed);
      const alike = Object.values(typed).reduce(
        (source, word) => source.replaceAll(`value="${word}"`, 'value="-"'),
        page.source,
      );
      const headers = [...page.headers].filter(([name]) => !/^(date|x-request-id|ratelimit.*)$/.test(name));
      seen.push({ status: page.status, bytes: page.bytes, alike, headers });
    }
    expect(seen[0]?.status).toBe(404);
    for (const one of seen) expect(one).toEqual(seen[0]);
    expect(world.logged()).not.toContain(wrongCode);
  });

  it('says beside the fields what is missing or written otherwise', async () => {
    const page = await browser.send(await browser.open('/citizen'), { phoneEnding: '12' });
    expectPlain(page);
    expect(page.status).toBe(400);
    expect(Object.keys(page.faults).sort()).toEqual(['number', 'phoneEnding', 'queryCode']);
    expect(page.faults['number']).toBe('请填写。');
    expect(page.links.filter(({ href }) => href.startsWith('#f-'))).toHaveLength(3);
  });

  it('is not the page of another site: its form is refused', async () => {
    const { id, number } = await inProgress();
    for (const [name, value] of [
      ['Sec-Fetch-Site', 'cross-site'],
      ['Origin', 'https://elsewhere.example.org'],
    ] as const) {
      const reply = await world.send('POST', '/citizen', null, {
        raw: String(new URLSearchParams({ number, queryCode: codeOf(id) })),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', [name]: value },
      });
      expect(reply.status).toBe(403);
      expect(reply.text).toContain('<!doctype html>');
    }
  });
});

describe('the page of a link', () => {
  it('is shown to a browser that opens the link of a program, and JSON to a program', async () => {
    const { id } = await toBeRated();
    const { round } = (await world.get(`/api/v1/tickets/${id}`, world.key('operator'))).body;
    const { progressLinks, ratingLinks } = world.services;
    expect((await browser.open(progressLinks.linkTo(id))).path).toBe(pageOf(id));
    expect((await browser.open(ratingLinks.linkTo(id, round))).path).toBe(ratingLinks.pageTo(id, round));
    expect((await world.get(progressLinks.linkTo(id), null)).headers.get('content-type')).toContain('json');
  });

  it('tells why the date was moved, from when to when, and what was answered', async () => {
    const { id } = await inProgress();
    await world.act(id, 'requestExtension', water(), {
      workingDays: 2,
      code: 'inspection',
      reason: '送检',
      basis: '规程',
    });
    await world.act(id, 'decide', world.key('director'), { request: 1, grant: true, reason: '同意' });
    const moved = await browser.open(pageOf(id));
    expectPlain(moved);
    expect(moved.text).toMatch(/经批准延期：需检验、检测或鉴定。原定 .+，改为 .+。/);
    expect(moved.text).not.toMatch(/送检|规程|同意。/);
    const answered = await browser.open(pageOf((await toBeRated('已更换井盖，\n欢迎监督。')).id));
    expectPlain(answered);
    expect(answered.text).toContain('承办单位的答复');
    expect(answered.text).toContain('欢迎监督。');
  });

  it('is read in English, in large print and in print, as the browser remembers', async () => {
    const { id } = await inProgress();
    const chinese = await browser.open(pageOf(id));
    expect([chinese.language, chinese.headers.get('content-language')]).toEqual(['zh-CN', 'zh']);
    expect(chinese.headers.get('set-cookie')).toBeNull();
    const english = await browser.open(`${pageOf(id)}${linkNamed(chinese, 'English')}`);
    expectPlain(english);
    expect([english.language, english.heading]).toEqual(['en', 'How it stands']);
    expect(english.headers.get('set-cookie')).toMatch(
      /^huiying-pages=en\.normal; Path=\/citizen; HttpOnly; SameSite=Lax/,
    );
    const large = await browser.open(`${pageOf(id)}${linkNamed(english, 'Large print')}`);
    expect(large.source).toContain('<html lang="en" class="large">');
    // Also elsewhere, and without being asked again.
    expect((await browser.open('/citizen')).source).toContain('<html lang="en" class="large">');
    expect((await createCitizenBrowser(world).open('/citizen', { 'Accept-Language': 'en-GB' })).language).toBe('en');
    expect((await createCitizenBrowser(world).open('/citizen', { 'Accept-Language': 'fr' })).language).toBe('zh-CN');
    expect((await browser.open('/citizen?lang=xx&size=9')).language).toBe('en');
  });

  it('shows nothing personal, and of a protected ticket neither unit nor answer', async () => {
    const secret = { name: '欧阳隐', phone: '13911112222' };
    const words = { title: '隐匿事项一则', text: '此处所述他人不得知悉。', address: { text: '无名巷九十九号' } };
    for (const changes of [
      { citizen: secret },
      { citizen: { ...secret, identity: 'hidden' } },
      { type: 'report', noneNamed: true, citizen: secret },
    ]) {
      const { id } = await toBeRated('已答复欧阳隐女士，电话13911112222。', { ...words, ...changes });
      const page = await browser.open(pageOf(id));
      expectPlain(page);
      expect(page.source).not.toMatch(/欧阳隐|1391111|139\*|隐匿事项|不得知悉|无名巷|属地/);
      if (Object.keys(changes).length > 1 || 'identity' in changes.citizen)
        expect(page.text).not.toContain('承办单位的答复');
      if ('type' in changes) expect(page.source).not.toContain('水务');
    }
  });

  it('shows whatever a unit wrote as text', async () => {
    const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;\u202Eoboa\u2066${'宽'.repeat(200)}\u0000`;
    const { id } = await toBeRated(hostile.replace('\u0000', ''));
    const page = await browser.open(pageOf(id));
    expectPlain(page);
    expect(page.text).toContain('<script>alert(1)</script>"\'><img src=x onerror=alert(1)>&amp;');
    expect(page.source).toContain(`<bdi>&lt;script&gt;`);
  });

  it.each([
    ['was altered', 404],
    ['was withdrawn', 410],
    ['has ended', 410],
    ['is of an erased ticket', 410],
  ] as const)('that %s says so, on every page that it had', async (what, status) => {
    const { id } = await toBeRated();
    const { round } = (await world.get(`/api/v1/tickets/${id}`, world.key('operator'))).body;
    let path = pageOf(id);
    const rating = world.services.ratingLinks.pageTo(id, round);
    const kept = [await browser.open(`${path}/nudge`)];
    if (what === 'was altered') path = `${path.slice(0, -4)}AAAA`;
    if (what === 'was withdrawn') {
      await world.send('POST', `/api/v1/tickets/${id}/links`, world.key('operator'), {
        body: { generation: 0, reason: 'lost' },
      });
    }
    if (what === 'has ended') {
      await world.send('POST', world.services.ratingLinks.linkTo(id, round), null, {
        body: { solved: 'yes', satisfied: 5 },
      });
      world.later(181 * 86_400_000);
    }
    if (what === 'is of an erased ticket') {
      await world.database.pool.query('UPDATE ticket SET wrapped_key = NULL WHERE id = $1', [id]);
    }
    for (const page of [path, `${path}/supplement`, `${path}/nudge`, ...(what === 'was altered' ? [] : [rating])]) {
      const gone = await browser.open(page);
      expectPlain(gone);
      expect([page, gone.status, gone.forms.length]).toEqual([page, status, 0]);
    }
    if (what !== 'was altered') for (const page of kept) expect((await browser.post(page)).status).toBe(status);
  });

  it('of nothing, and what no page takes, is told as a page', async () => {
    const nothing = await browser.open('/citizen/nothing/here');
    expectPlain(nothing);
    expect(nothing.status).toBe(404);
    const put = await world.send('PUT', '/citizen', null);
    expect([put.status, put.headers.get('content-type')]).toEqual([405, 'text/html; charset=utf-8']);
  });
});

describe('a citizen, by forms alone', () => {
  const open = async (id: string, name: string): Promise<CitizenPage> => {
    const page = await browser.open(linkNamed(await browser.open(pageOf(id)), name));
    expectPlain(page);
    return page;
  };

  it('adds facts and photographs, once, however often it is sent', async () => {
    const { id } = await inProgress();
    const form = await open(id, '补充情况或照片');
    expect(form.text).toContain('一次最多 6 个');
    const photo = new File([Uint8Array.from(await photograph())], '井盖.jpg', { type: 'image/jpeg' });
    const answers = await Promise.all([1, 2].map(() => browser.post(form, { text: '又有人摔倒了' }, [photo])));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const shown = await browser.send(form, { text: '又有人摔倒了' }, [photo]);
    expectPlain(shown);
    expect(shown.path).toBe(`${pageOf(id)}?done=supplement`);
    expect(shown.text).toContain('已收到您补充的内容。');
    expect(await happened(id, 'supplemented')).toMatchObject([
      { actor: { role: 'citizen' }, text: { text: '又有人摔倒了' } },
    ]);
    expect(await happened(id, 'attached')).toHaveLength(1);
    const { attachments } = (await world.get(`/api/v1/tickets/${id}`, world.key('operator'))).body;
    expect(attachments?.items).toMatchObject([{ name: '井盖.jpg', by: { role: 'citizen' } }]);
    // What the repetitions brought is gone.
    const { rows } = await world.database.pool.query(
      'SELECT count(*)::int AS n FROM attachment WHERE ticket_id IS NULL',
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('is told which files are not taken, and what was written is kept', async () => {
    const { id } = await inProgress();
    const form = await open(id, '补充情况或照片');
    const archive = new File([Buffer.from('PK\u0003\u0004 no picture')], '照片.zip', { type: 'application/zip' });
    const refused = await browser.send(form, { text: '' }, [archive]);
    expectPlain(refused);
    expect(refused.text).toContain('不接受此类文件');
    const both = await browser.send(await open(id, '补充情况或照片'), { text: '见附件' }, [archive]);
    expect(both.text).toContain('已收到您补充的内容。');
    expect(both.text).toContain('有文件没有收下：不接受此类文件');
    const nothing = await browser.send(await open(id, '补充情况或照片'));
    expect([nothing.status, nothing.faults['text']]).toEqual([400, '请填写。']);
    const long = await browser.send(await open(id, '补充情况或照片'), { text: '长'.repeat(10_001) });
    expect([long.status, long.faults['text']]).toEqual([400, '太长了，请写短一些。']);
    expect(await happened(id, 'attached')).toEqual([]);
  });

  it('hurries the unit', async () => {
    const { id } = await inProgress();
    const form = await open(id, '催一催');
    await browser.post(form, { text: '' });
    const done = await browser.send(form, { text: '' });
    expectPlain(done);
    expect(done.text).toContain('已记录您的催促');
    expect(await happened(id, 'nudged')).toHaveLength(1);
  });

  it('appeals, with the words kept when they are refused', async () => {
    const { id } = await declined();
    const form = await open(id, '申诉');
    expect(form.text).toMatch(/请在 .+ 前提出。/);
    const empty = await browser.send(form, { reason: '  ' });
    expect([empty.status, empty.faults['reason']]).toEqual([400, '请填写。']);
    await browser.post(form, { reason: '是物业公司违规' });
    const done = await browser.send(form, { reason: '是物业公司违规' });
    expectPlain(done);
    expect(done.text).toContain('已收到您的申诉');
    expect(await happened(id, 'appealed')).toHaveLength(1);
    // Another one is not possible: the page says so, and a form of before keeps what was written.
    expect((await browser.open(`${pageOf(id)}/appeal`)).status).toBe(409);
    const late = await browser.send(
      { ...form, forms: form.forms.map((one) => ({ ...one, values: {} })) },
      { reason: '再说一次' },
    );
    expectPlain(late);
    expect([late.status, late.forms[0]?.values['reason']]).toEqual([409, '再说一次']);
  });

  it('rates, once', async () => {
    const { id } = await toBeRated();
    const form = await open(id, '评价');
    const empty = await browser.send(form, {});
    expect([empty.status, empty.faults]).toMatchObject([400, { solved: '请选择一项。', satisfied: '请选择一项。' }]);
    const answers = { solved: 'partly', satisfied: '2', code: 'tooSlow', reason: '太慢了' };
    await browser.post(form, answers);
    const done = await browser.send(form, answers);
    expectPlain(done);
    expect(done.text).toContain('感谢您的评价。');
    expect(await happened(id, 'rated')).toMatchObject([{ data: { solved: 'partly', satisfied: 2 } }]);
    const other = await browser.send(form, { ...answers, satisfied: '5' });
    expectPlain(other);
    expect([other.status, other.forms[0]?.values['satisfied']]).toEqual([410, '5']);
    expect((await browser.open(form.path)).text).toContain('已经评价过');
  });

  it('takes it back, after a tick, and is told so again', async () => {
    const { id } = await inProgress();
    const form = await open(id, '撤回诉求');
    const unsure = await browser.send(form, { reason: '已解决' });
    expectPlain(unsure);
    expect([unsure.status, unsure.faults['sure'], unsure.forms[0]?.values['reason']]).toEqual([
      400,
      '请勾选确认。',
      '已解决',
    ]);
    for (let twice = 0; twice < 2; twice += 1) {
      const done = await browser.send(form, { reason: '已解决', sure: 'yes' });
      expect(done.text).toContain('诉求已撤回。');
      expect(done.text).toContain('已由诉求人撤回。');
      expect(done.links.map(({ text }) => text)).not.toContain('催一催');
    }
    expect(await happened(id, 'withdrawn')).toHaveLength(1);
  });

  it('wants messages, or none', async () => {
    const { id } = await inProgress();
    const form = await open(id, '短信提醒');
    for (const [wanted, told] of [
      ['no', false],
      ['yes', true],
    ] as const) {
      expect((await browser.send(form, { wanted })).text).toContain('已保存。');
      expect((await world.row(id))['citizen_told']).toBe(told);
    }
  });
});
