import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { createCitizenBrowser, type CitizenBrowser, type CitizenPage } from '../../support/citizen-browser.js';
import { photograph } from '../../support/files.js';

let world: ApiWorld;
let browser: CitizenBrowser;
beforeAll(async () => {
  world = await createApiWorld(undefined, undefined, undefined, undefined, undefined, undefined, {
    citizenReports: true,
  });
});
beforeEach(() => {
  browser = createCitizenBrowser(world);
});
afterAll(() => world.close());

const TYPED = {
  text: '建设路口的井盖碎了，晚上有人摔倒。',
  address: '建设路12号',
  name: '王小明',
  phone: '13800001234',
} as const;

/** The form, as whoever has followed the links to a class has it, after reading it for a while. */
async function form(path = '/citizen/report?class=010102'): Promise<CitizenPage> {
  const page = await browser.open(path);
  world.later(5_000);
  return page;
}

const numberIn = (receipt: CitizenPage): string => /\d{8}-\d{6}/.exec(receipt.text)?.[0] ?? '';
const ticketOf = async (receipt: CitizenPage) =>
  (await world.get(`/api/v1/tickets/${numberIn(receipt)}`, world.key('operator'))).body;
const noticesOf = async (id: string) =>
  (
    await world.database.pool.query<{ template: string }>(
      `SELECT DISTINCT template FROM notice WHERE ticket_id = $1 AND recipient = 'citizen'`,
      [id],
    )
  ).rows.map(({ template }) => template);

describe('a citizen who files a request', () => {
  it('goes through the classes by links, fills in the form, and is told number and code', async () => {
    const first = await browser.open('/citizen/report');
    const second = await browser.open(first.links.find(({ text }) => text === '市容与道路')?.href ?? '');
    const third = await browser.open(second.links.find(({ text }) => text === '道路与桥梁')?.href ?? '');
    const page = await form(third.links.find(({ text }) => text === '井盖缺失或松动')?.href ?? '');
    for (const one of [first, second, third, page]) {
      expect([one.complaints, one.unlabelled, one.bytes <= 10_000]).toEqual([[], [], true]);
      expect(one.text).toContain('110、119、120');
    }
    expect(page.text).toContain('类别：井盖缺失或松动');
    const photo = new File([Uint8Array.from(await photograph())], '井盖.jpg', { type: 'image/jpeg' });
    const typed = { ...TYPED, area: 'east-tinglan', position: '23.129, 113.264' };
    const receipt = await browser.send(page, typed, [photo]);
    expect([receipt.status, receipt.heading, receipt.complaints]).toEqual([200, '已登记', []]);
    const ticket = await ticketOf(receipt);
    expect(ticket).toMatchObject({
      channel: 'web',
      type: 'help',
      state: 'registered',
      classCode: '010102',
      title: '井盖缺失或松动',
      text: TYPED.text,
      replyWanted: true,
      citizen: { name: '王小明', identity: 'open' },
      address: { text: '建设路12号', area: 'east-tinglan', lat: 23.129, lon: 113.264 },
    });
    expect(ticket.attachments?.items).toMatchObject([{ name: '井盖.jpg' }]);
    const code = world.services.queryCodes.codeOf(ticket.id);
    expect(receipt.text.replaceAll(' ', '')).toContain(code);
    expect(receipt.path).not.toContain(code);
    // With both the citizen finds it.
    const found = await browser.send(await browser.open('/citizen'), { number: ticket.number, queryCode: code });
    expect(found.text).toContain('已登记，等待受理。');
    // It goes on like any other.
    expect((await world.act(ticket.id, 'accept', world.key('operator'))).body.state).toBe('pendingDispatch');
    const { items } = (await world.get(`/api/v1/tickets/${ticket.id}/events`, world.key('operator'))).body;
    expect(items[0]).toMatchObject({ type: 'registered', actor: { role: 'citizen', unit: null } });
    for (const secret of [TYPED.name, TYPED.phone, TYPED.address, code]) expect(world.logged()).not.toContain(secret);
  });

  it('has one ticket of it, however often the form is sent', async () => {
    const page = await form();
    const photo = new File([Uint8Array.from(await photograph())], '井盖.jpg', { type: 'image/jpeg' });
    const answers = await Promise.all([1, 2, 3].map(() => browser.post(page, TYPED, [photo])));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    const seen = await Promise.all(answers.map((answer) => browser.open(answer.headers.get('location') ?? '')));
    expect(new Set(seen.map(numberIn)).size).toBe(1);
    const { rows } = await world.database.pool.query(
      'SELECT count(*)::int AS n FROM attachment WHERE ticket_id IS NULL',
    );
    expect(rows).toEqual([{ n: 0 }]);
    const other = await browser.send(page, { ...TYPED, text: '另一件事' });
    expect([other.status, other.forms[0]?.values['text']]).toEqual([422, '另一件事']);
    expect(other.text).toContain('已经提交过');
  });

  it('is told no more than a receipt by the number that was typed, until its owner asks by the link', async () => {
    const { id } = await ticketOf(await browser.send(await form(), TYPED));
    await world.act(id, 'accept', world.key('operator'));
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
    expect(await noticesOf(id)).toEqual(['citizenReceipt']);
    const link = await browser.open(`${world.services.progressLinks.pageTo(id)}/messages`);
    await browser.send(link, { wanted: 'yes' });
    await world.act(id, 'acknowledge', world.key('handler', 'water'));
    await world.act(id, 'requestExtension', world.key('handler', 'water'), { workingDays: 1, reason: 'x', basis: 'y' });
    await world.act(id, 'decide', world.key('director'), { request: 1, grant: true, reason: 'z' });
    expect((await noticesOf(id)).sort()).toEqual(['citizenExtended', 'citizenReceipt']);
  });

  it('may be nobody, and then what was typed beside it is not kept', async () => {
    const receipt = await browser.send(await form('/citizen/report?class=none'), { ...TYPED, identity: 'anonymous' });
    const ticket = await ticketOf(receipt);
    expect(ticket).toMatchObject({ citizen: { name: null, phone: null, identity: 'anonymous' }, replyWanted: false });
    expect(ticket.title).toBe(TYPED.text);
    expect(await noticesOf(ticket.id)).toEqual([]);
  });

  it('reads beside each field what is wrong with it, and has typed nothing in vain', async () => {
    const typed = { text: '', address: '', name: '王', phone: 'abc', position: '很远', identity: 'open' };
    const wrong = await browser.send(await form(), typed);
    expect([wrong.status, wrong.complaints, wrong.faults]).toEqual([
      400,
      [],
      { position: '请按“纬度, 经度”填写，如 23.129, 113.264。' },
    ]);
    const next = await browser.send(wrong, { position: '' });
    expect([next.status, next.faults]).toEqual([400, { text: '请填写。', address: '请填写。' }]);
    const last = await browser.send(next, { text: TYPED.text, address: TYPED.address });
    expect(Object.keys(last.faults)).toEqual(['phone']);
    expect(last.forms[0]?.values).toMatchObject({ name: '王', text: TYPED.text, address: TYPED.address, phone: 'abc' });
    expect((await browser.send(last, { phone: TYPED.phone })).heading).toBe('已登记');
  });

  it('writes what looks like markup as text', async () => {
    const hostile = `</textarea><script>alert(1)</script>\u202E"'${'宽'.repeat(200)}`;
    const wrong = await browser.send(await form(), { ...TYPED, text: hostile, name: hostile, address: '' });
    expect(wrong.complaints).toEqual([]);
    expect(wrong.elements.has('script')).toBe(false);
    expect(wrong.forms[0]?.values['text']?.trim()).toBe(hostile);
    expect(wrong.bytes).toBeLessThanOrEqual(10_000);
  });
});

describe('a program that fills in the form', () => {
  const count = async () =>
    (await world.database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM ticket')).rows[0]?.n;

  it('makes no ticket, and has no file kept, without a form of ours, too soon, too late, or by the trap', async () => {
    const before = await count();
    const [now, ours] = [await browser.open('/citizen/report?class=none'), await form()];
    const invented = { ...ours, forms: ours.forms.map((one) => ({ ...one, values: { ...one.values, key: 'x.y' } })) };
    const photo = new File([Uint8Array.from(await photograph())], '井盖.jpg', { type: 'image/jpeg' });
    expect((await browser.post(invented, TYPED, [photo])).status).toBe(400);
    expect((await browser.post(ours, { ...TYPED, trap: 'https://example.org' }, [photo])).status).toBe(400);
    world.later(-4_500);
    expect((await browser.post(now, TYPED, [photo])).status).toBe(400);
    world.later(86_400_000 + 10_000);
    const late = await browser.send(ours, TYPED, [photo]);
    expect([late.status, late.forms[0]?.values['text']]).toEqual([400, TYPED.text]);
    expect(await count()).toBe(before);
    const { rows } = await world.database.pool.query(
      'SELECT count(*)::int AS n FROM attachment WHERE ticket_id IS NULL',
    );
    expect(rows).toEqual([{ n: 0 }]);
    // Whoever was only late sends it again.
    world.later(5_000);
    expect((await browser.send(late)).heading).toBe('已登记');
  });

  it('files thirty in ten minutes from one address', async () => {
    const budgeted = await createApiWorld(undefined, undefined, undefined, undefined, undefined, undefined, {
      citizenReports: true,
    });
    const own = createCitizenBrowser(budgeted);
    const statuses: number[] = [];
    for (let n = 0; n < 31; n += 1) {
      const page = await own.open('/citizen/report?class=none');
      budgeted.later(3_000);
      statuses.push((await own.post(page, { ...TYPED, text: '' })).status);
    }
    await budgeted.close();
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 400), 429]);
  });
});

it('Where a city does not take requests on a page, nobody finds one, and nothing is filed', async () => {
  const closed = await createApiWorld();
  const own = createCitizenBrowser(closed);
  const page = await own.open('/citizen/report');
  expect([page.status, page.forms]).toEqual([404, []]);
  expect((await own.open('/citizen')).links.some(({ href }) => href.includes('report'))).toBe(false);
  const sent = await closed.send('POST', '/citizen/report', null, {
    raw: String(new URLSearchParams(TYPED)),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  expect(sent.status).toBe(404);
  await closed.close();
});
