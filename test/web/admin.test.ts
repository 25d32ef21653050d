import type { Browser, Page } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { PASSWORD } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';

describeUnlessMissing(missingChromium, "an administrator's day in the console", () => {
  let world: ApiWorld;
  let browser: Browser;
  let desk: Desk;
  let page: Page;

  beforeAll(async () => {
    const sizes = { key: null, address: null };
    const looks = { tenMinutes: null, hour: null };
    world = await createApiWorld(sizes, looks, undefined, (key) => key, undefined, undefined, { demoSignIn: true });
    browser = await startChromium();
    desk = await signedInAs('administrator');
    page = desk.page;
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });
  afterEach(() => expect(desk.faults()).toEqual([]));

  async function signedInAs(role: string): Promise<Desk> {
    const sat = await sitDown(browser, world.base);
    await sat.page.goto('/console/');
    await sat.page.evaluate(
      `fetch('/api/v1/demo/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '${JSON.stringify({ role })}' })`,
    );
    return sat;
  }
  const open = async (path: string, heading: string | RegExp): Promise<void> => {
    await page.goto(`/console/admin/${path}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  };
  const press = async (name: string, on: Page = page): Promise<void> => {
    await on.getByRole('button', { name, exact: true }).last().focus();
    await on.keyboard.press('Enter');
  };
  const write = async (label: string, text: string): Promise<void> => {
    await page.getByLabel(label).first().fill(text);
  };
  // The same words are spoken to who does not see.
  const told = (text: string): Promise<void> => page.getByRole('main').getByText(text).first().waitFor();
  const unit = async (id: string) => {
    const { body, headers } = await world.get(`/api/v1/units/${id}`, world.key('administrator'));
    const { name, nameEn, level, parent } = body as unknown as Record<'name' | 'nameEn' | 'level' | 'parent', string>;
    return { name, nameEn, level, parent, etag: headers.get('etag') ?? '' };
  };

  it('adds a person with a position by keyboard, and hands over a word by which that person signs in', async () => {
    await open('people', '人员');
    await press('新增人员');
    await page.getByLabel('登录名').focus();
    await page.keyboard.type('zhou.min');
    await page.keyboard.press('Tab');
    await page.keyboard.type('周敏');
    await page.getByLabel('角色').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByLabel('登录名').press('Enter');
    await told('已新增：周敏');
    await press('生成一次性密码');
    await page.getByRole('dialog').getByRole('button', { name: '生成一次性密码' }).press('Enter');
    const word = (await page.getByRole('dialog').locator('.once').innerText()).trim();
    await page.getByRole('button', { name: '已记下，关闭' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.getByText(word).count()).toBe(0);

    const other = await sitDown(browser, world.base);
    await other.page.goto('/console/');
    await other.page.getByLabel('登录名').fill('zhou.min');
    await other.page.getByLabel('密码', { exact: true }).fill(word);
    await other.page.keyboard.press('Enter');
    await other.page.getByLabel('新密码').fill(PASSWORD);
    await other.page.keyboard.press('Enter');
    await other.page.getByRole('banner').waitFor();
    // An operator looks after nobody, and the address does not help.
    await other.page.goto('/console/admin/people');
    await other.page.getByRole('heading', { name: '此页不向您开放' }).waitFor();
    expect(await other.page.getByRole('link', { name: '人员' }).count()).toBe(0);
    await other.close();
  });

  it('takes many people from a file once each line was looked at, and says of each why it is left out', async () => {
    await open('people', '人员');
    await page.locator('summary').filter({ hasText: '从文件导入' }).click();
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: 'people.csv', mimeType: 'text/csv' },
      buffer: Buffer.from('signInName,name,role,unit\nwu.fang,吴芳,operator,hotline\nqian.bo,钱波,handler,nowhere\n'),
    });
    await told('检查结果：1 行可导入，0 行无变化，1 行不能导入');
    await told('qian.bo');
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect(await page.getByRole('link', { name: '吴芳' }).count()).toBe(0);
    await press('导入这 1 行');
    await page.getByRole('link', { name: '吴芳' }).waitFor();
  });

  it('renames a unit, and takes it back', async () => {
    const before = await unit('water');
    await open('units?id=water', before.name);
    await write('名称', '市水务和排水管理局');
    await page.keyboard.press('Enter');
    await told('已保存：市水务和排水管理局');
    expect((await unit('water')).name).toBe('市水务和排水管理局');
    await press('撤销');
    await told('已撤销');
    expect((await unit('water')).name).toBe(before.name);
    await page.getByRole('link', { name: before.name }).waitFor();
  });

  it('is shown what a colleague changed in between; what was written stays, and what was not touched is theirs', async () => {
    const { name, nameEn, level, parent, etag } = await unit('housing');
    await open('units?id=housing', name);
    await write('名称', '市住建局');
    const colleague = { name: '市住房局', nameEn: 'Housing Bureau', level, parent };
    const headers = { 'If-Match': etag };
    await world.send('PUT', '/api/v1/units/housing', world.key('administrator'), { body: colleague, headers });
    await page.keyboard.press('Enter');
    const note = page.getByRole('alert').filter({ hasText: '打开之后已有人更改' });
    await note.getByRole('row', { name: '名称 市住房局 市住建局' }).waitFor();
    await note.getByText(`英文名称: ${nameEn} → Housing Bureau`).waitFor();
    expect(await page.getByLabel('名称', { exact: true }).inputValue()).toBe('市住建局');
    expect(await page.getByLabel('英文名称').inputValue()).toBe('Housing Bureau');
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await note.getByRole('button', { name: '已看过，按我所写保存' }).press('Enter');
    await told('已保存：市住建局');
    expect(await unit('housing')).toMatchObject({ name: '市住建局', nameEn: 'Housing Bureau' });
  });

  it('says at its field what is wrong, and keeps what was written, on another page and back', async () => {
    await open('units?id=new', '新增单位');
    await write('代码', 'parks');
    await write('名称', '市公园局');
    await write('英文名称', '   ');
    await page.getByLabel('层级').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByLabel('英文名称').press('Enter');
    await page.getByText('不能只含空白或不可见字符').waitFor();
    await page.getByRole('navigation', { name: '系统管理' }).getByRole('link', { name: '密钥' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: '密钥' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: '新增单位' }).waitFor();
    expect(await page.getByLabel('名称', { exact: true }).inputValue()).toBe('市公园局');
  });

  it('imports the days of a year, sees what becomes of them, and publishes them', async () => {
    await open('calendar?id=2027', '2027 年工作日历');
    const before = (await world.get('/api/v1/calendar/2027', world.key('administrator'))).body as unknown as {
      daysOff: string[];
    };
    const take = (days: object): Promise<void> =>
      page
        .getByLabel('从文件导入')
        .first()
        .setInputFiles({
          name: '2027.json',
          mimeType: 'application/json',
          buffer: Buffer.from(
            JSON.stringify({ year: 2027, status: 'official', source: '国办发明电〔2026〕7号', ...days }),
          ),
        });
    await take({ daysOff: ['2026-01-01'], makeUpDays: [] });
    await page.getByRole('alert').filter({ hasText: '没有改动' }).waitFor();
    await take({ daysOff: ['2027-01-01', '2027-05-03'], makeUpDays: ['2027-05-08'] });
    await page.getByText('2027-05-08: 周末 → 调休上班').waitFor();
    await page.getByRole('button', { name: /5月8日.*调休上班/ }).waitFor();
    await page.getByLabel('依据文件').press('Control+Enter');
    await told('已保存：2027');
    const after = (await world.get('/api/v1/calendar/2027', world.key('administrator'))).body;
    expect(after).toMatchObject({
      status: 'official',
      daysOff: ['2027-01-01', '2027-05-03'],
      makeUpDays: ['2027-05-08'],
    });
    expect(before.daysOff).not.toEqual(['2027-01-01', '2027-05-03']);
  });

  it('is shown a key once, which opens what it was made for and nothing else', async () => {
    await open('keys?id=new', '生成密钥');
    await write('名称', '水务局工单系统');
    await page.getByLabel('角色').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByLabel('名称').first().press('Enter');
    const shown = page.getByRole('dialog').locator('.once');
    const key = (await shown.innerText()).trim();
    expect((await world.get('/api/v1/me', key)).body).toMatchObject({ role: 'dispatcher', scopes: ['read'] });
    await page.getByRole('button', { name: '已记下，关闭' }).press('Enter');
    await page.getByRole('link', { name: '水务局工单系统' }).press('Enter');
    expect(await page.getByText(key).count()).toBe(0);
    await press('吊销');
    await page.getByRole('dialog').getByRole('button', { name: '吊销' }).press('Enter');
    await told('已吊销：水务局工单系统');
    await eventually(async () => expect((await world.get('/api/v1/me', key)).status).toBe(401));
  });

  it('looks right where something of a page is opened', async () => {
    const found: Record<string, unknown> = {};
    for (const name of ['people?id=new', 'providers?id=new', 'hours?id=default', 'contacts?id=new']) {
      await page.goto(`/console/admin/${name}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await eventually(async () => expect(await page.locator('.ant-skeleton').count()).toBe(0));
      found[name] = await looksRight(page);
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, NOTHING_WRONG])));
  });
});
