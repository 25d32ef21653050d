import type { Browser, Page } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, PHONE, sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { withWater } from '../support/web/work.js';

describeUnlessMissing(missingChromium, 'the desks of review and of dispatch', () => {
  let world: ApiWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await createApiWorld();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function sitAt(path: string, role: string, heading: string): Promise<Desk> {
    const { signInName } = await aPerson(world, { role });
    const desk = await sitDown(browser, world.base);
    await desk.page.goto(path);
    await desk.page.getByLabel('登录名').fill(signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor();
    return desk;
  }
  const lies = (page: Page, number: string) => page.getByRole('article', { name: number }).waitFor();
  const ticket = async (number: string) => (await world.get(`/api/v1/tickets/${number}`, world.key('supervisor'))).body;

  it('has reply after reply reviewed by keyboard alone, each beside what it answers, and judges what was not good', async () => {
    const first = await withWater(world, 'replied', { title: '自来水发黄' });
    const second = await withWater(world, 'replied', { title: '水压不足' });
    const third = await withWater(world, 'callbackPending', { title: '水表读数不符' });
    const unhappy = { reached: true, solved: 'no', satisfied: 1, code: 'notDone', reason: '没有人上门' };
    await world.act(third.id, 'recordCallback', world.key('callbackAgent'), unhappy);
    const { page, faults, close } = await sitAt('/console/review', 'reviewer', '审核');
    await lies(page, first.number);
    for (const part of ['检修后管道有沉积物', '城市供水条例第十二条', '已冲洗管道', '水质已恢复正常。'])
      await page.getByText(part, { exact: true }).waitFor();
    await page.getByText('退回', { exact: true }).waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);

    await page.keyboard.press('j');
    await lies(page, second.number);
    await page.keyboard.press('[');
    await lies(page, first.number);
    await page.getByText('通过', { exact: true }).waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('Control+Enter');
    await lies(page, second.number);
    expect((await ticket(first.number)).state).toBe('callbackPending');

    // The second is not good enough: the reason is written where the cursor is put.
    await page.getByText('退回', { exact: true }).waitFor();
    await page.keyboard.press('2');
    await page.getByLabel('理由').waitFor();
    await eventually(async () => expect(await page.locator('textarea:focus').count()).toBe(1));
    await page.keyboard.type('请写明何时修好');
    await page.keyboard.press('Control+Enter');
    await lies(page, third.number);
    expect((await ticket(second.number)).state).toBe('inProgress');

    await page.getByText('没有人上门').first().waitFor();
    await page.getByText('重办', { exact: true }).waitFor();
    await page.keyboard.press('1');
    await eventually(async () => expect(await page.locator('textarea:focus').count()).toBe(1));
    await page.keyboard.type('请上门核对');
    await page.keyboard.press('Control+Enter');
    await page.getByText('都办完了').waitFor();
    expect((await ticket(third.number)).round).toBe(2);
    expect(faults()).toEqual([]);
    await close();
  });

  it('shows who sends out a ticket which open ones are perhaps about the same', async () => {
    const words = { title: '泵房整夜轰鸣', text: '小区泵房整夜轰鸣，老人无法入睡。' };
    const [known, again] = [await withWater(world, 'dispatched', words), await withWater(world, 'accepted', words)];
    const { page, faults, close } = await sitAt('/console/dispatch', 'dispatcher', '派单');
    await lies(page, again.number);
    const card = page.getByRole('region', { name: '可能是同一件事' });
    await card.getByRole('link', { name: known.number }).waitFor();
    expect(await card.getByRole('link', { name: again.number }).count()).toBe(0);
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect(faults()).toEqual([]);
    await close();
    await world.act(again.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '供水主管' });
  });

  it('sends ticket after ticket to the owner of its class by keyboard alone, with the reason why it is that one', async () => {
    const first = await withWater(world, 'accepted', { title: '自来水发黄' });
    const second = await withWater(world, 'accepted', { title: '水压不足' });
    const { page, faults, close } = await sitAt('/console/dispatch', 'dispatcher', '派单');
    await lies(page, first.number);
    await page.getByRole('button', { name: /市水务局$/ }).waitFor();
    await page.getByLabel('主办单位').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.keyboard.press('1');
    await eventually(async () => expect(await page.getByLabel('理由').inputValue()).toContain('归口于该单位'));
    await page.keyboard.press('Control+Enter');
    await lies(page, second.number);
    const { state, lead } = await ticket(first.number);
    expect([state, lead?.id]).toEqual(['dispatched', 'water']);

    // Units are asked first; what is agreed on is written here too.
    await page.getByRole('button', { name: '会商', exact: true }).press('Enter');
    await page.getByRole('heading', { name: '会商', exact: true }).waitFor();
    await page.keyboard.press('1');
    await eventually(async () => expect(await page.locator('textarea:focus').count()).toBe(1));
    await page.keyboard.type('请两家商定');
    await page.keyboard.press('Control+Enter');
    await eventually(async () => expect((await ticket(second.number)).state).toBe('consulting'));
    expect(faults()).toEqual([]);
    await close();
  });

  it('is one after the other on a telephone: the list, then the ticket, and back', async () => {
    const { number } = await withWater(world, 'accepted', { title: '井盖破损' });
    const { page, faults, close } = await sitAt('/console/dispatch', 'dispatcher', '派单');
    await page.setViewportSize(PHONE);
    await page.goto('/console/dispatch');
    await page.getByRole('button', { name: new RegExp(number) }).click();
    await lies(page, number);
    expect(await page.getByRole('navigation', { name: '派单' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: '清单' }).click();
    await page.getByRole('button', { name: new RegExp(number) }).waitFor();
    expect(await page.getByRole('article').count()).toBe(0);
    expect(faults()).toEqual([]);
    await close();
  });
});
