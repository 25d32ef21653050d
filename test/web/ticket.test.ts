import type { Browser } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD, type Desk as Person } from '../support/browser.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { withWater } from '../support/web/work.js';

describeUnlessMissing(missingChromium, 'the page of a ticket', () => {
  let world: ApiWorld;
  let browser: Browser;
  let handler: Person;

  beforeAll(async () => {
    world = await createApiWorld();
    browser = await startChromium();
    handler = await aPerson(world, { role: 'handler', unit: 'water' });
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function at(path: string, person: Person = handler): Promise<Desk> {
    const desk = await sitDown(browser, world.base);
    await desk.page.goto(path);
    await desk.page.getByLabel('登录名').fill(person.signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    return desk;
  }
  const stateOf = async (id: string) =>
    (await world.get(`/api/v1/tickets/${id}`, world.key('handler', 'water'))).body.state;
  const events = async (id: string) =>
    (await world.get(`/api/v1/tickets/${id}/events`, world.key('handler', 'water'))).body.items as unknown as {
      type: string;
    }[];
  const REPLY = ['检修后管道有沉积物', '城市供水条例', '已冲洗管道', '电话告知市民', '水质已恢复正常'];

  it('says who is awaited and why, shows what may be done, and looks right', async () => {
    const { number } = await withWater(world, 'inProgress');
    const { page, faults, close } = await at(`/console/tickets/${number}`);
    await page
      .getByText(/等待市水务局/)
      .first()
      .waitFor();
    const actions = page.locator('#actions');
    await actions.getByRole('button', { name: '答复', exact: true }).waitFor();
    const { allowedActions } = (await world.get(`/api/v1/tickets/${number}`, world.key('handler', 'water'))).body;
    expect(await actions.getByRole('button').count()).toBe(allowedActions.length);
    await page.getByText('办理时限').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect([await page.title(), faults()]).toEqual([`${number} · 回应`, []]);
    await close();
  });

  it('takes a reply by keyboard alone, once, however often it is pressed', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, faults, close } = await at(`/console/tickets/${number}`);
    await page.locator('#actions').getByRole('button', { name: '答复', exact: true }).press('Enter');
    await page.getByLabel('事实').focus();
    for (const text of REPLY) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.getByLabel('事实').focus();
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('Control+Enter');
    await page.getByText('已答复待审').first().waitFor();
    expect(await stateOf(id)).toBe('replied');
    expect((await events(id)).filter(({ type }) => type === 'replied')).toHaveLength(1);
    expect(faults()).toEqual([]);
    await close();
  });

  it('explains a date: what counted, what did not and why', async () => {
    const { number } = await withWater(world, 'inProgress');
    const { page, faults, close } = await at(`/console/tickets/${number}`);
    await page.getByText('办理时限').waitFor();
    await page.locator('body').press('e');
    const dialog = page.getByRole('dialog', { name: '为什么是这个时间' });
    await dialog.getByRole('cell', { name: '计入', exact: true }).first().waitFor();
    await dialog.getByRole('img', { name: '时间条' }).waitFor();
    expect(await dialog.getByRole('cell', { name: '周末', exact: true }).count()).toBeGreaterThan(0);
    expect(await dialog.getByRole('cell', { name: '不计', exact: true }).count()).toBeGreaterThan(0);
    expect(faults()).toEqual([]);
    await close();
  });

  it('says who did what when somebody was faster, keeps what was written, and submits it once it was looked at', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, close } = await at(`/console/tickets/${number}`);
    await page.locator('#actions').getByRole('button', { name: '先行联系' }).click();
    await page.getByLabel('联系情况').fill('已电话联系，约今日上门');
    await world.act(id, 'urge', world.key('dispatcher'), { reason: '市民再次来电' });
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('工单已变化').waitFor();
    await page.getByRole('listitem').filter({ hasText: '派单员' }).filter({ hasText: '催办' }).first().waitFor();
    expect(await page.getByLabel('联系情况').inputValue()).toBe('已电话联系，约今日上门');
    await page.getByRole('button', { name: '已看过' }).click();
    await page.getByLabel('联系情况').waitFor({ state: 'hidden' });
    expect((await events(id)).filter(({ type }) => type === 'contacted')).toHaveLength(1);
    await close();
  });

  it('check 9: session ends while writing: log in, press nothing else, the command is done once', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const person = await aPerson(world, { role: 'handler', unit: 'water' });
    const { page, close } = await at(`/console/tickets/${number}`, person);
    await page.locator('#actions').getByRole('button', { name: '先行联系' }).click();
    await page.getByLabel('联系情况').fill('已电话联系');
    // The command is on its way when the session ends.
    let arrive: () => void = () => undefined;
    const arrives = new Promise<void>((resolve) => (arrive = resolve));
    await page.route('**/actions/recordContact', (route) => arrives.then(() => route.continue()));
    await page.getByRole('button', { name: '提交' }).click();
    await world.services.sessionStore.end({ personId: person.id }, world.now());
    arrive();
    const dialog = page.getByRole('dialog', { name: '会话已结束' });
    await dialog.getByText(person.signInName).waitFor();
    await dialog.getByLabel('密码').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByLabel('联系情况').waitFor({ state: 'hidden' });
    expect((await events(id)).filter(({ type }) => type === 'contacted')).toHaveLength(1);
    await close();
  });

  it('offers in another browser what somebody was writing when theirs was killed, until it is submitted', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const person = await aPerson(world, { role: 'handler', unit: 'water' });
    const killed = await at(`/console/tickets/${number}`, person);
    await killed.page.locator('#actions').getByRole('button', { name: '先行联系' }).click();
    await killed.page.getByLabel('联系情况').fill('已电话联系，约明日上门');
    await killed.page.getByText(/草稿已存 \d\d:\d\d:\d\d/).waitFor();
    const stored = await killed.page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(stored).not.toContain('约明日上门');
    await killed.close();

    const { page, faults, close } = await at(`/console/tickets/${number}`, person);
    const open = () => page.locator('#actions').getByRole('button', { name: '先行联系' }).click();
    await open();
    await page.getByText(/草稿已存/).waitFor();
    expect(await page.getByLabel('联系情况').inputValue()).toBe('已电话联系，约明日上门');
    const gone = page.waitForResponse((one) => one.request().method() === 'DELETE' && one.url().includes('/drafts/'));
    await page.getByRole('button', { name: '提交' }).click();
    expect((await gone).status()).toBe(204);
    expect((await events(id)).filter(({ type }) => type === 'contacted')).toHaveLength(1);
    expect(faults()).toEqual([]);
    await close();
  });

  it('waits while the engine is away, and gives the command once it is back', async () => {
    const { id, number } = await withWater(world, 'dispatched');
    const { page, close } = await at(`/console/tickets/${number}`);
    await page.locator('#actions').getByRole('button', { name: '签收' }).click();
    world.gateway.mood = 'away';
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText(/秒后自动重试/).waitFor();
    world.gateway.mood = 'well';
    await page.getByText('办理中').first().waitFor();
    expect((await events(id)).filter(({ type }) => type === 'acknowledged')).toHaveLength(1);
    await close();
  });

  it('keeps what was written while the network is gone', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, close } = await at(`/console/tickets/${number}`);
    await page.locator('#actions').getByRole('button', { name: '先行联系' }).click();
    await page.getByLabel('联系情况').fill('已电话联系');
    await page.context().setOffline(true);
    await page.getByText('连接已断开').waitFor();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('没有连上，恢复后自动重试').waitFor();
    await page.context().setOffline(false);
    await page.getByLabel('联系情况').waitFor({ state: 'hidden' });
    expect((await events(id)).filter(({ type }) => type === 'contacted')).toHaveLength(1);
    await close();
  });

  it('says the same of a ticket that is not there and of one that is out of sight', async () => {
    const { body } = await world.register();
    for (const number of [body.number, '20200101-000001']) {
      const { page, close } = await at(`/console/tickets/${number}`);
      await page.getByRole('heading', { name: '不存在，或无权查看。' }).waitFor();
      await close();
    }
  });
});
