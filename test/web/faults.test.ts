import type { Browser, Page, Route } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD, type Desk as Person } from '../support/browser.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, PHONE, sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { withWater } from '../support/web/work.js';

/** A picture of one point, as a telephone would send a large one. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describeUnlessMissing(missingChromium, 'a console that is safe', () => {
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

  async function at(path: string, person: Person = handler, options: object = {}): Promise<Desk> {
    const desk = await sitDown(browser, world.base, options);
    await desk.page.goto(path);
    await desk.page.getByLabel('登录名').fill(person.signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    return desk;
  }
  const action = (page: Page, name: string) => page.locator('#actions').getByRole('button', { name, exact: true });
  const submit = (page: Page) => page.getByRole('button', { name: '提交' }).click();
  const typesOf = async (id: string): Promise<string[]> =>
    (await world.get(`/api/v1/tickets/${id}/events`, world.key('auditor'))).body.items.map(
      ({ type }) => type as string,
    );

  it('check 8: a ticket is reassigned while its handler writes: not one character lost', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, close } = await at(`/console/tickets/${number}`);
    await action(page, '先行联系').click();
    await page.getByLabel('联系情况').fill('已电话联系');
    await world.act(id, 'requestReturn', world.key('handler', 'water'), { reason: '非本单位职责', basis: '三定方案' });
    await world.act(id, 'decide', world.key('dispatcher'), { request: '1', grant: true, reason: '同意' });
    await page.getByRole('button', { name: /此工单刚刚有变化/ }).waitFor();
    await page.getByLabel('联系情况').pressSequentially('，约明日上门');
    await submit(page);
    await page.getByText('此工单已转走').waitFor();
    expect(await page.getByLabel('联系情况').inputValue()).toBe('已电话联系，约明日上门');
    expect(await typesOf(id)).not.toContain('contacted');
    await close();
  });

  it('409: says what is now and what may be done, keeps what was written, and takes it into the new form', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, faults, close } = await at(`/console/tickets/${number}`);
    await action(page, '申请退单').click();
    await page.getByLabel('理由').fill('管道属小区业主共有');
    await page.getByLabel('依据').fill('物业管理条例');
    // Another return was asked for a moment before, and that is decided first.
    await page.route('**/actions/requestReturn', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          ...{ type: '/problems/illegal-transition', title: '工单当前状态不允许此操作', status: 409, instance: 'x' },
          ...{ detail: '另一项申请尚待批复。', code: 'illegal-transition', currentState: 'inProgress' },
          allowedActions: ['reply', 'recordContact'],
        }),
      }),
    );
    await submit(page);
    await page.getByText('此操作现在不能做').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect(await page.getByLabel('理由').inputValue()).toBe('管道属小区业主共有');
    await page.locator('.instead').getByRole('button', { name: '先行联系' }).click();
    expect(await page.getByLabel('联系情况').inputValue()).toBe('管道属小区业主共有\n物业管理条例');
    await submit(page);
    await page.getByLabel('联系情况').waitFor({ state: 'hidden' });
    expect(await typesOf(id)).toContain('contacted');
    expect(faults()).toEqual([]);
    await close();
  });

  it('422: goes to the field that is to be mended, says in a summary with links which they are, and looks right', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, faults, close } = await at(`/console/tickets/${number}`);
    await action(page, '先行联系').click();
    const note = page.getByLabel('联系情况');
    await note.fill('   ');
    await submit(page);
    await page.getByText('有 1 处需要更正').waitFor();
    const isThere = "document.activeElement?.id === 'act-recordContact_note'";
    await page.waitForFunction(isThere);
    await page.getByRole('button', { name: '取消' }).focus();
    await page.getByRole('link', { name: '联系情况' }).press('Enter');
    await page.waitForFunction(isThere);
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await note.fill('已电话联系');
    await submit(page);
    await note.waitFor({ state: 'hidden' });
    expect(await typesOf(id)).toContain('contacted');
    expect(faults()).toEqual([]);
    await close();
  });

  it('429 and 503: counts down and repeats by itself, under one key; what is read waits as well', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, close } = await at(`/console/tickets/${number}`);
    const keys: (string | undefined)[] = [];
    await page.route('**/actions/recordContact', async (route) => {
      keys.push((await route.request().headerValue('idempotency-key')) ?? undefined);
      if (keys.length < 3) await busy(route, keys.length === 1 ? 429 : 503);
      else await route.continue();
    });
    await action(page, '先行联系').click();
    await page.getByLabel('联系情况').fill('已电话联系');
    await submit(page);
    await page.getByText(/秒后自动重试/).waitFor();
    await page.getByLabel('联系情况').waitFor({ state: 'hidden' });
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
    expect((await typesOf(id)).filter((type) => type === 'contacted')).toHaveLength(1);

    let reads = 0;
    await page.route('**/api/v1/inbox?*', async (route) => {
      reads += 1;
      if (reads === 1) await busy(route, 503);
      else await route.continue();
    });
    await page.getByRole('link', { name: '待办' }).click();
    await page.getByText(/秒后自动重读/).waitFor();
    await page.locator('tbody tr').filter({ hasText: number }).first().waitFor();
    await page.getByText(/秒后自动重读/).waitFor({ state: 'hidden' });
    await close();
  });
  const busy = (route: Route, status: number): Promise<void> =>
    route.fulfill({ status, headers: { 'Retry-After': '1' }, contentType: 'application/json', body: '{}' });

  it('403: says which colleague may, where the rules want another person', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const both = await aPerson(world, { role: 'handler', unit: 'water' }, { role: 'reviewer' });
    const { page, close } = await at(`/console/tickets/${number}`, both);
    await action(page, '先行联系').click();
    await page.getByLabel('联系情况').fill('已电话联系');
    await page.route('**/actions/recordContact', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          ...{ type: '/problems/separation-of-duties', title: '须由另一人办理', status: 403, instance: 'x' },
          ...{ detail: '审核人不能是答复人本人。', code: 'separation-of-duties' },
        }),
      }),
    );
    await submit(page);
    await page.getByText('审核人不能是答复人本人').waitFor();
    await page.getByText(/谁可以办：等待市水务局/).waitFor();
    expect(await page.getByLabel('联系情况').inputValue()).toBe('已电话联系');
    expect(await typesOf(id)).not.toContain('contacted');
    await close();
  });

  it('refuses a file that lies and says why; sends what the form shows, also when it was closed and opened', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, close } = await at(`/console/tickets/${number}`);
    await action(page, '关联附件').click();
    await page.locator('input[type=file]').setInputFiles([
      { name: '合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ this is a program') },
      { name: '现场.png', mimeType: 'image/png', buffer: PICTURE },
    ]);
    await page.getByText('合同.pdf · 没有上传').waitFor();
    await page.getByText('现场.png · 已上传').waitFor();
    await action(page, '关联附件').click();
    await page.getByText('现场.png · 已上传').waitFor({ state: 'hidden' });
    await action(page, '关联附件').click();
    await page.getByText('现场.png · 已上传').waitFor();
    await page.getByRole('button', { name: '去掉 现场.png' }).click();
    await page.getByText('现场.png · 已上传').waitFor({ state: 'hidden' });
    await page.locator('input[type=file]').setInputFiles([{ name: '二.png', mimeType: 'image/png', buffer: PICTURE }]);
    await page.getByText('二.png · 已上传').waitFor();
    await submit(page);
    await page.locator('.files').getByText('二.png').waitFor();
    const { attachments } = (await world.get(`/api/v1/tickets/${id}`, world.key('handler', 'water'))).body;
    expect(attachments?.items.map(({ name }) => name)).toEqual(['二.png']);
    await close();
  });

  it('lets a handler acknowledge, contact, send a photo and reply on a telephone', async () => {
    const { id, number } = await withWater(world, 'dispatched');
    const { page, faults, close } = await at('/console/inbox', handler, { viewport: PHONE, hasTouch: true });
    await page.getByRole('link', { name: number }).first().tap();
    await action(page, '签收').tap();
    await page.getByRole('button', { name: '提交' }).tap();
    await action(page, '先行联系').tap();
    await page.getByLabel('联系情况').fill('已到现场');
    await page.getByRole('button', { name: '提交' }).tap();
    await page.getByLabel('联系情况').waitFor({ state: 'hidden' });
    await action(page, '关联附件').tap();
    await page
      .locator('input[type=file]')
      .setInputFiles([{ name: '现场.png', mimeType: 'image/png', buffer: PICTURE }]);
    await page.getByText('现场.png · 已上传').waitFor();
    await page.getByRole('button', { name: '提交' }).tap();
    await page.locator('.files').getByText('现场.png').waitFor();
    await action(page, '答复').tap();
    for (const field of ['事实', '依据', '措施', '与市民沟通情况', '内容'])
      await page.getByLabel(field, { exact: true }).fill(`${field}：已查明`);
    await page.getByRole('button', { name: '提交' }).tap();
    await page.getByText('已答复待审').first().waitFor();
    expect(await typesOf(id)).toEqual(expect.arrayContaining(['acknowledged', 'contacted', 'attached', 'replied']));
    expect(faults()).toEqual([]);
    await close();
  });
});
