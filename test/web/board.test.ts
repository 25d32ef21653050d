import type { Browser, Page } from 'playwright-core';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { storeRandomLives } from '../support/stored-lives.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';
import { withWater } from '../support/web/work.js';

describeUnlessMissing(missingChromium, 'the board', () => {
  let world: ApiWorld;
  let browser: Browser;
  let isOver = false;

  beforeAll(async () => {
    const [sizes, looks] = [
      { key: null, address: null },
      { tenMinutes: null, hour: null },
    ];
    world = await createApiWorld(sizes, looks, undefined, (key) => key, undefined, undefined, { demoSignIn: true });
    await storeRandomLives(world, 60);
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    if (!isOver) await world.close();
  });

  async function at(path: string, position: object = { role: 'supervisor' }): Promise<Desk> {
    const desk = await sitDown(browser, world.base);
    await desk.page.goto('/console/');
    await desk.page.evaluate(
      `fetch('/api/v1/demo/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '${JSON.stringify(position)}' })`,
    );
    await desk.page.goto(path);
    return desk;
  }

  /** Every number that opens a list, with what the list is asked. */
  async function numbersOf(page: Page, places: string): Promise<{ said: number; query: string }[]> {
    const found = await page.evaluate<[text: string, href: string][]>(
      `[...document.querySelectorAll('${places}')].map((link) => [link.innerText, link.href])`,
    );
    return found.map(([text, href]) => {
      const query = new URLSearchParams();
      for (const [name, value] of new URL(href).searchParams) {
        const values = /^\[.*\]$/.test(value) ? (JSON.parse(value) as string[]) : [value.replace(/^"(.*)"$/, '$1')];
        for (const one of values) query.append(name, one);
      }
      return { said: Number(/[\d,]+$/.exec(text.trim())?.[0].replaceAll(',', '')), query: query.toString() };
    });
  }
  async function lengthOf(query: string): Promise<number> {
    return (await world.get(`/api/v1/tickets?${query}&limit=1&count=exact`, world.key('supervisor'))).body.total;
  }

  it('check 20: every board number equals the length of the list behind it', async () => {
    const { page, faults, close } = await at('/console/board');
    await page.locator('.unit-table').waitFor();
    await page.locator('.trend-table').first().waitFor({ state: 'attached' });
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.getByText('看表格').first().click();
    const numbers = await numbersOf(page, '.board a.tile, .board a.figure');
    const wrong: object[] = [];
    for (const { said, query } of new Map(numbers.map((one) => [one.query, one])).values()) {
      const length = await lengthOf(query);
      if (said !== length) wrong.push({ query, said, length });
    }
    expect(wrong).toEqual([]);
    expect(numbers.filter(({ said }) => said > 0).length).toBeGreaterThan(20);

    // And the list that opens says the same.
    const overdue = page.getByRole('link', { name: /^已超期，\d+ 件/ });
    const said = /(\d+) 件/.exec((await overdue.getAttribute('aria-label')) ?? '')?.[1] ?? '';
    await overdue.click();
    await page.getByText(`共 ${said} 件`).waitFor();
    expect(faults()).toEqual([]);
    await close();
  });

  it('leads from a unit to those below it, and to its tickets, which are urged together after a trial', async () => {
    const one = await withWater(world, 'inProgress');
    const other = await withWater(world, 'inProgress');
    const { page, faults, close } = await at('/console/board?under=water');
    await page.getByRole('link', { name: /^市水务局（本级） · 在办/ }).click();
    await page.getByRole('button', { name: /^去掉条件：承办（本级） 市水务局/ }).waitFor();
    for (const { number } of [one, other]) await page.getByRole('checkbox', { name: `选中 ${number}` }).check();
    await page.getByRole('button', { name: '批量操作' }).click();
    await page.getByRole('menuitem', { name: '催办' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('理由').fill('市民再次来电');
    await dialog.getByRole('button', { name: '试算' }).click();
    await dialog.getByText('2 件可办，0 件不可办').waitFor();
    await dialog.getByRole('button', { name: '办理 2 件' }).click();
    await dialog.getByText('已办 2 件，0 件未办').waitFor();
    const { items } = (await world.get(`/api/v1/tickets/${one.id}/events`, world.key('supervisor')))
      .body as unknown as {
      items: { type: string }[];
    };
    expect(items.map(({ type }) => type)).toContain('urged');
    expect(faults()).toEqual([]);
    await close();
  });

  it('check 21: wall left 24 h: memory flat; stop the API: says since when', async () => {
    const { page, faults, close } = await at('/console/board');
    await page.clock.install();
    let answers = 0;
    page.on('response', (response) => {
      if (response.url().endsWith('/stats/board')) answers += 1;
    });
    await page.goto('/console/wall');
    const age = page.getByRole('status');
    await age.getByText(/数据 \d+ 秒前/).waitFor();
    const numbers = await numbersOf(page, '#wall main a.tile:not(.oldest), #wall main a.bar-count');
    for (const { said, query } of numbers) expect([query, said]).toEqual([query, await lengthOf(query)]);
    expect(numbers.filter(({ said }) => said > 0).length).toBeGreaterThan(8);

    const client = await page.context().newCDPSession(page);
    const held = async (): Promise<{ nodes: number; listeners: number; heap: number }> => {
      // The pages are of different sizes, and which one is up when a day has been skipped is chance.
      await page.locator('.dot').first().click();
      await client.send('HeapProfiler.collectGarbage');
      const { nodes, jsEventListeners } = await client.send('Memory.getDOMCounters');
      return {
        nodes,
        listeners: jsEventListeners,
        heap: (await client.send('Runtime.getHeapUsage')).usedSize,
      };
    };
    /** A quarter of a minute after the other, each with its answer, and the pages turning. */
    const looks = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        const before = answers;
        await page.clock.runFor(15_000);
        await eventually(() => expect(answers).toBeGreaterThan(before));
      }
    };
    await looks(24);
    const early = await held();
    await page.clock.fastForward('24:00:00');
    await looks(96);
    const late = await held();
    expect(late.nodes - early.nodes).toBeLessThan(early.nodes / 10);
    expect(late.listeners).toBeLessThanOrEqual(early.listeners + 5);
    expect(late.heap - early.heap).toBeLessThan(1_000_000);

    const standstill = await page.evaluate<string>(
      `new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Date.now())`,
    );
    isOver = true;
    await world.close();
    await page.clock.runFor(75_000);
    await age.getByText(/延迟：数据 \d+ 秒前/).waitFor();
    await page.clock.runFor(5 * 60_000);
    await age.getByText(/已断线，自 \d\d:\d\d 起/).waitFor();
    const since = /自 (\d\d:\d\d) 起/.exec(await age.innerText())?.[1] ?? '';
    const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    expect((minutes(standstill) - minutes(since) + 1_440) % 1_440).toBeLessThanOrEqual(1);
    expect(faults()).toEqual([]);
    await close();
  });
});
