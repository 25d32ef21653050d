import type { Browser } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { alertsIn, outageAt, sentinelOf } from '../support/sentinel.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';

describeUnlessMissing(missingChromium, 'alerts in the console', () => {
  let world: ApiWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await createApiWorld();
    browser = await startChromium();
    await sentinelOf(world).look();
    await outageAt(world, 'east-tinglan', 5);
    await sentinelOf(world).look();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function signedIn(role: 'operator' | 'dispatcher', path: string): Promise<Desk> {
    const { signInName } = await aPerson(world, { role });
    const desk = await sitDown(browser, world.base);
    await desk.page.goto(path);
    await desk.page.getByLabel('登录名').fill(signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    return desk;
  }

  it('stand in a table beside a map that has a height, and one is acknowledged and told of as an outage by keys', async () => {
    const { page, faults, close } = await signedIn('dispatcher', '/console/alerts');
    await page.getByRole('link', { name: '同地同类停供' }).waitFor();
    expect(await page.getByText('5 人 5 件').count()).toBe(1);
    const map = await page.locator('.area-map').boundingBox();
    expect(map?.height).toBeGreaterThan(300);
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.getByRole('link', { name: '同地同类停供' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '为何预警' }).waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    for (const deed of ['确认', '已知停供']) {
      await page.getByRole('button', { name: deed, exact: true }).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      if (deed === '已知停供') {
        await dialog.getByLabel('给话务员的说明').fill('主管爆裂，抢修中');
        await dialog.getByLabel('给市民的答复').fill('您所在片区停水，正在抢修。');
      }
      await dialog.getByRole('button', { name: deed, exact: true }).focus();
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'hidden' });
    }
    await page.locator('#main').getByText('主管爆裂，抢修中').waitFor();
    expect(faults()).toEqual([]);
    await close();
  });

  it('of a known outage answer the next caller by one press, and the ticket belongs to the alert', async () => {
    const { page, faults, close } = await signedIn('operator', '/console/intake');
    await page.locator('#main').getByText('主管爆裂，抢修中').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.locator('#intake_text').fill('汀兰小区九栋也停水了。');
    await page.locator('#intake_address_text').fill('汀兰路九号');
    await page.locator('#intake_citizen_name').fill('周五');
    await page.locator('#intake_citizen_phone').fill('13911112222');
    await page.getByRole('button', { name: '按此答复并关联' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: '登记结果' }).waitFor();
    await eventually(async () => expect(await alertsIn(world)).toMatchObject([{ tickets: 6, linked: 6 }]));
    expect(faults()).toEqual([]);
    await close();
  });
});
