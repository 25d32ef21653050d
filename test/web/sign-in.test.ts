import type { Browser } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aNewcomer, aPerson, PASSWORD } from '../support/browser.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium } from '../support/web/desk.js';

describeUnlessMissing(missingChromium, 'the page on which people sign in', () => {
  let world: ApiWorld;
  let browser: Browser;

  beforeAll(async () => {
    const sizes = { key: null, address: null };
    const looks = { tenMinutes: null, hour: null };
    world = await createApiWorld(sizes, looks, undefined, (key) => key, undefined, undefined, { demoSignIn: true });
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('draws Chinese characters, so that what else is looked at here is what a reader sees', async () => {
    const { page, close } = await sitDown(browser, world.base);
    const drawn = (sign: string): Promise<string> =>
      page.evaluate(`(() => {
        const canvas = document.createElement('canvas');
        const brush = canvas.getContext('2d');
        brush.font = '40px sans-serif';
        brush.fillText('${sign}', 10, 50);
        return canvas.toDataURL();
      })()`);
    const [water, people] = [await drawn('水'), await drawn('民')];
    expect(water === people).toBe(false);
    await close();
  });

  it('lets a handler in by name and password, without a mouse, to where the address leads', async () => {
    const { signInName } = await aPerson(world, { role: 'handler', unit: 'water' });
    const { page, faults, close } = await sitDown(browser, world.base);
    await page.goto('/console/search?overdue=true');
    await page.getByLabel('登录名').waitFor();
    await page.keyboard.type(signInName);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '查找' }).waitFor();
    expect(new URL(page.url()).search).toBe('?overdue=true');
    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
      '待办',
      '督办台',
      '预警',
      '查找',
      '知识库',
      '通知',
      '资料与监督',
    ]);
    expect(faults()).toEqual([]);
    await close();
  });

  it('says in the words of the API that a password is wrong, and asks for a new one with one that was given', async () => {
    const { signInName, oneTimePassword } = await aNewcomer(world, { role: 'operator' });
    const { page, close } = await sitDown(browser, world.base);
    await page.goto('/console/');
    await page.getByLabel('登录名').fill(signInName);
    await page.getByLabel('密码', { exact: true }).fill('seldom the right one');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: '登录失败' }).waitFor();
    await page.getByLabel('密码', { exact: true }).fill(oneTimePassword);
    await page.keyboard.press('Enter');
    await page.getByLabel('新密码').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '受理台' }).waitFor();
    await close();
  });

  it('opens nothing of a position that needs a second factor before one is set up', async () => {
    const { signInName } = await aPerson(world, { role: 'supervisor' });
    const { page, close } = await sitDown(browser, world.base);
    await page.goto('/console/');
    await page.getByLabel('登录名').fill(signInName);
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '设置第二因素' }).waitFor();
    await page.getByRole('button', { name: '生成密钥' }).click();
    expect(await page.locator('pre').innerText()).toMatch(/^[A-Z2-7]{16,}$/);
    expect(await page.getByRole('navigation').count()).toBe(0);
    await close();
  });

  it('has one button a role in the demonstration city, and looks right in both shades and on a telephone', async () => {
    const { page, faults, close } = await sitDown(browser, world.base);
    await page.goto('/console/');
    await page.getByRole('button', { name: '派单员' }).waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.getByRole('button', { name: '督办员' }).click();
    await page.getByRole('heading', { name: '待办' }).waitFor();
    await page.getByRole('button', { name: '账号' }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByLabel('登录名').waitFor();
    expect(faults()).toEqual([]);
    await close();
  });

  it('speaks English, to whom that is the language', async () => {
    const { page, close } = await sitDown(browser, world.base, { locale: 'en-GB' });
    await page.goto('/console/');
    await page.getByRole('button', { name: 'dispatcher' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('button', { name: '派单员' }).waitFor();
    await close();
  });
});
