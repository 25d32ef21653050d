import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Browser, Page } from 'playwright-core';
import { FEED_START } from '../../storage/event/event-feed.js';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { eventually } from '../support/eventually.js';
import { openReceiver, type Receiver } from '../support/receiver.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { accessFaults, atDemoDesk, startChromium, type Desk } from '../support/web/desk.js';
import { withWater } from '../support/web/work.js';
import { webhookActivities } from '../support/webhook-activities.js';

type Pack = { code: string; version: string; limits: { handle: object } };
/** The pack that is shipped, but for the time in which a matter is handled. */
const slow = (amount: number): Pack => {
  const pack = JSON.parse(readFileSync('data/policies/default.json', 'utf8')) as Pack;
  const limits = { ...pack.limits, handle: { amount, unit: 'workingDays' } };
  return { ...pack, code: 'slow', version: '1', limits };
};

const run = <T, R>(activity: (task: T) => Promise<R>, task: T): Promise<R> =>
  new MockActivityEnvironment().run(activity, task);

describeUnlessMissing(missingChromium, 'who looks after rules, and what leaves the system', () => {
  let world: ApiWorld;
  let browser: Browser;
  let receiver: Receiver;
  /** Who sits at a desk stays there: a role signs in once. */
  const desks = new Map<string, Desk>();

  beforeAll(async () => {
    const sizes = { key: null, address: null };
    const looks = { tenMinutes: null, hour: null };
    world = await createApiWorld(sizes, looks, undefined, (key) => key, undefined, undefined, { demoSignIn: true });
    browser = await startChromium();
    receiver = await openReceiver();
  });
  afterAll(async () => {
    await receiver.close();
    await browser.close();
    await world.close();
  });
  afterEach(() => expect([...desks.values()].flatMap(({ faults }) => faults())).toEqual([]));

  async function as(role: string, path: string): Promise<Page> {
    const sat = desks.get(role);
    await sat?.page.goto(path);
    const desk = sat ?? (await atDemoDesk(browser, world.base, { role }, path));
    desks.set(role, desk);
    return desk.page;
  }
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().press('Enter');
  /** By what it is called, from a list that opens when one types. */
  async function take(page: Page, label: string, words: string): Promise<void> {
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.type(words);
    await page.locator('.ant-select-item-option-active').waitFor();
    await page.keyboard.press('Enter');
  }

  it('publishes a pack once its fault, at its place, is mended, and assigns it after a look at the dates it changes', async () => {
    const { body } = await world.register({ classCode: '030102' });
    await world.act(body.id, 'accept', world.key('operator'));
    const page = await as('administrator', '/console/admin/policyPacks?id=new');
    const choose = (pack: Pack): Promise<void> =>
      page.getByLabel('规则包文件').setInputFiles({
        ...{ name: 'pack.json', mimeType: 'application/json' },
        buffer: Buffer.from(JSON.stringify(pack, null, 2)),
      });
    await choose(slow(-3));
    await press(page, '检查');
    const place = page.getByRole('button', { name: /^\/limits\/handle.*第 \d+ 行$/ }).first();
    await place.waitFor();
    expect(await page.getByRole('button', { name: '发布新版本' }).isDisabled()).toBe(true);
    expect(await accessFaults(page)).toEqual([]);
    await place.press('Enter');
    const chosen = await page.evaluate<string>(
      `(() => { const it = document.activeElement; return it.value.slice(it.selectionStart, it.selectionEnd); })()`,
    );
    expect(chosen).toContain('-3');
    await choose(slow(30));
    await press(page, '检查');
    await page.getByText('检查通过').waitFor();
    await press(page, '发布新版本');
    await page.getByText('已发布：slow@1').first().waitFor();
    await page.goto('/console/admin/policyPacks?id=slow@1');
    await take(page, '与此对照', 'default@');
    await page.getByText('30 个工作日').waitFor();

    await page.goto('/console/admin/policyAssignments');
    await press(page, '新增指派');
    await page.getByLabel('指派代码').fill('hot-summer');
    await take(page, '规则包', 'slow@1');
    await page.getByLabel('生效').fill('2026-01-01 00:00');
    await page.keyboard.press('Enter');
    await page.getByLabel('优先级').fill('10');
    await press(page, '先看影响');
    await page.getByRole('status', { name: '先看影响' }).getByText(body.number).waitFor();
    const assigned = async (): Promise<string> => (await world.get('/api/v1/policies', world.key('operator'))).text;
    expect(await assigned()).not.toContain('hot-summer');
    expect(await accessFaults(page)).toEqual([]);
    await press(page, '已看过，确认指派');
    await page.getByText('已指派：hot-summer').first().waitFor();
    expect(await assigned()).toContain('hot-summer');
  });

  it('adds a webhook, whose secret is shown once, sees a delivery fail, and has it sent again', async () => {
    const page = await as('administrator', '/console/admin/webhooks?id=new');
    await page.getByLabel('名称').fill('水务局接收');
    await page.getByLabel('地址').fill(`http://localhost:${receiver.port}/hook`);
    await take(page, '归哪个密钥', '市水务局经办人');
    await press(page, '新增订阅');
    expect(await page.locator('pre.secret').innerText()).toMatch(/^whsec_/);
    await press(page, '已保管');
    await page.getByRole('link', { name: '水务局接收' }).press('Enter');
    await page.getByText('还没有推送记录').waitFor();
    expect(await page.locator('pre.secret').count()).toBe(0);

    const id = new URL(page.url()).searchParams.get('id') ?? '';
    const ticket = await withWater(world, 'dispatched');
    const activities = webhookActivities(world);
    /** What the workflow of the subscription does at its turn. */
    const attempt = async (turn: number, status: number, answer: string): Promise<void> => {
      receiver.behave((_message, response) => void response.writeHead(status).end(answer));
      const mirror = { cursor: FEED_START, late: 0, failingSince: null };
      await eventually(async () => {
        const read = { id, cursor: FEED_START, limit: 50, mirror };
        const { events } = await run(activities.readEvents, read);
        const refs = events.filter(({ ticketId }) => ticketId === ticket.id);
        expect(refs.length).toBeGreaterThan(0);
        await run(activities.deliver, { id, turn, lanes: [{ refs: refs.slice(0, 1), last: false }] });
      });
    };
    await attempt(1, 500, '数据库已满');
    await page.keyboard.press('r');
    await page.getByText('数据库已满').waitFor();
    await page.getByText('失败，稍后再试').first().waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await press(page, '再推一次');
    await page.getByRole('status').filter({ hasText: '已再推' }).first().waitFor({ state: 'attached' });
    await attempt(2, 204, '');
    await page.keyboard.press('r');
    await page.getByRole('cell', { name: '已送达' }).waitFor();
  });

  it('sends a notice again that was tried in vain, and says it otherwise from then on', async () => {
    const { id, number } = await withWater(world, 'dispatched');
    const set = `UPDATE notice SET status = 'dead', last_error = 'smtp-550', attempts = 8 WHERE id =
      (SELECT id FROM notice WHERE ticket_id = $1 AND channel = 'email' LIMIT 1)`;
    await world.database.pool.query(set, [id]);
    const page = await as('administrator', '/console/admin/deadNotices');
    await page.getByText('smtp-550 · 8 次').waitFor();
    await press(page, `再次发送 ${number}`);
    await page.getByText('没有未送达的通知').waitFor();

    await page.goto('/console/admin/wordings?id=default');
    await page.getByLabel('标题').first().fill('请留意 {{number}}');
    await press(page, '预览');
    await page.getByText(/^请留意 \d{8}/).waitFor();
    await press(page, '保存');
    await page.getByRole('button', { name: '恢复原文' }).waitFor();
  });

  it('hands an export to who asked for it once, when a second person has granted it', async () => {
    const reported = { type: 'report', noneNamed: true, title: '举报私接水表', text: '亲眼看见有人偷水。' };
    const report = (await world.register(reported)).body;
    const asking = await as('supervisor', '/console/search?type=["report"]');
    await asking.getByRole('link', { name: '导出', exact: true }).press('Enter');
    await asking.getByLabel('用途').click();
    await asking.locator('.ant-select-item-option').filter({ hasText: '审计' }).click();
    await asking.getByLabel('理由').fill('年度抽查');
    await press(asking, '申请导出');
    await asking.getByText('含受保护的工单').waitFor();
    await asking.getByText('本人的申请由其他岗位的另一人审批').waitFor();
    const number = await asking.getByRole('heading', { level: 1 }).innerText();

    const deciding = await as('director', '/console/admin/exports');
    await deciding.getByRole('link', { name: number }).press('Enter');
    await deciding.getByText('年度抽查').waitFor();
    await press(deciding, '同意');
    await deciding.getByRole('button', { name: '同意', exact: true }).waitFor({ state: 'hidden' });
    await world.services.exportMaker.make();

    await asking.reload();
    await press(asking, '取得下载链接');
    const link = asking.getByRole('link', { name: `下载 ${number}.csv` });
    await link.waitFor();
    const used = (await link.getAttribute('href')) ?? '';
    const [file] = await Promise.all([asking.waitForEvent('download'), link.press('Enter')]);
    expect(await readFile(await file.path(), 'utf8')).toContain(report.number);
    await asking.getByText('链接已用').waitFor();
    expect((await asking.request.get(used)).status()).toBe(410);
  });

  it('shows one’s own account on a page of its own, where what is signed in elsewhere is ended', async () => {
    const page = await as('operator', '/console/');
    const elsewhere = await atDemoDesk(browser, world.base, { role: 'operator' }, '/console/');
    await page.getByRole('button', { name: '账号' }).click();
    await page.getByRole('link', { name: '我的账号' }).press('Enter');
    await page.getByText('此浏览器').waitFor();
    await page.getByRole('button', { name: '设置第二因素' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await press(page, '结束其他全部登录');
    await page.getByRole('button', { name: '结束其他全部登录' }).waitFor({ state: 'hidden' });
    expect((await elsewhere.page.request.get('/api/v1/me')).status()).toBe(401);
    await elsewhere.close();
  });
});
