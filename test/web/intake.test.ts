import type { Browser, Page } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';

/** At two metres a digit of 13 mm is read; it is some seven tenths of the size of the type, at 96 to an inch. */
const READ_AT_TWO_METRES_PX = 13 / 0.7 / (25.4 / 96);

describeUnlessMissing(missingChromium, 'the intake desk', () => {
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

  /** Whoever sits down has a desk of their own, and nothing begun on it. */
  async function atTheDesk(known?: string): Promise<Desk> {
    const name = known ?? (await aPerson(world, { role: 'operator' })).signInName;
    const desk = await sitDown(browser, world.base);
    await desk.page.goto('/console/intake');
    await desk.page.getByLabel('登录名').fill(name);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('heading', { name: '受理台' }).waitFor();
    return desk;
  }
  const number = (page: Page): Promise<string> => page.locator('.intake-over .intake-number').innerText();
  /** By keys alone, in the order in which one talks. */
  async function typeCall(
    page: Page,
    call: { phone: string; text: string; place: string; name: string },
  ): Promise<void> {
    await page.locator('#intake_citizen_phone').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('0');
    await page.keyboard.type(call.phone);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(call.text);
    await page.keyboard.press('Escape');
    await page.keyboard.press('2');
    await page.keyboard.type(call.place);
    await page.keyboard.press('Escape');
    await page.keyboard.press('4');
    await page.keyboard.type(call.name);
  }
  const titled = async (title: string): Promise<{ number: string; state: string; title: string | null }[]> => {
    const { body } = await world.get('/api/v1/tickets?limit=100', world.key('operator'));
    return (body.items as unknown as { number: string; state: string; title: string | null }[]).filter(
      (item) => item.title === title,
    );
  };

  it('check 1: an operator registers a call from ring to number with the keyboard only; number and code are read at 2 m', async () => {
    const { page, faults, close } = await atTheDesk();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await typeCall(page, { phone: '13911110001', text: '小区停水三天，没有人管。', place: '汀兰街3号', name: '周一' });
    // What fits is offered with its reason, and a digit and Enter take it.
    await page.getByText('因为提到：停水').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('8');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.locator('.intake-over .intake-number').waitFor();
    const sizes = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.intake-over .intake-number, .intake-over .intake-code')].map((one) => parseFloat(getComputedStyle(one).fontSize))`,
    );
    expect(sizes).toHaveLength(2);
    for (const size of sizes) expect(size).toBeGreaterThanOrEqual(READ_AT_TWO_METRES_PX);
    await page.locator('.intake-over').getByText('受理：已完成').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    const [ticket, ...more] = await titled('小区停水三天');
    expect([ticket?.state, ticket?.number, more]).toEqual(['pendingDispatch', await number(page), []]);
    // The next citizen is on the line: Enter, and the form is empty.
    await page.getByRole('button', { name: /下一个来电/ }).press('Enter');
    expect(await page.locator('#intake_text').inputValue()).toBe('');
    expect(faults()).toEqual([]);
    await close();
  });

  it('check 2: typing pinyin and Enter inside a field submits nothing', async () => {
    const { page, close } = await atTheDesk();
    await typeCall(page, { phone: '13911110002', text: '井盖', place: '建设路', name: '周二' });
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && /\/tickets/.test(request.url())) sent.push(request.url());
    });
    const input = await page.context().newCDPSession(page);
    for (const field of ['#intake_title', '#intake_text', '#intake_citizen_name']) {
      await page.locator(field).focus();
      const before = await page.locator(field).inputValue();
      await input.send('Input.imeSetComposition', { text: 'posun', selectionStart: 5, selectionEnd: 5 });
      for (const modifiers of [0, 2]) {
        const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229, modifiers };
        await input.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
        await input.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
      }
      await input.send('Input.insertText', { text: '破损' });
      await eventually(async () => expect(await page.locator(field).inputValue()).toBe(`${before}破损`));
      if (field !== '#intake_text') await page.keyboard.press('Enter');
    }
    expect(sent).toEqual([]);
    expect(await page.locator('.intake-over').count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
    await close();
  });

  it('check 3: kill the browser mid-form; reopening offers the text to the second', async () => {
    const { signInName: other } = await aPerson(world, { role: 'operator' });
    const own = await startChromium();
    const desk = await sitDown(own, world.base);
    await desk.page.goto('/console/intake');
    await desk.page.getByLabel('登录名').fill(other);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    await typeCall(desk.page, {
      phone: '13911110003',
      text: '话说到一半，电脑就黑了。',
      place: '建设路',
      name: '周三',
    });
    await desk.page.getByText('草稿已存').waitFor();
    await eventually(async () => {
      const kept = await world.database.pool.query<{ version: number }>('SELECT max(version) AS version FROM draft');
      expect(kept.rows[0]?.version).toBeGreaterThan(0);
    });
    const saved = /草稿已存 (\S+)/.exec(await desk.page.locator('.intake-head').innerText())?.[1];
    await own.close();

    const again = await atTheDesk(other);
    await eventually(async () =>
      expect(await again.page.locator('#intake_text').inputValue()).toBe('话说到一半，电脑就黑了。'),
    );
    expect(await again.page.locator('#intake_citizen_phone').inputValue()).toBe('13911110003');
    expect(saved).toMatch(/^\d\d:\d\d:\d\d$/);
    await again.page.getByText(/草稿已存 \d\d:\d\d:\d\d/).waitFor();
    await again.close();
  });

  it('check 4: two operators press submit twice on a slow network: one ticket each', async () => {
    const desks = [await atTheDesk(), await atTheDesk()];
    let waiting: (() => void)[] = [];
    for (const [at, { page }] of desks.entries()) {
      await page.route('**/api/v1/tickets', async (route) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        await route.continue();
      });
      await typeCall(page, { phone: `1391111004${at}`, text: '路灯坏了四盏', place: '建设路', name: '周四' });
      await page.keyboard.press('Control+Enter');
      await page.keyboard.press('Control+Enter');
    }
    await eventually(() => Promise.resolve(expect(waiting.length).toBeGreaterThanOrEqual(2)));
    for (const { page } of desks) await page.keyboard.press('Control+Enter');
    for (const go of waiting) go();
    waiting = [];
    for (const { page } of desks) await page.locator('.intake-over .intake-number').waitFor();
    const numbers = await Promise.all(desks.map(({ page }) => number(page)));
    expect((await titled('路灯坏了四盏')).map((ticket) => ticket.number).sort()).toEqual([...numbers].sort());
    for (const { close } of desks) await close();
  });

  it('check 5: of a known caller the earlier tickets appear before the title is typed, and 催单 is one key', async () => {
    const { body } = await world.register({
      ...{ title: '五月的停水', citizen: { name: '周五', phone: '13911110005' } },
    });
    const { page, faults, close } = await atTheDesk();
    await page.locator('#intake_citizen_phone').waitFor();
    await page.keyboard.type('139 1111 0005');
    await page.getByText('1 件，其中在办 1 件').waitFor();
    await page.locator('#intake-earlier').getByText('五月的停水').waitFor();
    expect(await page.locator('#intake_title').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.getByRole('button', { name: '已催单' }).waitFor();
    await eventually(async () => {
      const { nudges } = (await world.get(`/api/v1/tickets/${body.id}`, world.key('operator'))).body as never as {
        nudges: { count: number };
      };
      expect(nudges.count).toBe(1);
    });
    // Another who says the same is shown beside it, and is merged with one press.
    const { number: master } = (await world.register({ title: '汀兰小区停水三天', text: '停水', classCode: '030101' }))
      .body;
    await page.locator('#intake_text').fill('汀兰小区停水三天了');
    await page.locator('#intake_address_text').fill('汀兰街');
    await page.locator('#intake_citizen_name').fill('周五');
    await page.locator('#intake-same').getByText(master).waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    const same = page.locator('#intake-same li').filter({ hasText: master });
    await same.getByRole('button', { name: '登记并并入' }).click();
    await page.locator('.intake-over').getByText('并单：已完成').waitFor();
    expect((await titled('汀兰小区停水三天了')).map(({ state }) => state)).toEqual(['merged']);
    expect(faults()).toEqual([]);
    await close();
  });

  it('check 6: Temporal stopped: a registration still gives a number, and a call that cannot be sent waits on the page', async () => {
    const { page, close } = await atTheDesk();
    world.gateway.mood = 'away';
    await typeCall(page, { phone: '13911110006', text: '引擎停了也要有号码', place: '建设路', name: '周六' });
    await page.keyboard.press('Control+Enter');
    await page.getByText('稍后自动派发').waitFor();
    expect(await number(page)).toMatch(/^\d{8}-\d{6}$/);
    world.gateway.mood = 'well';

    // And without any network: it waits, says so, and is sent by itself under its key.
    await page.getByRole('button', { name: /下一个来电/ }).press('Enter');
    await page.context().setOffline(true);
    await typeCall(page, { phone: '13911110007', text: '断网时打来的电话', place: '建设路', name: '周七' });
    await page.keyboard.press('Control+Enter');
    await page.getByText('此登记只在本页内存中').waitFor();
    await page.getByRole('button', { name: /下一个来电/ }).press('Enter');
    await page.getByText('1 件尚未送出').waitFor();
    await page.context().setOffline(false);
    await eventually(async () => expect(await titled('断网时打来的电话')).toHaveLength(1));
    const [late] = await titled('断网时打来的电话');
    await page
      .locator('.intake-sent')
      .getByText(late?.number ?? '')
      .waitFor();
    await close();
  });
});
