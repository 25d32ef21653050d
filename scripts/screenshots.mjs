/**
 * `npm run screenshots`: pictures of the console, from the demonstration that `npm start` runs, into a folder: each
 * screen, light and dark, at the widths of a desk, a small screen and a telephone. For a person to look at.
 *
 *   npm run screenshots -- --data-dir .huiying --only inbox
 *   npm run screenshots -- --docs      those that README and docs show, into docs/pictures
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string', default: process.env.HUIYING_DATA_DIR ?? '.huiying' },
    out: { type: 'string' },
    only: { type: 'string' },
    docs: { type: 'boolean', default: false },
  },
});
const dataDir = resolve(values['data-dir']);
const runtimeFile = join(dataDir, 'runtime.json');
if (!existsSync(runtimeFile)) {
  console.error(`Nothing runs on ${dataDir}: start the demonstration first, npm start.`);
  process.exit(1);
}
const { apiUrl } = JSON.parse(readFileSync(runtimeFile, 'utf8'));
const out = resolve(values.out ?? (values.docs ? 'docs/pictures' : 'pictures'));
mkdirSync(out, { recursive: true });

const WIDTHS = { desk: [1440, 900], small: [1024, 768], phone: [375, 812] };
const SHADES = ['light', 'dark'];

/** What README and docs show, each as `<screen>-<width>-<shade>.webp`: few, and small. */
const IN_DOCS = [
  ...['form-desk-light', 'form-desk-dark', 'inbox-desk-light', 'inbox-phone-light', 'sign-in-desk-light'],
  ...['intake-desk-light', 'dispatch-desk-light', 'review-desk-light', 'approvals-desk-light', 'why-desk-light'],
  ...['board-desk-light', 'wall-desk-light', 'policy-preview-desk-light', 'looks-desk-light'],
];
const wanted = (name, width, shade) =>
  (!values.only || values.only.split(',').includes(name)) &&
  (!values.docs || IN_DOCS.includes(`${name}-${width}-${shade}`));

async function aTicket(page) {
  await page.goto('/console/inbox');
  await page.locator('a.row-link').first().click();
  await page.locator('.story li').first().waitFor();
}

/** Somebody calls whose number is known, about what others have called about. */
async function aCall(page) {
  await page.goto('/console/intake');
  await page.locator('#intake_citizen_phone').fill('13800001234');
  await page.locator('#intake_text').fill('汀兰小区三号楼停水三天，物业说不知道什么时候来水，老人孩子都没有水喝。');
  await page.locator('#intake_address_text').fill('汀兰小区3号楼');
  await page.locator('#intake_citizen_name').fill('王小明');
  await page.getByText('因为提到').first().waitFor();
}
/** The wall hangs on a screen of its own size. */
const atTheWall = (turn) => async (page) => {
  const { width } = page.viewportSize();
  if (width === WIDTHS.desk[0]) await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto('/console/wall');
  await page.locator('main .tile, main .panel').first().waitFor();
  await page.locator('.dot').nth(turn).click();
};

/** Each: in which position, and how one gets there. */
const SCREENS = {
  'sign-in': [null, (page) => page.goto('/console/').then(() => page.locator('.demo-positions').waitFor())],
  intake: [{ role: 'operator' }, aCall],
  'intake-number': [
    { role: 'operator' },
    async (page) => {
      await aCall(page);
      await page.keyboard.press('Control+Enter');
      await page.locator('.intake-over .intake-number').waitFor();
    },
  ],
  inbox: [{ role: 'handler', unit: 'water' }, (page) => page.goto('/console/inbox').then(() => settled(page))],
  ticket: [{ role: 'handler', unit: 'water' }, aTicket],
  form: [
    { role: 'handler', unit: 'water' },
    async (page) => {
      await page.goto('/console/inbox?kind=toReply');
      await page.locator('a.row-link').first().click();
      await page.locator('.action-buttons button').last().waitFor();
      await page.getByRole('button', { name: '答复', exact: true }).click();
      await page.locator('.action-form').waitFor();
    },
  ],
  why: [
    { role: 'handler', unit: 'water' },
    async (page) => {
      await aTicket(page);
      await page
        .getByRole('button', { name: /为什么是这个时间/ })
        .first()
        .click();
      await page.locator('.why-bar').waitFor();
    },
  ],
  approvals: [{ role: 'dutyManager' }, (page) => page.goto('/console/approvals').then(() => settled(page))],
  dispatch: [{ role: 'dispatcher' }, (page) => onTheDesk(page, '/console/dispatch')],
  review: [{ role: 'reviewer' }, (page) => onTheDesk(page, '/console/review')],
  callback: [{ role: 'callbackAgent' }, (page) => page.goto('/console/callback').then(() => settled(page))],
  board: [
    { role: 'supervisor' },
    async (page) => {
      await page.goto('/console/board');
      await page.locator('.trend-chart canvas').waitFor();
      await page.locator('.area-map path').first().waitFor();
    },
  ],
  wall: [{ role: 'supervisor' }, atTheWall(0)],
  'wall-units': [{ role: 'supervisor' }, atTheWall(1)],
  search: [{ role: 'supervisor' }, (page) => page.goto('/console/search').then(() => settled(page))],
  notices: [{ role: 'handler', unit: 'water' }, (page) => page.goto('/console/notices').then(() => settled(page))],
  people: [{ role: 'administrator' }, admin('people', '.nouns tbody tr')],
  'person-new': [{ role: 'administrator' }, admin('people?id=new', '.admin-form')],
  providers: [{ role: 'administrator' }, admin('providers', 'h1')],
  'key-new': [{ role: 'administrator' }, admin('keys?id=new', '.admin-form')],
  units: [{ role: 'administrator' }, admin('units', '.nouns tbody tr')],
  unit: [{ role: 'administrator' }, admin('units?id=water', '.admin-form')],
  classes: [{ role: 'administrator' }, admin('classes', '.nouns tbody tr')],
  contacts: [{ role: 'administrator' }, admin('contacts', 'h1')],
  hours: [{ role: 'administrator' }, admin('hours?id=default', '.admin-form')],
  calendar: [{ role: 'administrator' }, admin('calendar?id=2026', '.months')],
  'policy-pack': [{ role: 'administrator' }, admin('policyPacks?id=beijing@1', '.plain tbody tr')],
  'policy-check': [{ role: 'administrator' }, checkedPack],
  'policy-preview': [{ role: 'administrator' }, previewedAssignment],
  wordings: [{ role: 'administrator' }, admin('wordings?id=default', '.admin-form')],
  webhooks: [{ role: 'administrator' }, admin('webhooks', 'h1')],
  'dead-notices': [{ role: 'administrator' }, admin('deadNotices', 'h1')],
  retention: [{ role: 'administrator' }, admin('retention?id=new', '.admin-form')],
  changes: [{ role: 'administrator' }, admin('changes', 'h1')],
  exports: [{ role: 'supervisor' }, admin('exports', 'h1')],
  'export-new': [{ role: 'supervisor' }, admin('exports?id=new', '.admin-form')],
  'data-requests': [{ role: 'operator' }, admin('dataRequests', 'h1')],
  looks: [{ role: 'auditor' }, admin('looks', 'h1')],
  'one-ticket': [
    { role: 'director' },
    async (page) => {
      await page.goto('/console/search');
      const number = await page.locator('a.row-link').first().innerText();
      await page.goto(`/console/admin/oneTicket?id=${number}`);
      await settled(page);
    },
  ],
  account: [{ role: 'operator' }, (page) => page.goto('/console/account').then(() => settled(page))],
};

/** A page of administration, once what it is about is there. */
function admin(address, about) {
  return async (page) => {
    await page.goto(`/console/admin/${address}`);
    await page.locator('.admin-main h1').first().waitFor();
    await settled(page);
    await page.locator(about).first().waitFor();
  };
}

async function checkedPack(page) {
  await admin('policyPacks?id=new', 'textarea')(page);
  const wrong = { code: 'hot-summer', version: '1', name: { zh: '迎峰度夏' }, limits: { handle: { amount: -3 } } };
  await page.locator('textarea').fill(JSON.stringify(wrong, null, 2));
  await page.getByRole('button', { name: '检查' }).click();
  await page.locator('.faults').waitFor();
}

async function previewedAssignment(page) {
  await admin('policyAssignments?id=new', '.admin-form')(page);
  await page.getByLabel('指派代码').fill('hot-summer');
  await page.getByLabel('规则包', { exact: true }).focus();
  await page.keyboard.type('shanghai');
  await page.keyboard.press('Enter');
  await page.getByLabel('生效').fill('2026-01-01 00:00');
  await page.keyboard.press('Enter');
  await page.getByLabel('优先级').fill('10');
  await page.getByRole('button', { name: '先看影响' }).click();
  await page.locator('.preview-counts').waitFor();
}

/** With the first of its list lying open, also where the screen has room for one only. */
async function onTheDesk(page, path) {
  await page.goto(path);
  await page.locator('.desk-row').first().click();
  await page.locator('.pane').waitFor();
  await settled(page);
}

async function settled(page) {
  await page.locator('.page h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.ant-skeleton') === null);
}

const browser = await chromium.launch({
  executablePath: process.env.HUIYING_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
for (const [name, [position, go]] of Object.entries(SCREENS)) {
  for (const shade of SHADES) {
    const widths = Object.entries(WIDTHS).filter(([width]) => wanted(name, width, shade));
    if (widths.length === 0) continue;
    const context = await browser.newContext({ baseURL: apiUrl, locale: 'zh-CN', colorScheme: shade });
    const page = await context.newPage();
    await page.goto('/console/');
    if (position) {
      await page.evaluate(async (body) => {
        const headers = { 'Content-Type': 'application/json' };
        await fetch('/api/v1/demo/session', { method: 'POST', headers, body: JSON.stringify(body) });
      }, position);
    }
    for (const [width, [w, h]] of widths) {
      await page.setViewportSize({ width: w, height: h });
      const path = join(out, `${name}-${width}-${shade}`);
      // A long page says no more in a document than its beginning.
      const fullPage = width !== 'desk' && !values.docs;
      try {
        await go(page);
        console.log(await keep(await page.screenshot({ fullPage }), path));
      } catch (error) {
        console.error(`${name} ${width} ${shade}: ${error.message.split('\n')[0]}`);
        await page.screenshot({ path: `${path}-failed.png` });
        process.exitCode = 1;
      }
    }
    await context.close();
  }
}
await browser.close();

async function keep(picture, path) {
  const file = `${path}.${values.docs ? 'webp' : 'png'}`;
  if (values.docs) await sharp(picture).webp({ quality: 80, effort: 6 }).toFile(file);
  else writeFileSync(file, picture);
  return file;
}
