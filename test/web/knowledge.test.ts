import type { Browser } from 'playwright-core';
import { aColleague, ENTRY, publishedEntry } from '../support/an-entry.js';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { aPerson, PASSWORD } from '../support/browser.js';
import { describeUnlessMissing } from '../support/skip.js';
import { missingChromium } from '../support/web/chromium.js';
import { looksRight, NOTHING_WRONG, sitDown, startChromium, type Desk } from '../support/web/desk.js';

describeUnlessMissing(missingChromium, 'knowledge beside the call', () => {
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

  async function signedIn(role: 'operator' | 'handler' | 'reviewer', path: string, unit?: string): Promise<Desk> {
    const { signInName } = await aPerson(world, { role, ...(unit !== undefined && { unit }) });
    const desk = await sitDown(browser, world.base);
    await desk.page.goto(path);
    await desk.page.getByLabel('登录名').fill(signInName);
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await desk.page.keyboard.press('Enter');
    return desk;
  }

  it('is written by its unit, reviewed by two others, each seeing what is theirs to do', async () => {
    const writer = await signedIn('handler', '/console/knowledge', 'water');
    await writer.page.getByText('还没有知识条目').waitFor();
    await writer.page.getByRole('button', { name: '新增条目' }).click();
    await writer.page.getByLabel('问题').fill('水表读数不对怎么核查');
    await writer.page.getByLabel('答复', { exact: true }).fill('登记户号和读数，两个工作日内上门核查。');
    await writer.page.getByLabel('事项').focus();
    await writer.page.keyboard.type('030101');
    await writer.page.locator('.ant-select-tree-node-content-wrapper').filter({ hasText: '030101' }).waitFor();
    await writer.page.keyboard.press('ArrowDown');
    await writer.page.keyboard.press('Enter');
    await writer.page.getByRole('button', { name: '保存' }).click();
    await writer.page.locator('.knowledge-body').getByText('草稿').waitFor();
    expect(await looksRight(writer.page)).toEqual(NOTHING_WRONG);
    const address = writer.page.url();
    await writer.page.getByRole('button', { name: '提交' }).click();
    await writer.page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
    await writer.page.locator('.knowledge-body').getByText('单位审核').waitFor();
    // Whoever wrote it has no button to approve it.
    expect(await writer.page.getByRole('button', { name: '单位通过' }).count()).toBe(0);
    expect(writer.faults()).toEqual([]);
    await writer.close();

    for (const [role, unit, deed, state] of [
      ['handler', 'water', '单位通过', '热线审核'],
      ['reviewer', undefined, '发布', '已发布'],
    ] as const) {
      const { page, faults, close } = await signedIn(role, new URL(address).pathname + new URL(address).search, unit);
      await page.getByRole('button', { name: deed }).click();
      await page.getByRole('dialog').getByRole('button', { name: deed }).click();
      await page.locator('.knowledge-body').getByText(state).waitFor();
      expect(faults()).toEqual([]);
      await close();
    }
  });

  it('answers a call by keys: half a sentence finds it, a key takes it, and the ticket names what was read', async () => {
    const id = await publishedEntry(world, await aColleague(world));
    const { page, faults, close } = await signedIn('operator', '/console/intake');
    await page.locator('#intake_citizen_phone').waitFor();
    await page.locator('#intake_citizen_phone').fill('13911115501');
    await page.locator('#intake_text').fill('我们小区停水了，想问怎么报修。');
    await page.locator('#intake_address_text').fill('汀兰街3号');
    await page.locator('#intake_citizen_name').fill('周一');
    await page.locator('#intake-knowledge').getByText(ENTRY.answer).waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.keyboard.press('Escape');
    await page.keyboard.press('q');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('依据知识条目：停水了怎么报修（第 1 版）').waitFor();
    expect(await dialog.getByLabel('内容').inputValue()).toBe(ENTRY.answer);
    await dialog.getByLabel('内容').press('Control+Enter');
    await page.locator('.intake-over').getByText('答复：已完成').waitFor();
    const number = await page.locator('.intake-over .intake-number').innerText();
    const { items } = (await world.get(`/api/v1/tickets/${number}/events`, world.key('supervisor'))).body;
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'answered', data: { code: 'answered', entry: id, entryVersion: 1 } }) as object,
    );
    expect(faults()).toEqual([]);
    await close();
  });

  it('an answer that is missing is asked for by one key, written by its unit, and found wrong by whoever reads it', async () => {
    const operator = await signedIn('operator', '/console/intake');
    await operator.page.locator('#intake_text').fill('停水期间的水费怎么算');
    await operator.page.locator('#intake-knowledge').getByRole('button', { name: '缺条目' }).waitFor();
    await operator.page.keyboard.press('Escape');
    await operator.page.keyboard.press('m');
    await operator.page.getByText('已请市水务局补写').waitFor();
    expect(await looksRight(operator.page)).toEqual(NOTHING_WRONG);
    expect(operator.faults()).toEqual([]);
    await operator.close();

    const writer = await signedIn('handler', '/console/knowledge?tasks=true', 'water');
    await writer.page.getByRole('link', { name: '停水期间的水费怎么算' }).waitFor();
    expect(await looksRight(writer.page)).toEqual(NOTHING_WRONG);
    await writer.page.getByRole('link', { name: '停水期间的水费怎么算' }).click();
    await writer.page.getByLabel('答复', { exact: true }).fill('按年用水量分三级，见账单背面。');
    expect(await writer.page.getByLabel('问题').inputValue()).toBe('停水期间的水费怎么算');
    await writer.page.getByRole('button', { name: '保存' }).click();
    await writer.page.locator('.knowledge-body').getByText('草稿').waitFor();
    await writer.page.getByRole('heading', { name: '待办' }).waitFor();
    expect(writer.faults()).toEqual([]);
    await writer.close();

    const id = await publishedEntry(world, await aColleague(world), { ...ENTRY, question: '停水通知在哪里看' });
    const reader = await signedIn('operator', `/console/knowledge?id=${id}`);
    await reader.page.getByRole('button', { name: '纠错' }).click();
    await reader.page.getByRole('dialog').getByLabel('哪里不对').fill('公众号已改名。');
    await reader.page.getByRole('dialog').getByRole('button', { name: '纠错' }).click();
    await reader.page.getByText('有人指出此答复有误').waitFor();
    await reader.page.locator('#main').getByText('公众号已改名。').waitFor();
    expect(await looksRight(reader.page)).toEqual(NOTHING_WRONG);
    expect(reader.faults()).toEqual([]);
    await reader.close();
  });

  it('a scene leads by digits from what the caller says to the answer, which one press takes', async () => {
    const colleague = await aColleague(world);
    const leaf = await publishedEntry(world, colleague, { ...ENTRY, question: '只有一户没水怎么办', phrasings: [] });
    const scene = {
      steps: [
        {
          ...{ key: 's1', asks: '是只有您家，还是整栋楼？' },
          answers: [
            { words: '只有我家', leads: { to: 'step', step: 's2' } },
            { words: '整栋楼', leads: { to: 'ticket', classCode: '030101' } },
          ],
        },
        { key: 's2', asks: '总阀关了吗？', answers: [{ words: '没关', leads: { to: 'entry', entry: leaf } }] },
      ],
    };
    const content = { ...ENTRY, question: '家里没水先问清', phrasings: ['滴水不出'], audience: 'internal', scene };
    await publishedEntry(world, colleague, content);
    const { page, faults, close } = await signedIn('operator', '/console/intake');
    await page.locator('#intake_text').fill('家里滴水不出，怎么办');
    await page.locator('#intake_address_text').fill('汀兰街3号');
    await page.locator('#intake_citizen_phone').fill('13911115502');
    await page.locator('#intake_citizen_name').fill('周二');
    await page.locator('.scene-walk').getByText('是只有您家，还是整栋楼？').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.locator('.scene-walk').focus();
    await page.keyboard.press('1');
    await page.locator('.scene-walk').getByText('总阀关了吗？').waitFor();
    await page.keyboard.press('Backspace');
    await page.locator('.scene-walk').getByText('是只有您家').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('1');
    await page.locator('.scene-walk').getByText('只有一户没水怎么办').waitFor();
    await page.locator('.scene-walk').getByRole('button', { name: '按此答复' }).press('Enter');
    await page.getByRole('dialog').getByText('依据知识条目：只有一户没水怎么办（第 1 版）').waitFor();
    expect(faults()).toEqual([]);
    await close();
  });

  it('a scene is written step by step, and a reviewer sees what was changed in it', async () => {
    const colleague = await aColleague(world);
    const id = await publishedEntry(world, colleague, {
      ...ENTRY,
      question: '水压低怎么查',
      phrasings: [],
      audience: 'internal',
    });
    const { page, faults, close } = await signedIn('handler', `/console/knowledge?id=${id}`, 'water');
    await page.getByRole('button', { name: '编写下一版' }).click();
    await page
      .getByLabel('答复', { exact: true })
      .fill('先看楼栋公告；没有公告的，报小区和楼号登记，水务三小时内到场。');
    await page.getByRole('button', { name: '加引导问答' }).click();
    await page.getByLabel('第 1 步：问什么').fill('热水器也打不着吗？');
    await page.getByLabel('回答 1', { exact: true }).fill('打不着');
    await page.getByRole('combobox', { name: '通向' }).press('ArrowDown');
    await page.getByTitle('紧急电话').click();
    await page.getByRole('combobox', { name: '紧急电话' }).press('ArrowDown');
    await page.getByTitle('119').click();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { name: '与第 1 版相比' }).waitFor();
    await page.locator('.version-diff ins').filter({ hasText: '三' }).first().waitFor();
    await page.locator('.knowledge-body').getByText('热水器也打不着吗？').waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    expect(faults()).toEqual([]);
    await close();
  });

  it('a caller who speaks of a fire is handed to the line that puts it out, at one press', async () => {
    const { page, faults, close } = await signedIn('operator', '/console/intake');
    await page.locator('#intake_text').fill('喂，我家厨房着火了，烟好大，快来人');
    await page.locator('.intake-hints').getByText('着火').first().waitFor();
    expect(await looksRight(page)).toEqual(NOTHING_WRONG);
    await page.getByRole('button', { name: '转 119', exact: true }).click();
    await page.getByRole('dialog').getByText('119').first().waitFor();
    expect(faults()).toEqual([]);
    await close();
  });
});
