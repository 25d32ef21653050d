import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { Browser } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium } from '../support/web/desk.js';

describeUnlessMissing(missingChromium, 'a call with several matters', () => {
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

  it('is split by keyboard, and each part leads back to its request', async () => {
    const { body: request } = await world.register({ title: '两件事', text: '路灯不亮，楼上也没有水。' });
    const desk = await sitDown(browser, world.base);
    const { page, faults, close } = desk;
    await page.goto(`/console/tickets/${request.number}`);
    await page.getByLabel('登录名').fill((await aPerson(world, { role: 'operator' })).signInName);
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');

    await page.locator('#actions').getByRole('button', { name: '拆单', exact: true }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('路灯不亮，楼上也没有水。').waitFor();
    const parts = [
      ['路灯不亮', '门口的路灯三天没亮。', '020301'],
      ['水压不足', '五楼以上没有水。', '030102'],
    ] as const;
    for (const [at, [title, text, classCode]] of parts.entries()) {
      await page.locator(`#split_parts_${at}_title`).focus();
      await page.keyboard.type(title);
      await page.keyboard.press('Tab');
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
      await page.keyboard.type(classCode);
      await page.locator('.ant-select-tree-treenode:visible').filter({ hasText: classCode }).last().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    }
    await page.screenshot({ path: join(tmpdir(), 'huiying-split-dialog.png') });
    await dialog.getByRole('button', { name: '拆单', exact: true }).press('Enter');

    const panel = page.locator('#parts');
    await panel.getByText('水压不足').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const { body: whole } = await world.get(`/api/v1/tickets/${request.id}`, world.key('operator'));
    expect([whole.state, whole.parts.length]).toEqual(['split', 2]);
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.screenshot({ path: join(tmpdir(), 'huiying-split-parts.png') });

    await panel.getByRole('link').first().press('Enter');
    await page.getByText('拆自').waitFor();
    await page.getByRole('link', { name: request.number }).press('Enter');
    await panel.waitFor();
    expect(faults()).toEqual([]);
    await close();
  });
});
