import { createHash } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { learnClasses } from '../../domain/intake/class-model-learning.js';
import { seededChance } from '../../domain/seeded-chance.js';
import { createClassModelStore } from '../../storage/intake/class-model-store.js';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';

const PLACES = ['汀兰小区', '柳荫里', '北岸花园', '槐树巷', '建设路', '文昌街'];
const SAID = {
  '030101': ['从早上停水到现在', '水龙头没有水', '停水三天没有水喝'],
  '010201': ['路灯不亮已经一周', '整条街路灯都黑了', '路灯坏了看不见路'],
} as const;

describeUnlessMissing(missingChromium, 'suggestions of a model at the intake desk', () => {
  let world: ApiWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await createApiWorld();
    browser = await startChromium();
    const texts = Object.entries(SAID).flatMap(([code, all]) =>
      all.flatMap((what) => PLACES.map((place) => ({ text: `${place}${what}`, code }))),
    );
    const artifact = JSON.stringify(learnClasses(texts, { random: seededChance(1), fewestTexts: 2 }));
    const quality = { texts: 0, top1: 0.9, top3: 1, macroF1: 0.9, calibrationError: 0.02, coverageAt95: 0.9 };
    await createClassModelStore(world.database.pool).keep(artifact, {
      ...{ version: 1, hash: createHash('sha256').update(artifact).digest('hex'), texts: texts.length, tickets: 0 },
      ...{ quality, learntAt: world.now() },
    });
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function atTheDesk(): Promise<Desk> {
    const { signInName } = await aPerson(world, { role: 'operator' });
    const desk = await sitDown(browser, world.base);
    await desk.page.goto('/console/intake');
    await desk.page.getByLabel('登录名').fill(signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    await desk.page.locator('#intake_citizen_phone').waitFor();
    return desk;
  }
  const chosen = async (): Promise<object[]> =>
    (await world.database.pool.query<object>('SELECT field, choice, value FROM suggestion_choice ORDER BY field')).rows;

  it('say how sure they are and by which words; one key takes the class, and what was taken is kept', async () => {
    const { page, faults, close } = await atTheDesk();
    await page.locator('#intake_citizen_phone').fill('13911110001');
    await page.locator('#intake_text').fill('汀兰小区从早上停水，没有水喝');
    await page.locator('#intake_address_text').fill('汀兰街3号');
    await page.locator('#intake_citizen_name').fill('周一');
    await page
      .locator('#intake-place')
      .getByText(/把握 \d+ %/u)
      .first()
      .waitFor();
    await page
      .locator('#intake-place')
      .getByText(/因为提到：.*水/u)
      .first()
      .waitFor();
    // Within a field the key is a letter of what is said.
    await page.locator('#intake_title').focus();
    await page.keyboard.press('a');
    expect(await page.locator('#intake_title').inputValue()).toMatch(/a$/u);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.keyboard.press('a');
    await page.locator('#intake-place [aria-pressed=true]').getByText('030101').waitFor();
    // Back in the form by its digit, and sent.
    await page.keyboard.press('4');
    await page.keyboard.press('Control+Enter');
    await page.locator('.intake-over').getByText('受理：已完成').waitFor();
    await eventually(async () =>
      expect(await chosen()).toContainEqual({ field: 'class', choice: 'taken', value: null }),
    );
    expect(faults()).toEqual([]);
    await close();
  });

  it('show what seems to be several matters, and one key each refuses them', async () => {
    await world.database.pool.query('DELETE FROM suggestion_choice');
    const { page, faults, close } = await atTheDesk();
    await page.locator('#intake_citizen_phone').fill('13911110002');
    await page.locator('#intake_text').fill('汀兰小区从早上停水到现在。另外建设路整条街路灯都黑了');
    await page.locator('#intake_address_text').fill('汀兰街3号');
    await page.locator('#intake_citizen_name').fill('周二');
    await page.locator('#intake-parts').getByText('另外建设路整条街路灯都黑了').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    const picture = process.env['HUIYING_PICTURE'];
    if (picture !== undefined) await page.screenshot({ path: picture, fullPage: true });
    await page.keyboard.press('Escape');
    await page.keyboard.press('w');
    await page.keyboard.press('x');
    await page.locator('#intake-parts').waitFor({ state: 'detached' });
    await page.getByText('已表示建议的事项不符，请自行选择。').waitFor();
    // Back in the form by its digit, and sent.
    await page.keyboard.press('4');
    await page.keyboard.press('Control+Enter');
    await page.locator('.intake-over .intake-number').waitFor();
    await eventually(async () =>
      expect(await chosen()).toEqual(
        expect.arrayContaining([
          { field: 'class', choice: 'changed', value: null },
          { field: 'parts', choice: 'changed', value: null },
        ]),
      ),
    );
    expect(faults()).toEqual([]);
    await close();
  });
});
