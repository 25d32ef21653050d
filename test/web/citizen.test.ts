import type { Browser, Page } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { photograph } from '../support/files.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { accessFaults, PHONE, sitDown, startChromium, tooWideBy, type Desk } from '../support/web/desk.js';
import { withWater } from '../support/web/work.js';

const LARGE = { name: 'huiying-pages', value: 'zh.large' } as const;
const ENGLISH = { name: 'huiying-pages', value: 'en.normal' } as const;

describeUnlessMissing(missingChromium, 'a citizen with an old telephone', () => {
  let world: ApiWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await createApiWorld(undefined, undefined, undefined, undefined, undefined, undefined, {
      citizenReports: true,
    });
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  /** No script runs, and the screen is 375 px wide. */
  async function telephone(): Promise<Desk> {
    return sitDown(browser, world.base, { javaScriptEnabled: false, viewport: PHONE, isMobile: true, hasTouch: true });
  }
  const pageOf = (id: string): string => world.services.progressLinks.pageTo(id);
  const codeOf = (id: string): string => world.services.queryCodes.codeOf(id);
  const water = () => world.key('handler', 'water');
  const told = async (id: string) => (await world.get(`/api/v1/tickets/${id}`, world.key('operator'))).body;
  const happened = async (id: string, type: string) =>
    (await world.get(`/api/v1/tickets/${id}/events`, world.key('operator'))).body.items.filter(
      (event) => String(event.type) === type,
    );

  async function answered(): Promise<{ id: string; number: string }> {
    const named = await withWater(world, 'inProgress');
    const reply = {
      facts: '属实',
      basis: '条例',
      measures: '已换',
      contacted: '已联系',
      text: '已更换井盖，欢迎监督。',
    };
    await world.act(named.id, 'reply', water(), reply);
    await world.act(named.id, 'reviewReply', world.key('reviewer'), { accept: true });
    return named;
  }

  async function declined(): Promise<{ id: string; number: string }> {
    const { id, number } = (await world.register({ type: 'consult' })).body;
    await world.act(id, 'decline', world.key('operator'), { code: 'privateCivil', reason: '邻里买卖纠纷' });
    return { id, number };
  }

  async function asks(page: Page, typed: { number: string; code: string; ending?: string }): Promise<void> {
    await page.goto('/citizen');
    await page.getByLabel('工单号').fill(typed.number);
    await page.getByLabel('查询码').fill(typed.code);
    if (typed.ending !== undefined) await page.getByLabel('登记电话的后四位').fill(typed.ending);
    await page.getByRole('button', { name: '查询' }).tap();
  }

  it('check 22: a citizen without script, 375 px, 大字版: progress, supplement, rating, appeal all work', async () => {
    const { page, close } = await telephone();
    await page.goto('/citizen');
    await page.getByRole('link', { name: '大字版' }).tap();
    await page.getByRole('link', { name: '标准字号' }).waitFor();

    const running = await withWater(world, 'inProgress');
    await asks(page, { number: running.number, code: codeOf(running.id), ending: '1234' });
    await page.getByText('承办单位正在办理。').waitFor();
    expect(await page.locator('html').getAttribute('class')).toBe('large');
    await page.getByRole('link', { name: '补充情况或照片' }).tap();
    await page.getByLabel('补充说明').fill('今天又有人摔倒了');
    const photo = { name: '井盖.jpg', mimeType: 'image/jpeg', buffer: await photograph() };
    await page.getByLabel('照片或文件').setInputFiles(photo);
    await page.getByRole('button', { name: '提交补充' }).tap();
    await page.getByText('已收到您补充的内容。').waitFor();
    expect(await happened(running.id, 'supplemented')).toMatchObject([{ text: { text: '今天又有人摔倒了' } }]);
    expect((await told(running.id)).attachments?.items).toMatchObject([{ name: '井盖.jpg' }]);

    const done = await answered();
    await page.goto(pageOf(done.id));
    await page.getByText('已更换井盖，欢迎监督。').waitFor();
    await page.getByRole('link', { name: '评价' }).tap();
    await page.getByRole('group', { name: '问题解决了吗' }).getByLabel('部分解决').tap();
    await page.getByRole('group', { name: '对办理满意吗' }).getByLabel('不满意', { exact: true }).tap();
    await page.getByLabel('不满意的主要原因').selectOption({ label: '办理太慢' });
    await page.getByRole('button', { name: '提交评价' }).tap();
    await page.getByText('感谢您的评价。').waitFor();
    expect(await happened(done.id, 'rated')).toHaveLength(1);

    const refused = await declined();
    await page.goto(pageOf(refused.id));
    await page.getByRole('link', { name: '申诉' }).tap();
    await page.getByLabel('申诉理由').fill('不是私人纠纷');
    await page.getByRole('button', { name: '提交申诉' }).tap();
    await page.getByText('已收到您的申诉').waitFor();
    expect(await happened(refused.id, 'appealed')).toHaveLength(1);
    await close();
  });

  it('check 23: wrong code and unknown number look the same', async () => {
    const { id, number } = await withWater(world, 'inProgress');
    const { page, close } = await telephone();
    const unknown = number.replace(/\d$/, (digit) => (digit === '9' ? '8' : '9'));
    const seen: { picture: string; text: string }[] = [];
    for (const typed of [
      { number, code: 'ABCD2345' },
      { number: unknown, code: codeOf(id) },
    ]) {
      await asks(page, typed);
      await page.getByText('没有找到。').waitFor();
      const picture = await page.screenshot({ fullPage: true, mask: [page.locator('input')] });
      seen.push({ picture: picture.toString('base64'), text: await page.locator('body').innerText() });
    }
    expect(seen[0]?.text).toBe(seen[1]?.text);
    expect(seen[0]?.picture === seen[1]?.picture).toBe(true);
    await close();
  });

  it('files a request with its place and a photo, hurries it, and takes it back', async () => {
    const { page, close } = await telephone();
    await page.goto('/citizen');
    await page.getByRole('link', { name: '我要反映新的问题' }).tap();
    for (const step of ['市容与道路', '道路与桥梁', '井盖缺失或松动'])
      await page.getByRole('link', { name: step }).tap();
    await page.getByLabel('发生了什么').fill('建设路口的井盖碎了');
    await page.getByLabel('哪个区域').selectOption({ label: '临澜区听澜街道' });
    await page.getByLabel('在哪里').fill('建设路12号');
    const photo = { name: '井盖.jpg', mimeType: 'image/jpeg', buffer: await photograph() };
    await page.getByLabel('照片或文件').setInputFiles(photo);
    await page.getByLabel('姓名').fill('王小明');
    await page.getByLabel('电话', { exact: true }).fill('13800001234');
    // A person needs a while for it.
    world.later(5_000);
    await page.getByRole('button', { name: '提交' }).tap();
    await page.getByRole('heading', { name: '已登记' }).waitFor();
    const [number = '', code = ''] = await page.locator('.big').allInnerTexts();
    const { id, ...ticket } = await told(number);
    expect(ticket).toMatchObject({
      channel: 'web',
      classCode: '010102',
      address: { text: '建设路12号', area: 'east-tinglan' },
      attachments: { items: [{ name: '井盖.jpg' }] },
    });

    await asks(page, { number, code, ending: '1234' });
    await page.getByRole('link', { name: '催一催' }).tap();
    await page.getByRole('button', { name: '催一催' }).tap();
    await page.getByText('已记录您的催促').waitFor();
    await page.getByRole('link', { name: '撤回诉求' }).tap();
    await page.getByLabel('撤回的原因').fill('已经修好了');
    await page.getByLabel('我确定撤回这件诉求').check();
    await page.getByRole('button', { name: '撤回' }).tap();
    await page.getByText('诉求已撤回。').waitFor();
    expect((await told(id)).state).toBe('withdrawn');
    await close();
  });

  it('finds every page legible: in large print, in English, at night, and none wider than the screen', async () => {
    const [running, done, refused] = [await withWater(world, 'inProgress'), await answered(), await declined()];
    const { round } = await told(done.id);
    const paths = [
      '/citizen',
      '/citizen/report',
      '/citizen/report?class=010102',
      ...[running, done, refused].map(({ id }) => pageOf(id)),
      ...['supplement', 'nudge', 'withdraw', 'messages'].map((deed) => `${pageOf(running.id)}/${deed}`),
      `${pageOf(refused.id)}/appeal`,
      world.services.ratingLinks.pageTo(done.id, round),
    ];
    for (const [cookie, colorScheme] of [
      [LARGE, 'light'],
      [ENGLISH, 'dark'],
    ] as const) {
      const { page, faults, close } = await sitDown(browser, world.base, { viewport: PHONE, colorScheme });
      await page.context().addCookies([{ ...cookie, url: `${world.base}/citizen` }]);
      for (const path of paths) {
        const response = await page.goto(path);
        const found = { faults: await accessFaults(page), wider: await tooWideBy(page), status: response?.status() };
        expect([path, found]).toEqual([path, { faults: [], wider: 0, status: 200 }]);
      }
      expect(faults()).toEqual([]);
      await close();
    }
  });
});
