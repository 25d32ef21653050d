import { atDesk, heapMb, launchBrowser, metricsOf, openedInTurns } from '../screens/browser.mjs';
import { serveEmptyPage } from '../screens/empty-page.mjs';
import { summary } from '../support/statistics.mjs';

const SUPERVISOR = { role: 'supervisor', unit: null };
/** Its numbers, its table of units, and its lines. */
const USABLE = '.board:has(.tiles):has(.unit-table tbody tr):has(.trend-chart canvas)';
const PORTIONS = 10;
const BOTH = ['/api/v1/stats/board', '/api/v1/stats/units'];

/**
 * What the board costs a browser, beside a page of React that shows nothing, and whether it holds on to what it has
 * shown: its figures are asked anew so many times.
 */
export async function boardInBrowser({ base, rounds, changes, say }) {
  const empty = await serveEmptyPage();
  const browser = await launchBrowser();
  try {
    const arms = {
      empty: { beside: `${empty.url}nothing`, to: empty.url, usable: 'h1' },
      board: { beside: `${base}/livez`, to: `${base}/console/board`, usable: USABLE },
    };
    const cpu = await openedInTurns({ browser, base, who: SUPERVISOR, arms, rounds, say });
    const heap = await heapOver(browser, base, { changes, say });
    return { cpu: { empty: summary(cpu.empty), board: summary(cpu.board) }, heapMb: heap };
  } finally {
    await browser.close();
    await empty.close();
  }
}

async function heapOver(browser, base, { changes, say }) {
  const context = await atDesk(browser, base, SUPERVISOR);
  const page = await context.newPage();
  await page.goto('/console/board');
  await page.locator(USABLE).waitFor();
  const client = await metricsOf(context, page);
  const heap = [];
  const portion = Math.ceil(changes / PORTIONS);
  for (let nth = 1; nth <= PORTIONS; nth += 1) {
    for (let time = 0; time < portion; time += 1) await askedAnew(page);
    heap.push(await heapMb(client));
    say(`  asked ${nth * portion} times, ${heap.at(-1).toFixed(1)} MB`);
  }
  await context.close();
  return heap;
}

async function askedAnew(page) {
  const answers = BOTH.map((path) => page.waitForResponse((response) => new URL(response.url()).pathname === path));
  await page.locator('body').press('r');
  await Promise.all(answers.map(async (answer) => (await answer).finished()));
}
