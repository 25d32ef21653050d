import type { Browser } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { withWater } from '../support/web/work.js';

describeUnlessMissing(missingChromium, 'the inbox of a unit', () => {
  let world: ApiWorld;
  let browser: Browser;
  let signInName: string;

  beforeAll(async () => {
    world = await createApiWorld();
    browser = await startChromium();
    ({ signInName } = await aPerson(world, { role: 'handler', unit: 'water' }));
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function atTheInbox(): Promise<Desk> {
    const desk = await sitDown(browser, world.base);
    const hears = desk.page.waitForResponse((one) => one.url().includes('/desk/stream'));
    await desk.page.goto('/console/inbox');
    await desk.page.getByLabel('登录名').fill(signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: '待办' }).waitFor();
    // What happens from here on is told.
    await hears;
    return desk;
  }

  it('says why it is empty, and looks right', async () => {
    const { page, faults, close } = await atTheInbox();
    await page.getByText('现在没有待办').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect(faults()).toEqual([]);
    await close();
  });

  it('is worked through by keyboard alone: rows, a choice, a trial, the deed, each with its fate', async () => {
    const first = await withWater(world, 'dispatched');
    const second = await withWater(world, 'dispatched');
    const { page, faults, close } = await atTheInbox();
    const lane = page.getByRole('button', { name: '待签收，2 件，其中 0 件超期' });
    await lane.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/kind=toAcknowledge/);
    const rows = page.locator('tbody tr');
    await eventually(async () => expect(await rows.count()).toBe(2));
    // Soonest first, as the API has it.
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('已选 2 件').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);

    // A colleague is faster with one of them.
    await world.act(second.id, 'acknowledge', world.key('handler', 'water'));
    await page.getByRole('button', { name: '批量操作' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: '签收' }).waitFor();
    await page.getByRole('menuitem', { name: '签收' }).press('Enter');
    await page.getByRole('button', { name: '试算' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 件可办，1 件不可办').waitFor();
    expect(await dialog.locator('tr').filter({ hasText: first.number }).innerText()).toContain('可办');
    await dialog.getByRole('button', { name: '办理 1 件' }).press('Enter');
    await dialog.getByText('已办 1 件，1 件未办').waitFor();
    await dialog.getByRole('button', { name: '关闭' }).last().press('Enter');
    expect((await world.get(`/api/v1/tickets/${first.id}`, world.key('handler', 'water'))).body.state).toBe(
      'inProgress',
    );
    expect(faults()).toEqual([]);
    await close();
  });

  it('check 10: an event arrives while the pointer is on row 5: row 5 stays; a counter says 1 件有变化', async () => {
    const some = [];
    while (some.length < 6) some.push(await withWater(world, 'dispatched'));
    const { page, faults, close } = await atTheInbox();
    const numbers = () => page.locator('tbody a.row-link').allInnerTexts();
    const fifth = page.locator('tbody tr').nth(4);
    await fifth.hover();
    const under = async () => [
      await page.locator('tbody tr:hover a.row-link').innerText(),
      await fifth.boundingBox(),
      await numbers(),
    ];
    const before = await under();
    await world.act(some[0]?.id ?? '', 'urge', world.key('dispatcher'), { reason: '市民再次来电' });
    await page.getByRole('button', { name: /^1 件有变化/ }).waitFor();
    expect(await under()).toEqual(before);
    const { number } = await withWater(world, 'dispatched');
    await page.getByRole('button', { name: /^2 件有变化/ }).waitFor();
    expect(await under()).toEqual(before);
    await page.keyboard.press('r');
    await eventually(async () => expect(await numbers()).toContain(number));
    expect(faults()).toEqual([]);
    await close();
  });

  it('takes what was typed for text: letters in a field do nothing else', async () => {
    const { page, close } = await atTheInbox();
    await page.keyboard.press('/');
    await page.keyboard.type('jxr?');
    expect(await page.getByLabel('按编号查找工单').inputValue()).toBe('jxr?');
    expect(await page.getByText(/已选/).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '键盘' }).waitFor();
    await page.getByRole('switch', { name: '使用快捷键' }).press('Space');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: '键盘' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.keyboard.press('/');
    expect(new URL(page.url()).pathname).toBe('/console/inbox');
    await close();
  });

  it('is narrowed to what one looks for, by words and by number, and says so when it finds nothing', async () => {
    const pump = await withWater(world, 'dispatched', { title: '泵房噪声', text: '泵房整夜轰鸣。' });
    const { page, faults, close } = await atTheInbox();
    const box = page.getByPlaceholder('在待办中查找');
    await box.fill('泵房噪声');
    await box.press('Enter');
    await page.waitForURL(/q=/);
    const rows = page.locator('tbody tr');
    /** It owes several things, and nothing else is there. */
    const isAlone = async (): Promise<void> => {
      const shown = await rows.allInnerTexts();
      expect([shown.length > 0, shown.filter((row) => !row.includes(pump.number))]).toEqual([true, []]);
    };
    await eventually(isAlone);
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.reload();
    await eventually(isAlone);
    await box.fill('没有这回事');
    await box.press('Enter');
    await page.getByText('待办中没有“没有这回事”').waitFor();
    await box.fill('');
    await box.press('Enter');
    await eventually(async () => expect(await rows.count()).toBeGreaterThan(3));
    expect(faults()).toEqual([]);
    await close();
  });
});
