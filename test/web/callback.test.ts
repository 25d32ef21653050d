import type { Browser } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { msUntil, toTheHour } from '../support/web/time.js';
import { withWater } from '../support/web/work.js';

const MINUTE_MS = 60_000;

describeUnlessMissing(missingChromium, 'the callback desk', () => {
  let world: ApiWorld;
  let browser: Browser;
  let agents: readonly string[];

  beforeAll(async () => {
    world = await createApiWorld();
    browser = await startChromium();
    toTheHour(world, 10);
    const people = [await aPerson(world, { role: 'callbackAgent' }), await aPerson(world, { role: 'callbackAgent' })];
    agents = people.map(({ signInName }) => signInName);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function atTheDesk(agent: 0 | 1 = 0): Promise<Desk> {
    const desk = await sitDown(browser, world.base);
    await desk.page.goto('/console/callback');
    await desk.page.getByLabel('登录名').fill(agents[agent] ?? '');
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: '回访', exact: true }).waitFor();
    return desk;
  }
  const toCall = (phone: string) => withWater(world, 'callbackPending', { citizen: { name: '王小明', phone } });
  const lastEvent = async (id: string, type: string) => {
    const { items } = (await world.get(`/api/v1/tickets/${id}/events`, world.key('supervisor'))).body;
    return (items as unknown as { type: string; data: object; text: object }[]).findLast((one) => one.type === type);
  };

  it('check 16: a number is seen only after dialling, and the record of the ticket shows who and why', async () => {
    const phone = '13800005678';
    const { id, number } = await toCall(phone);
    const { page, faults, close } = await atTheDesk();
    await page.getByText('第 1 次（共 3 次）').waitFor();
    await page.getByText('水质已恢复正常。').waitFor();
    await page.getByText('已电话告知市民冲洗时间').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect(await page.content()).not.toContain('5678');
    await page.keyboard.press('d');
    await page.getByText(phone).waitFor();

    const { items } = (await world.get(`/api/v1/tickets/${id}/disclosures`, world.key('supervisor'))).body;
    expect(items).toMatchObject([
      { fields: ['telephone'], purpose: 'callBack', words: '回访第 1 次，须拨打诉求人本人号码' },
    ]);
    const looks = (await world.get(`/api/v1/tickets/${id}/looks`, world.key('auditor'))).body.items;
    expect(JSON.stringify(looks)).toContain('callBack');

    // Two answers and the record, all by keys; what opened the number is over with the call.
    await page.keyboard.press('1');
    await page.keyboard.press('q');
    await page.keyboard.press('Control+Enter');
    await page.getByText(`${number} 已记录`).waitFor();
    await page.getByText('没有等待回访的工单').waitFor();
    expect(await page.content()).not.toContain('5678');
    expect(await lastEvent(id, 'callbackRecorded')).toMatchObject({ data: { solved: 'yes', satisfied: 5 } });
    await page.goto(`/console/tickets/${number}`);
    await page.getByText('谁申请看过').click();
    await page.getByText('回电联系').waitFor();
    await page.getByText('回访第 1 次，须拨打诉求人本人号码').waitFor();
    expect(await page.content()).not.toContain(phone);
    expect(faults()).toEqual([]);
    await close();
  });

  it('check 17: two callback agents never get the same citizen', async () => {
    const phones = ['13800005601', '13800005602', '13800005602'];
    const ids = [];
    for (const phone of phones) ids.push((await toCall(phone)).number);
    const [mine, theirs] = [await atTheDesk(0), await atTheDesk(1)];
    const shown = [];
    for (const { page } of [mine, theirs]) {
      shown.push(await page.locator('.facts a').first().innerText());
      // The form comes a moment after the citizen, and hears no keys before.
      await page.getByRole('button', { name: '记录并取下一件' }).waitFor();
    }
    expect(shown.toSorted()).toEqual(ids.slice(0, 2).toSorted());

    // Away for longer than a lease: somebody else may have the citizen by now, and what was written stays.
    await mine.page.keyboard.press('3');
    await mine.page.getByLabel('为什么（必填）').fill('水还是黄的');
    world.later(11 * MINUTE_MS);
    await theirs.page.keyboard.press('1');
    await theirs.page.keyboard.press('w');
    await theirs.page.keyboard.press('Control+Enter');
    await theirs.page.getByText(`${shown[1] ?? ''} 已记录`).waitFor();
    await theirs.page.getByText(shown[0] ?? '').waitFor();
    await mine.page.getByRole('button', { name: /拨号/ }).click();
    await mine.page.getByText('这位市民已不由您回访').waitFor();
    expect(await mine.page.getByLabel('为什么（必填）').inputValue()).toBe('水还是黄的');
    expect(await mine.page.getByRole('button', { name: /拨号/ }).count()).toBe(0);
    await mine.page.getByRole('button', { name: '取另一件' }).click();
    await mine.page.getByText(ids[2] ?? '').waitFor();
    for (const { page } of [mine, theirs]) await page.getByRole('button', { name: '放回' }).click();
    for (const { page, faults, close } of [mine, theirs]) {
      await page.getByText('手上没有要回访的市民').waitFor();
      expect(faults()).toEqual([]);
      await close();
    }
  });

  it('keeps who was missed for another time, and says why a number is wrong', async () => {
    const { page, faults, close } = await atTheDesk(1);
    const first = await page.locator('.facts a').first().innerText();
    await page.getByRole('button', { name: '记录并取下一件' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('请选择市民的回答，或选择未接通').waitFor();
    await page.keyboard.press('m');
    await page.keyboard.press('Control+Enter');
    await page.getByText(`${first} 已记录`).waitFor();
    await page.locator('.facts a').filter({ hasNotText: first }).first().waitFor();
    await page.getByRole('button', { name: '记录并取下一件' }).waitFor();
    expect(await lastEvent(first, 'callbackMissed')).toMatchObject({
      data: { reached: false, counted: true },
      text: { reason: '空号或错号' },
    });
    await page.keyboard.press('n');
    await page.keyboard.press('Control+Enter');
    await page.getByText('现在没有可拨打的').waitFor();
    await page.getByText(/下一次可拨：.*\d\d:\d\d/).waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect(faults()).toEqual([]);
    await close();
  });

  it('check 18: calling outside 09:00–20:00 is not offered', async () => {
    toTheHour(world, 19);
    world.later(35 * MINUTE_MS);
    const inTheEvening = await atTheDesk();
    await inTheEvening.page.getByText('可拨 09:00–20:00').waitFor();
    // The desk is in use, so its session does not end; then the page stands open while the hours end.
    while (msUntil(world, 20) > 12 * MINUTE_MS) {
      world.later(5 * MINUTE_MS);
      await inTheEvening.page.reload();
      await inTheEvening.page.getByRole('button', { name: /拨号/ }).waitFor();
    }
    toTheHour(world, 20);
    await inTheEvening.page.getByRole('button', { name: /拨号/ }).click();
    await inTheEvening.page.getByText('可拨时段已过').waitFor();
    await inTheEvening.page.getByText(/下一次可拨：.*09:00/).waitFor();
    expect(await inTheEvening.page.getByRole('button', { name: /拨号/ }).count()).toBe(0);
    await inTheEvening.close();

    const later = await atTheDesk(1);
    await later.page.getByText('现在没有可拨打的').waitFor();
    await later.page.getByText(/下一次可拨：.*09:00/).waitFor();
    expect(await later.page.getByRole('button', { name: /拨号/ }).count()).toBe(0);
    expect(later.faults()).toEqual([]);
    await later.close();
  });
});
