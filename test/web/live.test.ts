import type { Browser, Page } from 'playwright-core';
import { anotherProcess } from '../support/another-process.js';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD, type Desk as Person } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { watchStreams, type Streams } from '../support/web/streams.js';
import { withWater } from '../support/web/work.js';

const REPLY = {
  facts: '检修后管道有沉积物',
  basis: '城市供水条例',
  measures: '已冲洗管道',
  contacted: '电话告知市民',
  text: '水质已恢复正常',
};

describeUnlessMissing(missingChromium, 'a console that is live', () => {
  let world: ApiWorld;
  let browser: Browser;
  let handler: Person;
  let streams: Streams;

  beforeAll(async () => {
    world = await createApiWorld();
    streams = watchStreams(world);
    browser = await startChromium();
    handler = await aPerson(world, { role: 'handler', unit: 'water' });
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  /** Signed in, and hearing: what happens from here on is told. */
  async function at(path: string, person: Person = handler, base = world.base): Promise<Desk> {
    const desk = await sitDown(browser, base);
    const hears = desk.page.waitForResponse((one) => one.url().includes('/desk/stream'));
    await signIn(desk.page, path, person);
    await hears;
    return desk;
  }
  async function signIn(page: Page, path: string, person: Person): Promise<void> {
    await page.goto(path);
    await page.getByLabel('登录名').fill(person.signInName);
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
  }
  const numbersOn = (page: Page): Promise<string[]> => page.locator('tbody a.row-link').allInnerTexts();
  const owed = async (): Promise<string[]> =>
    (await world.get('/api/v1/inbox?limit=100', world.key('handler', 'water'))).body.items.map(({ number }) => number);

  it('check 7: two reviewers open one reply: each sees the other; the second gets 412 with who and what, and keeps the text', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    await world.act(id, 'reply', world.key('handler', 'water'), REPLY);
    const [first, second] = await Promise.all([
      at(`/console/tickets/${number}`, await aPerson(world, { role: 'reviewer' })),
      at(`/console/tickets/${number}`, await aPerson(world, { role: 'reviewer' })),
    ]);
    const review = (page: Page) =>
      page.locator('#actions').getByRole('button', { name: '审核答复', exact: true }).click();
    const here = (page: Page) => page.locator('.ticket-head .here');
    await here(second.page).getByText('李娜 在看').waitFor();
    await here(first.page).getByText('李娜 在看').waitFor();
    await review(second.page);
    await second.page.getByText('退回', { exact: true }).click();
    await second.page.getByLabel('理由').fill('依据不足，请补充检测报告');
    await here(first.page).getByText('李娜 正在写').waitFor();

    await review(first.page);
    await first.page.getByText('通过', { exact: true }).click();
    await first.page.getByRole('button', { name: '提交' }).click();
    await first.page.getByText('待回访').first().waitFor();

    await second.page.getByRole('button', { name: '提交' }).click();
    await second.page.getByText('工单已变化').waitFor();
    await second.page
      .getByRole('list', { name: '其间的变化' })
      .getByText(/审核员/)
      .first()
      .waitFor();
    expect(await second.page.getByLabel('理由').inputValue()).toBe('依据不足，请补充检测报告');
    // Mine stands beside theirs, and nothing is offered that the ticket does not have any more.
    await second.page.getByRole('group', { name: '您所写' }).getByText('依据不足，请补充检测报告').waitFor();
    await second.page.getByText('此操作现在不能做').waitFor();
    expect(await second.page.getByRole('button', { name: '已看过' }).count()).toBe(0);
    expect([...first.faults(), ...second.faults()]).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  it('says on the list who is at a ticket, without asking for it, and no more once they have left', async () => {
    const { number } = await withWater(world, 'dispatched');
    const { page, close } = await at('/console/inbox');
    const asked: string[] = [];
    page.on('request', (one) => void (one.url().includes('presence') && asked.push(one.url())));
    const colleague = await at(`/console/tickets/${number}`, await aPerson(world, { role: 'operator' }));
    const row = page.locator('tbody tr').filter({ hasText: number }).first();
    await row.getByText('李娜 在看').waitFor();
    await colleague.page.getByRole('link', { name: '通知' }).first().click();
    await row.getByText('李娜 在看').waitFor({ state: 'detached' });
    expect(asked).toEqual([]);
    await colleague.close();
    await close();
  });

  it('check 11: twelve tabs open: all load, the server shows one stream', async () => {
    const { id } = await withWater(world, 'dispatched');
    await eventually(() => expect(streams.open()).toBe(0));
    const { page, close } = await at('/console/inbox');
    const others = await Promise.all(Array.from({ length: 11 }, () => page.context().newPage()));
    for (const tab of others) await tab.goto('/console/inbox');
    for (const tab of others) await tab.locator('tbody tr').first().waitFor();
    expect(streams.open()).toBe(1);
    await world.act(id, 'urge', world.key('dispatcher'), { reason: '市民再次来电' });
    const told = (tab: Page) => tab.getByRole('button', { name: /^1 件有变化/ }).waitFor();
    await Promise.all([page, ...others].map(told));

    // The one that read it is closed: another one reads on behind what was heard last.
    const [last] = others.slice(-1);
    await last?.keyboard.press('r');
    await page.close();
    await world.act(id, 'urge', world.key('dispatcher'), { reason: '市民第三次来电' });
    if (last) await told(last);
    await eventually(() => expect(streams.open()).toBe(1));
    await close();
  });

  it('goes on after a stream that broke off, and misses nothing', async () => {
    const { id } = await withWater(world, 'dispatched');
    const { page, close } = await at('/console/inbox');
    await page.locator('tbody tr').first().waitFor();
    streams.breakOff();
    await world.act(id, 'urge', world.key('dispatcher'), { reason: '市民再次来电' });
    await page.getByRole('button', { name: /^1 件有变化/ }).waitFor();
    await close();
  });

  it('check 12: the network is cut: a bar says so, then the list equals the server’s', async () => {
    const gone = await withWater(world, 'dispatched');
    const { page, close } = await at('/console/inbox');
    await page.locator('tbody tr').filter({ hasText: gone.number }).first().waitFor();
    await page.context().setOffline(true);
    await page.getByText('连接已断开').waitFor();
    await world.act(gone.id, 'acknowledge', world.key('handler', 'water'));
    const { number } = await withWater(world, 'dispatched');
    expect(await numbersOn(page)).not.toContain(number);
    await page.context().setOffline(false);
    await page.getByText('连接已断开').waitFor({ state: 'hidden' });
    await eventually(async () => expect(await numbersOn(page)).toEqual(await owed()));
    expect(await numbersOn(page)).toContain(number);
    await close();
  });

  it('outlives the API: it says that it is gone, and goes on when it is back, on what is there then', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const clock = () => world.now().getTime();
    const first = await anotherProcess(world, world.masterKey, clock);
    const { page, close } = await at(`/console/tickets/${number}`, handler, first.base);
    await page.locator('#actions').getByRole('button', { name: '先行联系' }).click();
    await page.getByLabel('联系情况').fill('已电话联系，约今日上门');
    await first.close();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('连接已断开').waitFor();
    expect(await page.getByLabel('联系情况').inputValue()).toBe('已电话联系，约今日上门');
    const second = await anotherProcess(world, world.masterKey, clock, Number(new URL(first.base).port));
    await page.getByLabel('联系情况').waitFor({ state: 'hidden' });
    await page.getByText('连接已断开').waitFor({ state: 'hidden' });
    const { items } = (await world.get(`/api/v1/tickets/${id}/events`, world.key('handler', 'water'))).body;
    expect((items as unknown as { type: string }[]).filter(({ type }) => type === 'contacted')).toHaveLength(1);
    await close();
    await second.close();
  });

  it('locks every tab at once when the session ends, and opens them all when its person is back in one', async () => {
    const person = await aPerson(world, { role: 'handler', unit: 'water' });
    const { page, close } = await at('/console/inbox', person);
    const other = await page.context().newPage();
    await other.goto('/console/notices');
    await other.getByRole('heading', { name: '通知' }).waitFor();
    // Nobody has done anything for so long.
    await world.database.pool.query(`UPDATE session SET last_seen_at = $2 WHERE person_id = $1`, [
      person.id,
      new Date(world.now().getTime() - 31 * 60_000),
    ]);
    const dialogOf = (tab: Page) => tab.getByRole('dialog', { name: '会话已结束' });
    await Promise.all([dialogOf(page).waitFor(), dialogOf(other).waitFor()]);
    await dialogOf(other).getByLabel('密码').fill(PASSWORD);
    await other.keyboard.press('Enter');
    await Promise.all([page, other].map((tab) => dialogOf(tab).waitFor({ state: 'hidden' })));
    await eventually(() => expect(streams.open()).toBe(1));
    await close();
  });
});
