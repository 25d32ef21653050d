import type { Browser } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { openReceiver, type Receiver } from '../support/receiver.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium } from '../support/web/desk.js';
import { toTheHour } from '../support/web/time.js';
import { withWater } from '../support/web/work.js';

const PHONE = '13800005678';

describeUnlessMissing(missingChromium, 'a callback by a number that leads to the citizen', () => {
  let platform: Receiver;
  let world: ApiWorld;
  let browser: Browser;

  beforeAll(async () => {
    platform = await openReceiver();
    platform.behave((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"number": "+862155550001"}');
    });
    const relay = { url: platform.url, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
    world = await createApiWorld(undefined, undefined, undefined, undefined, undefined, undefined, { relay });
    browser = await startChromium();
    toTheHour(world, 10);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
    await platform.close();
  });

  it('shows the agent that number, never the citizen’s, and ends it with the call', async () => {
    const { signInName } = await aPerson(world, { role: 'callbackAgent' });
    await withWater(world, 'callbackPending', { citizen: { name: '王小明', phone: PHONE } });
    const { page, faults, close } = await sitDown(browser, world.base);
    await page.goto('/console/callback');
    await page.getByLabel('登录名').fill(signInName);
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /拨号/ }).waitFor();
    await page.keyboard.press('d');
    await page.getByText('2155550001').waitFor();
    await page.getByText('不显示其本人号码').waitFor();
    expect(await page.content()).not.toContain(PHONE);
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);

    const said = () => platform.received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(said()).toEqual(['open']);
    await page.keyboard.press('1');
    await page.keyboard.press('q');
    await page.keyboard.press('Control+Enter');
    await page.getByText('没有等待回访的工单').waitFor();
    await eventually(() => expect(said()).toEqual(['open', 'close']));
    expect(faults()).toEqual([]);
    await close();
  });
});
