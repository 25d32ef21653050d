import type { Browser, Page } from 'playwright-core';
import { aColleague, ENTRY, publishedEntry } from '../support/an-entry.js';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { accessFaults, atDemoDesk, PHONE, SCREEN, startChromium, tooWideBy } from '../support/web/desk.js';
import { wordFaults } from '../support/web/plain-words.js';
import { withWater } from '../support/web/work.js';

/** What a screen of 1440 by 900 has room for when everything is twice as large. */
const TWICE_AS_LARGE = { width: 720, height: 450 } as const;
const LOOKS = [
  { locale: 'zh-CN', colorScheme: 'light' },
  { locale: 'en-GB', colorScheme: 'dark' },
] as const;
const LONG_TITLE = '小区二次供水泵房水箱清洗后自来水仍然发黄有异味'.repeat(3);

/** Who has the fullest desk of a kind comes first, for no address is looked at twice. */
const POSITIONS = [
  { role: 'handler', unit: 'water' },
  ...['supervisor', 'operator', 'dispatcher', 'reviewer', 'callbackAgent', 'dutyManager', 'director', 'auditor'].map(
    (role) => ({ role }),
  ),
  { role: 'administrator' },
];
const ENTRY_ID = '0192d3c4-0000-7000-8000-00000000000e';
/** What no menu leads to, and what is opened of a page of administration. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  handler: ['/console/account', `/console/knowledge?id=${ENTRY_ID}`],
  supervisor: ['/console/wall', '/console/admin/exports?id=new'],
  administrator: [
    ...['people?id=new', 'providers?id=new', 'keys?id=new', 'units?id=water', 'hours?id=default', 'contacts?id=new'],
    ...['policyPacks?id=new', 'policyAssignments?id=new', 'wordings?id=default', 'webhooks?id=new', 'retention?id=new'],
  ].map((opened) => `/console/admin/${opened}`),
};

describeUnlessMissing(missingChromium, 'every screen', () => {
  let world: ApiWorld;
  let browser: Browser;
  let ticket: string;
  /** By language. */
  const visited: Record<string, string[]> = {};

  beforeAll(async () => {
    const sizes = { key: null, address: null };
    const looks = { tenMinutes: null, hour: null };
    world = await createApiWorld(sizes, looks, undefined, undefined, undefined, undefined, { demoSignIn: true });
    browser = await startChromium();
    const { id, number } = await withWater(world, 'inProgress', { title: LONG_TITLE });
    ticket = number;
    const wish = { workingDays: 2, reason: '更换配件', basis: '办法' };
    await world.act(id, 'requestExtension', world.key('handler', 'water'), wish);
    for (const how of ['accepted', 'dispatched', 'replied'] as const) await withWater(world, how);
    await world.register();
    await publishedEntry(world, await aColleague(world), ENTRY, { id: ENTRY_ID });
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it.each(LOOKS.flatMap((look) => POSITIONS.map((position) => ({ ...look, ...position }))))(
    'check 25: zh, en, dark, 200 %% zoom: no clipped word, no untranslated key, axe 0 ($locale, $colorScheme, $role)',
    async ({ locale, colorScheme, ...position }) => {
      const { page, faults, close } = await atDemoDesk(browser, world.base, position, '/console/', {
        ...{ locale, colorScheme },
      });
      const seen = (visited[locale] ??= []);
      const beside = BESIDE[position.role] ?? [`/console/tickets/${ticket}`];
      const found: Record<string, readonly string[]> = {};
      for (const path of [...(await placesOn(page)), ...beside].filter((one) => !seen.includes(one))) {
        seen.push(path);
        found[path] = await wrongOn(page, path);
      }
      await close();
      expect(Object.entries(found).filter(([, wrong]) => wrong.length > 0)).toEqual([]);
      expect(faults()).toEqual([]);
    },
  );

  it('shows the same places in either language', () => {
    expect(visited['en-GB']).toEqual(visited['zh-CN']);
    expect(visited['zh-CN']?.length).toBeGreaterThan(30);
  });
});

/** On a screen, on a telephone, and where everything is twice as large. */
async function wrongOn(page: Page, path: string): Promise<string[]> {
  await page.setViewportSize(SCREEN);
  await opened(page, path);
  const found: string[] = [];
  for (const [name, viewport] of Object.entries({ SCREEN, TWICE_AS_LARGE, PHONE })) {
    await page.setViewportSize(viewport);
    const wider = await tooWideBy(page);
    // What axe says of the two that are between is what it says of these.
    const access = viewport === TWICE_AS_LARGE ? [] : await accessFaults(page);
    const faults = [...(await wordFaults(page)), ...(wider > 0 ? [`${wider} px too wide`] : []), ...access];
    found.push(...faults.map((fault) => `${name}: ${fault}`));
  }
  return found;
}

/** Where the menu leads, and administration from there. */
async function placesOn(page: Page): Promise<string[]> {
  await page.locator('nav a.menu-link').first().waitFor();
  const hrefs = (links: string): Promise<string[]> =>
    page.evaluate<string[]>(`[...document.querySelectorAll('${links}')].map((link) => link.getAttribute('href'))`);
  const places = await hrefs('nav a.menu-link');
  const admin = places.find((path) => path.endsWith('/admin'));
  if (admin === undefined) return places;
  await opened(page, admin);
  await page.locator('a.admin-link').first().waitFor();
  return [...places.filter((path) => path !== admin), ...(await hrefs('a.admin-link'))];
}

async function opened(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('h1').first().waitFor();
  await eventually(async () => expect(await page.locator('.ant-skeleton, .ant-spin-spinning').count()).toBe(0));
}
