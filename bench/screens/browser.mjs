import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.HUIYING_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
const DRAWN = 'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))';
/** What a page asks after it can be used. */
export const LATER = 'new Promise((later) => setTimeout(later, 1_000))';

export function insistOnChromium() {
  if (!existsSync(CHROMIUM)) throw new Error('There is no Chromium: name the program in HUIYING_CHROMIUM.');
}

export function launchBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A browser of its own with nothing kept, in which somebody of the demonstration has signed in. */
export async function atDesk(browser, base, who) {
  const context = await browser.newContext({ baseURL: base, locale: 'zh-CN', viewport: { width: 1_440, height: 900 } });
  const headers = { 'Sec-Fetch-Site': 'same-origin' };
  const reply = await context.request.post('/api/v1/demo/session', { data: who, headers });
  if (!reply.ok()) throw new Error(`Nobody signed in: ${reply.status()}`);
  return context;
}

/**
 * Milliseconds of processor of the main thread from the address to a page that can be used.
 * @param {{ beside: string, to: string, usable: string }} arm `beside`: a page of the same origin that shows nothing
 */
async function opened(browser, base, who, { beside, to, usable }) {
  const context = await atDesk(browser, base, who);
  const page = await context.newPage();
  // In the process that the page itself will have.
  await page.goto(beside);
  const client = await metricsOf(context, page);
  const before = await metric(client, 'TaskDuration');
  await page.goto(to);
  await page.locator(usable).first().waitFor();
  await page.evaluate(DRAWN);
  const after = await metric(client, 'TaskDuration');
  await context.close();
  return (after - before) * 1_000;
}

/** The same of each arm, in turns, there and back; the first of each warms the servers and is left out. */
export async function openedInTurns({ browser, base, who, arms, rounds, say }) {
  const names = Object.keys(arms);
  const cpu = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const ms = await opened(browser, base, who, arms[name]);
      if (round > 0) cpu[name].push(ms);
    }
    say(`  round ${round} of ${rounds}`);
  }
  return cpu;
}

export async function metricsOf(context, page) {
  const client = await context.newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return client;
}

/** Megabytes, after what is not used was collected. */
export async function heapMb(client) {
  await client.send('HeapProfiler.collectGarbage');
  return (await metric(client, 'JSHeapUsedSize')) / 2 ** 20;
}

async function metric(client, wanted) {
  const { metrics } = await client.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === wanted).value;
}
