import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { PATIENCE_MS } from '../eventually.js';
import { chromiumProgram, CHROMIUM_FLAGS } from './chromium.js';

/** A seat at which somebody works: a browser of its own, with nothing kept in it. */
export interface Desk {
  readonly page: Page;
  /** What the page complained of: errors, and styles or scripts that its policy kept out. */
  readonly faults: () => readonly string[];
  close(): Promise<void>;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const PHONE = { width: 375, height: 800 } as const;
export const SCREEN = { width: 1_440, height: 900 } as const;

export function startChromium(): Promise<Browser> {
  const executablePath = chromiumProgram();
  if (executablePath === undefined) throw new Error('There is no Chromium.');
  // Tests wait for conditions; the limit of the whole test ends what never comes.
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS, timeout: PATIENCE_MS });
}

/** Far from China, so that a time of the machine would be seen. */
export async function sitDown(browser: Browser, base: string, options: BrowserContextOptions = {}): Promise<Desk> {
  const context = await browser.newContext({
    ...{ baseURL: base, locale: 'zh-CN', timezoneId: 'America/New_York', viewport: SCREEN, colorScheme: 'light' },
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    // That a request was refused is the API's word, and shown on the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  return { page, faults: () => faults, close: () => context.close() };
}

/** In the demonstration city, which signs in without a password: at a page, in this position. */
export async function atDemoDesk(
  browser: Browser,
  base: string,
  position: { readonly role: string; readonly unit?: string },
  path: string,
  options: BrowserContextOptions = {},
): Promise<Desk> {
  const desk = await sitDown(browser, base, options);
  const { status } = await desk.page.request
    .post('/api/v1/demo/session', {
      data: position,
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    })
    .then((response) => ({ status: response.status() }));
  if (status >= 300) throw new Error(`Not signed in as ${position.role}: ${status}`);
  await desk.page.goto(path);
  return desk;
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** No rule that is asked reads style sheets, which axe would copy each time; one asks how long media are. */
const ASKED = { runOnly: RULES, resultTypes: ['violations'], preload: { assets: ['media'] } };

/** What WCAG 2.2 A and AA say is wrong with the page as it is now, each in a line. */
export async function accessFaults(page: Page): Promise<string[]> {
  // Once for a page: it is large, and runs faster when it has run before.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
  const violations = await page.evaluate<Violation[]>(
    `axe.run(${JSON.stringify(ASKED)}).then((found) => found.violations)`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** By how much the page is wider than the screen. */
export function tooWideBy(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

const SHADE = 'document.documentElement.dataset.shade';
const shadeOf = (page: Page): Promise<string> => page.evaluate<string>(SHADE);

/** The page in both shades and on a telephone: nothing is wrong with it, and nothing is scrolled sideways. */
export async function looksRight(page: Page): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [name, viewport] of Object.entries({ screen: SCREEN, phone: PHONE })) {
    await page.setViewportSize(viewport);
    // First as it is, so that it is changed once for each screen.
    found[`${name} ${await shadeOf(page)}`] = await accessFaults(page);
    await changeShade(page);
    found[`${name} ${await shadeOf(page)}`] = await accessFaults(page);
    found[`${name} wider`] = await tooWideBy(page);
  }
  await page.setViewportSize(SCREEN);
  return found;
}

/** The choice is in the menu of the account, or stands open where nobody has signed in. */
async function changeShade(page: Page): Promise<void> {
  const before = await shadeOf(page);
  const account = page.getByRole('button', { name: '账号' });
  const inMenu = (await account.count()) > 0;
  if (inMenu) await account.click();
  await page.getByRole('button', { name: /^(深色|浅色)$/ }).click();
  await page.waitForFunction(`${SHADE} !== '${before}'`);
  if (inMenu) {
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 300);
    await page.locator('.ant-popover:not(.ant-popover-hidden)').waitFor({ state: 'hidden' });
  }
}

/** What `looksRight` finds when nothing is wrong. */
export const NOTHING_WRONG = {
  'screen light': [],
  'screen dark': [],
  'screen wider': 0,
  'phone light': [],
  'phone dark': [],
  'phone wider': 0,
};
