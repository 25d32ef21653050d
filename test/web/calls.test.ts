import type { Browser, Page } from 'playwright-core';
import type { CallEventName } from '../../domain/call/call.js';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';

describeUnlessMissing(missingChromium, 'calls at a desk', () => {
  let world: ApiWorld;
  let browser: Browser;
  let platform = '';
  let calls = 0;

  beforeAll(async () => {
    world = await createApiWorld();
    browser = await startChromium();
    const key = { name: '话务平台', role: 'operator', unit: null, scopes: ['calls'] } as const;
    platform = (await world.services.keys.create(key)).apiKey;
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function say(call: string, event: CallEventName, more: object): Promise<void> {
    const at = new Date(world.now().getTime() + (event === 'ended' ? 1 : 0)).toISOString();
    const { status } = await world.send('POST', '/api/v1/calls', platform, { body: { call, event, at, ...more } });
    expect(status).toBe(200);
  }
  async function atTheDesk(line: string, path: string, heading: string): Promise<Desk> {
    const { signInName } = await aPerson(world, { role: 'operator' });
    const { rows } = await world.database.pool.query<{ id: string }>('SELECT id FROM person WHERE sign_in_name = $1', [
      signInName,
    ]);
    const body = { account: rows[0]?.id };
    expect((await world.send('PUT', `/api/v1/call-agents/${line}`, platform, { body })).status).toBe(200);
    const desk = await sitDown(browser, world.base);
    await desk.page.goto(`/console/${path}`);
    await desk.page.getByLabel('登录名').fill(signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: heading }).waitFor();
    return desk;
  }
  const topOf = async (page: Page, selector: string): Promise<number> =>
    (await page.locator(selector).boundingBox())?.y ?? -1;

  it('open the card of who rings, move nothing, lose nothing that is typed, and one key takes the number', async () => {
    const number = '13911117001';
    await world.register({ citizen: { name: '李大妈', phone: number }, title: '小区停水' });
    const { page, faults, close } = await atTheDesk('8012', 'intake', '受理台');
    await page.locator('.ringing').getByText('没有来电').waitFor();
    await page.locator('#intake_text').fill('话说到一半');
    const before = await topOf(page, '#intake_text');
    const call = `pbx-${(calls += 1)}`;
    await say(call, 'ringing', { number, agent: '8012' });
    await page.locator('.ringing').getByText(`+86${number}`).waitFor();
    await page.locator('.ringing').getByText('此前 1 件，其中在办 1 件').waitFor();
    expect(await topOf(page, '#intake_text')).toBe(before);
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.locator('#intake_text').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    expect(await page.locator('#intake_citizen_phone').inputValue()).toBe(`+86${number}`);
    expect(await page.locator('#intake_text').inputValue()).toBe('话说到一半');
    await page.locator('.ringing').getByText('已填入').waitFor();
    await say(call, 'answered', { number, agent: '8012' });
    await page.locator('.ringing').getByText('通话中').waitFor();
    if (process.env.HUIYING_PICTURES !== undefined)
      await page.screenshot({ path: `${process.env.HUIYING_PICTURES}/ringing.png` });

    await page.locator('#intake_address_text').fill('汀兰街3号');
    await page.locator('#intake_citizen_name').fill('李大妈');
    await page.keyboard.press('Control+Enter');
    await page.locator('.intake-over .intake-number').waitFor();
    const ticket = await page.locator('.intake-over .intake-number').innerText();
    const kept = await world.get(`/api/v1/tickets/${ticket}/calls`, world.key('operator'));
    expect((kept.body.items as unknown as { call: string }[]).map((one) => one.call)).toEqual([call]);
    await page.getByRole('button', { name: /下一个来电/ }).press('Enter');
    await page.locator('.ringing').getByText('没有来电').waitFor();
    expect(faults()).toEqual([]);
    await close();
  });

  it('that were missed are rung back by keyboard, with the time that is left', async () => {
    const number = '13911117002';
    const call = `pbx-${(calls += 1)}`;
    await say(call, 'ringing', { number });
    await say(call, 'ended', { number });
    const { page, faults, close } = await atTheDesk('8013', 'missed-calls', '未接来电');
    await page.getByText('139****7002').waitFor();
    await page.getByText(/还有 (29|30) 分钟/).waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.keyboard.press('r');
    await page.locator('.missed-number').getByText(`+86${number}`).waitFor();
    if (process.env.HUIYING_PICTURES !== undefined)
      await page.screenshot({ path: `${process.env.HUIYING_PICTURES}/missed.png` });
    await page.keyboard.press('1');
    await page.getByText('没有待回拨的来电').waitFor();
    await eventually(async () => {
      const { rows } = await world.database.pool.query<{ outcome: string }>('SELECT outcome FROM missed_call');
      expect(rows).toEqual([{ outcome: 'reached' }]);
    });
    expect(faults()).toEqual([]);
    await close();
  });
});
