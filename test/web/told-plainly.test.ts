import type { Browser, Page } from 'playwright-core';
import { createApiWorld, type ApiWorld, type Json } from '../support/api-world.js';
import { aPerson, PASSWORD, type Desk as Person } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { atDemoDesk, sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { wordsOnPages } from '../support/web/pdf.js';
import { withWater } from '../support/web/work.js';

const DAY_MS = 86_400_000;

describeUnlessMissing(missingChromium, 'what a clerk is told, on a screen and on paper', () => {
  let world: ApiWorld;
  let browser: Browser;
  let handler: Person;

  beforeAll(async () => {
    world = await createApiWorld(undefined, undefined, undefined, undefined, undefined, undefined, {
      demoSignIn: true,
    });
    browser = await startChromium();
    handler = await aPerson(world, { role: 'handler', unit: 'water' });
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function at(path: string): Promise<Desk> {
    const desk = await sitDown(browser, world.base);
    await desk.page.goto(path);
    await desk.page.getByLabel('登录名').fill(handler.signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    return desk;
  }
  const water = () => world.key('handler', 'water');
  const eventsOf = async (id: string): Promise<Json[]> =>
    (await world.get(`/api/v1/tickets/${id}/events?limit=100`, world.key('operator'))).body.items;
  const printed = async (page: Page): Promise<string[]> => wordsOnPages(await page.pdf({ preferCSSPageSize: true }));

  it('check 13: bulk-acknowledge 40 with 3 impossible: dry run names them; after it 37 done, 3 with reasons', async () => {
    const tickets: { id: string; number: string }[] = [];
    for (let n = 0; n < 40; n += 1) tickets.push(await withWater(world, 'dispatched'));
    const { page, faults, close } = await at('/console/inbox?kind=toAcknowledge');
    await page.getByRole('checkbox', { name: '选择这 40 件' }).check();
    await page.getByText('已选 40 件').waitFor();
    const faster = tickets.slice(10, 13);
    for (const { id } of faster) await world.act(id, 'acknowledge', water());

    await page.getByRole('button', { name: '批量操作' }).click();
    await page.getByRole('menuitem', { name: '签收' }).click();
    await page.getByRole('button', { name: '试算' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('37 件可办，3 件不可办').waitFor();
    const fate = (number: string): Promise<string> => dialog.locator('tr').filter({ hasText: number }).innerText();
    for (const { number } of faster) expect(await fate(number)).toContain('内容已被更新');
    await dialog.getByRole('button', { name: '办理 37 件' }).click();
    await dialog.getByText('已办 37 件，3 件未办').waitFor();
    const done = await Promise.all(tickets.map(async ({ number }) => (await fate(number)).includes('已办')));
    expect(done.filter(Boolean)).toHaveLength(37);
    for (const { id } of tickets) {
      expect((await eventsOf(id)).filter(({ type }) => String(type) === 'acknowledged')).toHaveLength(1);
    }
    expect(faults()).toEqual([]);
    await close();
  });

  it('check 14: why-this-date names weekend, make-up day, suspension; the what-if date is that after granting', async () => {
    await aMakeUpDay(world);
    const { id, number } = await withWater(world, 'inProgress');
    const until = new Date(world.now().getTime() + DAY_MS).toISOString();
    await world.act(id, 'requestSuspension', water(), { reason: '等待检验', until });
    await world.act(id, 'decide', world.key('supervisor'), { request: 1, grant: true, reason: '同意' });
    await world.act(id, 'resume', water(), { reason: '检验已完成' });
    await world.act(id, 'requestExtension', water(), { workingDays: 5, reason: '更换配件', basis: '办法' });

    const { page, faults, close } = await atDemoDesk(browser, world.base, { role: 'director' }, '/console/approvals');
    const card = page.getByRole('article').filter({ hasText: number });
    const after = card.getByRole('row').filter({ hasText: '办理时限' }).getByRole('cell').last();
    const promised = await after.innerText();
    await card.getByRole('button', { name: '批复' }).click();
    await card.getByText('同意', { exact: true }).click();
    await card.getByLabel('理由').fill('配件需要定制');
    await card.getByRole('button', { name: '提交' }).click();
    await card.waitFor({ state: 'hidden' });

    await page.goto(`/console/tickets/${number}`);
    await page.getByText('办理时限').waitFor();
    await page.locator('body').press('e');
    const dialog = page.getByRole('dialog', { name: '为什么是这个时间' });
    await dialog.getByText(`到期 ${promised}`).first().waitFor();
    for (const why of ['周末', '调休上班'])
      expect(await dialog.getByRole('cell', { name: why, exact: true }).count()).toBeGreaterThan(0);
    expect(await dialog.getByRole('heading', { name: /^挂起/ }).count()).toBe(1);
    expect(await dialog.getByRole('heading', { name: /^恢复/ }).count()).toBe(1);
    expect(faults()).toEqual([]);
    await close();
  });

  it('check 15: an overdue row is told by icon and word in grey-scale print', async () => {
    const late = await withWater(world, 'inProgress');
    const { unitDueAt } = (await world.get(`/api/v1/tickets/${late.id}`, water())).body;
    await world.timeGoesOn(late.id, unitDueAt ?? '');
    const fresh = await withWater(world, 'dispatched');
    const { page, close } = await at('/console/inbox');
    const clockOf = ({ number }: { number: string }) =>
      page.getByRole('row').filter({ hasText: number }).first().locator('.clock');
    await clockOf(late).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await clockOf(late).innerText()).toContain('已超');
    expect(await clockOf(fresh).innerText()).not.toContain('已超');
    const sign = (of: { number: string }) => clockOf(of).locator('svg');
    expect(await sign(late).isVisible()).toBe(true);
    expect(await sign(late).getAttribute('data-icon')).not.toBe(await sign(fresh).getAttribute('data-icon'));
    const colour = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('.clock.is-late .clock-words')).color",
    );
    expect(colour).toMatch(/^rgb\((\d+), \1, \1\)$/);
    const paper = (await printed(page)).join('');
    expect(paper).toContain(late.number);
    expect(paper).toContain('已超');
    await close();
  });

  it('check 19: a unit handler opening a report sees neither name nor number, also not in print, title or toast', async () => {
    const citizen = { name: '赵敏', phone: '13911112222', identity: 'hidden' };
    const { body } = await world.register({ type: 'report', citizen, noneNamed: true });
    await world.act(body.id, 'accept', world.key('operator'), { urgency: 'P2', classCode: '030102' });
    await world.saysYes(body.id);
    await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '职责' });
    const { page, close } = await at(`/console/tickets/${body.number}`);
    await page.getByText('有内容不向您显示').waitFor();
    const seen: string[] = [];
    const look = async (): Promise<void> => void seen.push(await page.content(), await page.title());
    await look();
    // What happens while the page is open is told as well, and no more than that.
    await eventually(async () => {
      await world.send('POST', `/api/v1/tickets/${body.id}/supplements`, world.key('operator'), {
        body: { text: '赵敏来电，号码 13911112222' },
      });
      expect(await page.getByText('此工单刚刚有变化').count()).toBe(1);
    });
    await look();
    await page.keyboard.press('r');
    await page.getByText('此工单刚刚有变化').waitFor({ state: 'hidden' });
    await look();
    seen.push(...(await printed(page)));
    await page.goto('/console/notices');
    await page.getByRole('heading', { name: '通知' }).waitFor();
    await look();
    expect(seen.join('')).toContain(body.number);
    for (const secret of ['赵敏', '1391111', '2222']) expect(seen.join('')).not.toContain(secret);
    await close();
  });

  it('an open console asks three things at most to show the inbox, and the ticket', async () => {
    const { number } = await withWater(world, 'inProgress');
    const { page, close } = await at('/console/notices');
    await page.getByRole('heading', { name: '通知' }).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      // That one is here is told, and nothing waits for it.
      const isTold = pathname.endsWith('/stream') || pathname.endsWith('/presence');
      if (pathname.startsWith('/api/') && !isTold) asked.push(`${request.method()} ${pathname}`);
    });
    await page.locator('body').press('g');
    await page.locator('body').press('i');
    await page.locator('tbody tr').first().waitFor();
    const forInbox = asked.splice(0);
    await page.getByRole('link', { name: number }).first().click();
    await page.locator('.story li').first().waitFor();
    await page.getByText('办理时限').first().waitFor();
    // The tables of the city are asked for once, when something first wants them.
    const forTicket = asked.filter((path) => !/\/(units|classes)$/.test(path));
    for (const one of [forInbox, forTicket]) expect([one, one.length <= 3]).toEqual([one, true]);
    await close();
  });

  it('check 24: a printed ticket of 30 events takes two A4 pages at most, watermark on each', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const told = '已到现场查看，管网压力正常，二次供水泵房有沉积物，正在联系物业清洗水箱并取样送检。';
    const added = 30 - (await eventsOf(id)).length;
    for (let n = 0; n < added; n += 1) {
      await (n % 2 === 0
        ? world.act(id, 'recordContact', water(), { note: told })
        : world.send('POST', `/api/v1/tickets/${id}/supplements`, world.key('operator'), { body: { text: told } }));
    }
    const { page, faults, close } = await at(`/console/tickets/${number}`);
    await eventually(async () => expect(await page.locator('.story li').count()).toBe(30));
    await page.evaluate('window.print = () => { document.body.dataset.printed = "once"; }');
    await page.locator('body').press('p');
    expect(await page.evaluate('document.body.dataset.printed')).toBe('once');
    const sheets = await printed(page);
    expect(sheets.length).toBeLessThanOrEqual(2);
    for (const sheet of sheets) expect(sheet).toMatch(new RegExp(`李娜 · ${handler.signInName} · .*\\d\\d:\\d\\d`));
    const [first = ''] = sheets;
    for (const part of [number, '办理中', '办理时限', '小区井盖破损']) expect(first).toContain(part);
    expect(sheets.join('').split(told)).toHaveLength(added + 1);
    for (const chrome of ['待办', '查找']) expect(sheets.join('')).not.toContain(chrome);
    expect(faults()).toEqual([]);
    await close();
  });
});

/** The next Saturday that is no holiday is worked. */
async function aMakeUpDay(world: ApiWorld): Promise<void> {
  const CHINA_MS = 8 * 3_600_000;
  const day = (after: number): Date => new Date(world.now().getTime() + CHINA_MS + after * DAY_MS);
  const administrator = world.key('administrator');
  for (let after = 1; after < 40; after += 1) {
    const date = day(after).toISOString().slice(0, 10);
    if (day(after).getUTCDay() !== 6) continue;
    const path = `/api/v1/calendar/${date.slice(0, 4)}`;
    const { year: _year, ...before } = (await world.get(path, administrator)).body as unknown as {
      year: number;
      daysOff: string[];
      makeUpDays: string[];
    };
    if (before.daysOff.includes(date)) continue;
    const body = { ...before, makeUpDays: [...new Set([...before.makeUpDays, date])] };
    const reply = await world.send('PUT', path, administrator, { body, ifMatch: '*' });
    if (reply.status !== 200) throw new Error(`No make-up day: ${reply.status} ${reply.text}`);
    await world.reference.refresh();
    return;
  }
}
