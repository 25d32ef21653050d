import type { Browser, Page } from 'playwright-core';
import { createApiWorld, TICKET, type ApiWorld } from '../support/api-world.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { toTheHour } from '../support/web/time.js';
import { withWater } from '../support/web/work.js';

const WATER = '经办人 · 市水务局';
type Known = { readonly id: string; readonly number: string; readonly queryCode: string };

describeUnlessMissing(missingChromium, 'a life in the browser', () => {
  let world: ApiWorld;
  let browser: Browser;
  const desks: Desk[] = [];

  beforeAll(async () => {
    const [sizes, looks] = [
      { key: null, address: null },
      { tenMinutes: null, hour: null },
    ];
    world = await createApiWorld(sizes, looks, undefined, (key) => key, undefined, undefined, { demoSignIn: true });
    // Citizens are called by day alone.
    toTheHour(world, 10);
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  /** Somebody sits down in this position and opens the page. */
  async function as(position: string, path: string): Promise<Page> {
    const desk = await sitDown(browser, world.base);
    desks.push(desk);
    await desk.page.goto(path);
    await desk.page.getByRole('button', { name: position, exact: true }).click();
    return desk.page;
  }
  type Fill = (page: Page) => Promise<void>;
  const words =
    (fields: Readonly<Record<string, string>>): Fill =>
    async (page) => {
      for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).first().fill(text);
    };
  const choose = (page: Page, answer: string) =>
    page.locator('.action-form').getByText(answer, { exact: true }).click();

  /** Opens the form of a command, fills it in, and waits until it is done. */
  async function act(page: Page, command: string, fill: Fill = () => Promise.resolve()): Promise<void> {
    const actions = page.locator('#actions');
    await actions.getByRole('button', { name: command, exact: true }).click();
    const form = page.locator('.action-form');
    await form.getByRole('heading', { name: command }).waitFor();
    await fill(page);
    await form.getByRole('button', { name: '提交' }).click();
    await form.waitFor({ state: 'hidden' });
  }
  const stands = (page: Page, state: string) => page.locator('.ticket-head').getByText(state).first().waitFor();

  // One life in two halves, by eight people: on a slow machine each has its time.
  let at: string;
  let ticket: Known;
  let handler: Page;
  let supervisor: Page;

  const lies = (page: Page, { number }: Known) => page.getByRole('article', { name: number }).waitFor();

  it('goes from the call to the unit, where it is hurried and given more time', async () => {
    const operator = await as('话务员', '/console/intake');
    const call = { citizen_phone: TICKET.citizen.phone, text: '小区停水三天，没有人管。', address_text: '汀兰街3号' };
    for (const [field, said] of Object.entries(call)) await operator.locator(`#intake_${field}`).fill(said);
    await operator.locator('#intake_citizen_name').fill('周一');
    await operator.locator('#intake-place button').first().click();
    await operator.keyboard.press('Control+Enter');
    const over = operator.locator('.intake-over');
    await over.getByText('受理：已完成').waitFor();
    const number = await over.locator('.intake-number').innerText();
    const { id } = (await world.get(`/api/v1/tickets/${number}`, world.key('supervisor'))).body;
    ticket = { id, number, queryCode: await over.locator('.intake-code').innerText() };
    at = `/console/tickets/${number}`;

    const dispatcher = await as('派单员', '/console/dispatch');
    await lies(dispatcher, ticket);
    await dispatcher.getByRole('button', { name: /市水务局$/ }).waitFor();
    await dispatcher.getByLabel('主办单位').waitFor();
    await dispatcher.keyboard.press('1');
    await eventually(async () => expect(await dispatcher.getByLabel('理由').inputValue()).not.toBe(''));
    await dispatcher.keyboard.press('Control+Enter');
    await dispatcher.getByText('都办完了').waitFor();

    handler = await as(WATER, at);
    await act(handler, '签收');
    await act(handler, '先行联系', words({ 联系情况: '已电话联系，约今日上门' }));
    await act(handler, '申请延期', words({ 工作日数: '2', 理由: '需更换的配件两日后到货', 依据: '供水条例' }));

    supervisor = await as('督办员', at);
    await act(supervisor, '催办', words({ 理由: '市民再次来电' }));
    await act(supervisor, '督办', words({ 要求: '请三日内书面说明办理情况' }));

    const manager = await as('值班长', '/console/approvals');
    const card = manager.locator('article.approval').filter({ hasText: number });
    await card.getByRole('button').first().click();
    await choose(manager, '同意');
    await words({ 理由: '情况属实' })(manager);
    await manager.locator('.action-form').getByRole('button', { name: '提交' }).click();
    await card.waitFor({ state: 'hidden' });
    expect(desks.flatMap(({ faults }) => faults())).toEqual([]);
  });

  it('goes on from the reply to review, callback and the citizen, who finds the same ticket and rates it', async () => {
    const { id, number, queryCode } = ticket;
    await handler.reload();
    await act(handler, '督办回复', words({ 内容: '配件已到货，今日办结' }));
    const reply = {
      事实: '管道有沉积物',
      依据: '供水条例',
      措施: '已冲洗管道',
      与市民沟通情况: '电话告知',
      内容: '水质已恢复正常。',
    };
    await act(handler, '答复', words(reply));

    const reviewer = await as('审核员', '/console/review');
    await lies(reviewer, ticket);
    await reviewer.getByText('通过', { exact: true }).waitFor();
    await reviewer.keyboard.press('1');
    await reviewer.keyboard.press('Control+Enter');
    await reviewer.getByText('都办完了').waitFor();
    const agent = await as('回访员', '/console/callback');
    await agent.locator('.facts a').filter({ hasText: number }).waitFor();
    await agent.getByRole('button', { name: '记录并取下一件' }).waitFor();
    await agent.keyboard.press('n');
    await agent.keyboard.press('Control+Enter');
    await agent.getByText(`${number} 已记录`).waitFor();

    const { page: citizen } = desks[
      desks.push(await sitDown(browser, world.base, { javaScriptEnabled: false })) - 1
    ] as Desk;
    await citizen.goto('/citizen');
    await citizen.getByLabel('工单号').fill(number);
    await citizen.getByLabel('查询码').fill(queryCode);
    await citizen.getByLabel(/后四位/).fill(TICKET.citizen.phone.slice(-4));
    await citizen.getByRole('button', { name: '查询' }).click();
    await citizen.getByText('水质已恢复正常。').waitFor();
    await citizen.getByRole('link', { name: '评价' }).click();
    await citizen.getByLabel('解决了', { exact: true }).check();
    await citizen.getByLabel('非常满意', { exact: true }).check();
    await citizen.getByRole('button', { name: '提交评价' }).click();
    await citizen.getByText('感谢您的评价。').waitFor();

    await supervisor.reload();
    await stands(supervisor, '已办结');
    const { items } = (await world.get(`/api/v1/tickets/${id}/events`, world.key('supervisor'))).body;
    const roles = new Set(items.map((event) => (event as unknown as { actor: { role: string } }).actor.role));
    expect([...roles].sort()).toEqual(
      ['callbackAgent', 'citizen', 'dispatcher', 'dutyManager', 'handler', 'operator', 'reviewer', 'supervisor'].sort(),
    );
    expect(desks.flatMap(({ faults }) => faults())).toEqual([]);
  });

  it('goes on in the browser where a department’s own system has done its part by the API', async () => {
    const { id, number } = await withWater(world, 'dispatched');
    const page = await as('审核员', `/console/tickets/${number}`);
    await stands(page, '待签收');
    const key = world.key('handler', 'water');
    await world.act(id, 'acknowledge', key);
    await world.act(id, 'recordContact', key, { note: '已电话联系' });
    const reply = {
      facts: '管道有沉积物',
      basis: '供水条例',
      measures: '已冲洗',
      contacted: '电话告知',
      text: '已恢复。',
    };
    expect((await world.act(id, 'reply', key, reply)).status).toBe(200);
    await page.getByRole('button', { name: /此工单刚刚有变化/ }).click();
    await act(page, '审核答复', (form) => choose(form, '通过'));
    await stands(page, '待回访');
  });
});
