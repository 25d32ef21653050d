import type { Browser } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD, type Desk as Person } from '../support/browser.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { withWater } from '../support/web/work.js';

describeUnlessMissing(missingChromium, 'whatever comes to the console', () => {
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
    await desk.page.goto('/console/inbox');
    await desk.page.getByLabel('登录名').fill(person.signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: '待办' }).waitFor();
    await desk.page.goto(path);
    return desk;
  }

  it('what people wrote is shown as text, on its page and in the list: markup, signs that turn writing, 200 wide ones', async () => {
    const title = `<script>alert(1)</script> \u202e${'宽'.repeat(173)}`;
    const { number } = await withWater(world, 'inProgress', { title, text: '<img src=x onerror=alert(1)> \u202eabc' });
    const { page, faults, close } = await at('/console/inbox');
    const row = page.getByRole('row').filter({ hasText: number }).first();
    await row.getByText('<script>alert(1)</script>').waitFor();
    // What turns the writing ends with the title: the number beside it reads as it is.
    expect(await row.locator('bdi').count()).toBeGreaterThan(0);
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await row.getByRole('link', { name: number }).click();
    await page.getByRole('heading', { name: '<script>alert(1)</script>' }).waitFor();
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect(faults()).toEqual([]);
    await close();
  });

  it('a file that is not what it is called is refused, and says so beside the field', async () => {
    const { number } = await withWater(world, 'inProgress');
    const { page, close } = await at(`/console/tickets/${number}`);
    await page.locator('#actions').getByRole('button', { name: '关联附件' }).click();
    const file = { name: '现场.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('%PDF-1.7\nno picture') };
    await page.locator('#actions input[type=file]').setInputFiles(file);
    await page.locator('#actions').getByText('文件内容与名称或类型不符').waitFor();
    await close();
  });

  it('a cookie carried to another browser is the same session there, and ends with it', async () => {
    const { page, close } = await at('/console/inbox');
    const other = await sitDown(browser, world.base);
    const cookies = await page.context().cookies();
    await other.page.context().addCookies(cookies);
    await other.page.goto('/console/inbox');
    await other.page.getByRole('heading', { name: '待办' }).waitFor();
    await page.getByRole('button', { name: '账号' }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByLabel('登录名').waitFor();
    await other.page.goto('/console/search');
    await other.page.getByLabel('登录名').waitFor();
    // One that was made up opens nothing either.
    const made = cookies.map((cookie) => ({ ...cookie, value: cookie.value.replace(/.{8}$/, 'AAAAAAAA') }));
    await other.page.context().addCookies(made);
    await other.page.goto('/console/search');
    await other.page.getByLabel('登录名').waitFor();
    await Promise.all([close(), other.close()]);
  });

  it('two pages in two positions are told apart: the one that is not any more what it says sends nothing', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const person = await aPerson(world, { role: 'handler', unit: 'housing' }, { role: 'handler', unit: 'water' });
    const { page, close } = await at('/console/inbox', person);
    const me = (await (await page.request.get('/api/v1/me')).json()) as {
      person: { positions: { id: string; unit: string }[] };
    };
    const moved = await page.request.post('/api/v1/me/position', {
      data: { position: me.person.positions.find(({ unit }) => unit === 'water')?.id },
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(moved.status()).toBeLessThan(300);
    await page.goto(`/console/tickets/${number}`);
    await page.locator('#actions').getByRole('button', { name: '先行联系' }).click();
    await page.getByLabel('联系情况').fill('已电话联系');
    const second = await page.context().newPage();
    await second.goto('/console/inbox');
    await second.getByRole('combobox', { name: '岗位' }).click();
    await second.getByTitle('经办人 · 市住房和城乡建设局').last().click();
    await page.getByRole('dialog', { name: '岗位已更换' }).waitFor();
    await page.evaluate("document.querySelector('.action-form button[type=submit]').click()");
    // Back in the position of before it goes on, and what was pressed meanwhile is done in that one.
    await second.getByRole('combobox', { name: '岗位' }).click();
    await second.getByTitle('经办人 · 市水务局').last().click();
    await page.getByRole('dialog', { name: '岗位已更换' }).waitFor({ state: 'hidden' });
    await page.getByLabel('联系情况').waitFor({ state: 'hidden' });
    const { items } = (await world.get(`/api/v1/tickets/${id}/events`, world.key('operator'))).body;
    expect(items.filter(({ type }) => String(type) === 'contacted')).toMatchObject([{ actor: { unit: 'water' } }]);
    await close();
  });
});
