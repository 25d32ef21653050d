import type { z } from 'zod';
import type { ProgressSchema } from '../../../contracts/progress.js';
import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';

type Progress = z.output<typeof ProgressSchema>;

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const linkOf = (id: string): string => world.services.progressLinks.linkTo(id);
const progressIn = (reply: Reply): Progress => JSON.parse(reply.text) as Progress;
const progressOf = async (id: string): Promise<Progress> => progressIn(await world.get(linkOf(id), null));
const byLink = (id: string, noun: string, body: object, key?: string) =>
  world.send('POST', `${linkOf(id)}/${noun}`, null, { body, ...(key !== undefined && { key }) });
const water = () => world.key('handler', 'water');

async function inProgress(changes: object = {}): Promise<string> {
  const { id } = (await world.register(changes)).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.saysYes(id);
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  await world.act(id, 'acknowledge', water());
  return id;
}

async function replied(id: string, text: string): Promise<void> {
  const reply = { facts: '属实', basis: '条例', measures: '已换', contacted: '已联系', text };
  await world.act(id, 'reply', water(), reply);
}

async function said(id: string, type: string): Promise<Json[]> {
  const { items } = (await world.get(`/api/v1/tickets/${id}/events`, world.key('operator'))).body;
  return items.filter((event) => String(event.type) === type);
}

describe('a citizen, by the link', () => {
  it('hurries the ticket: the same on one day is one nudge, and on the next another', async () => {
    const id = await inProgress();
    const twice = await Promise.all([byLink(id, 'nudges', {}), byLink(id, 'nudges', {})]);
    expect(twice.map(({ status }) => status)).toEqual([202, 202]);
    expect(await said(id, 'nudged')).toMatchObject([{ actor: { role: 'citizen', unit: null } }]);
    world.later(86_400_000);
    await byLink(id, 'nudges', {});
    expect(await said(id, 'nudged')).toHaveLength(2);
  });

  it('adds facts, once under one key and again under another', async () => {
    const id = await inProgress();
    const text = '今天又有人摔倒了。';
    for (const key of ['k1', 'k1', 'k2']) expect((await byLink(id, 'supplements', { text }, key)).status).toBe(202);
    expect(await said(id, 'supplemented')).toMatchObject([{ text: { text } }, { text: { text } }]);
    const empty = await byLink(id, 'supplements', { text: '' });
    expect([empty.status, empty.body.errors?.[0]?.pointer]).toEqual([400, '/text']);
    expect(world.logged()).not.toContain('摔倒了');
  });

  it('says no more than thirty things by it, which leaves the hotline room to write down others', async () => {
    const id = await inProgress();
    for (let n = 0; n < 30; n += 1) await byLink(id, 'supplements', { text: `第${n}条` });
    const more = await byLink(id, 'supplements', { text: '再来一条' });
    expect([more.status, more.body.code]).toEqual([409, 'too-many-nudges']);
    const path = `/api/v1/tickets/${id}/supplements`;
    expect((await world.send('POST', path, world.key('operator'), { body: { text: '来电补充' } })).status).toBe(202);
  });

  it('takes the ticket back; whoever says so twice is told that it is done, and nothing can be added', async () => {
    const id = await inProgress();
    expect((await progressOf(id)).actions).toEqual(['supplement', 'nudge', 'withdraw']);
    const reason = '已自行解决';
    const twice = await Promise.all([byLink(id, 'withdrawal', { reason }), byLink(id, 'withdrawal', { reason })]);
    const again = await byLink(id, 'withdrawal', { reason: '不用了' });
    for (const reply of [...twice, again])
      expect([reply.status, progressIn(reply)]).toMatchObject([200, { state: 'withdrawn', actions: [] }]);
    expect(await said(id, 'withdrawn')).toHaveLength(1);
    for (const [noun, body] of [
      ['nudges', {}],
      ['supplements', { text: '还有一事' }],
    ] as const) {
      const refused = await byLink(id, noun, body);
      expect([refused.status, refused.body.code]).toEqual([409, 'ticket-ended']);
    }
  });

  it('does none of it by a link that was altered, or withdrawn', async () => {
    const id = await inProgress();
    const link = linkOf(id);
    await world.send('POST', `/api/v1/tickets/${id}/links`, world.key('operator'), {
      body: { generation: 0, reason: 'lost' },
    });
    for (const [noun, body] of [
      ['nudges', {}],
      ['supplements', { text: '又漏了' }],
      ['withdrawal', { reason: '算了' }],
    ] as const) {
      expect((await world.send('POST', `${link.slice(0, -4)}AAAA/${noun}`, null, { body })).status).toBe(404);
      expect((await world.send('POST', `${link}/${noun}`, null, { body })).body.code).toBe('link-withdrawn');
    }
    expect([...(await said(id, 'nudged')), ...(await said(id, 'withdrawn'))]).toEqual([]);
  });
});

describe('a citizen who looks', () => {
  it('sees from when to when the promise was moved, and why', async () => {
    const id = await inProgress();
    const { dueAt: promised, moves } = await progressOf(id);
    expect(moves).toEqual([]);
    const asked = { workingDays: 2, code: 'inspection', reason: '送检', basis: '规程' };
    expect((await world.act(id, 'requestExtension', water(), asked)).status).toBe(200);
    const granted = await world.act(id, 'decide', world.key('director'), { request: 1, grant: true, reason: '同意' });
    expect(granted.status).toBe(200);
    const after = await progressOf(id);
    expect(after.moves).toMatchObject([
      { from: promised, to: after.dueAt, text: { zh: '经批准延期' }, reason: { zh: '需检验、检测或鉴定' } },
    ]);
    expect(Date.parse(after.dueAt ?? '')).toBeGreaterThan(Date.parse(promised ?? ''));
  });

  it('reads what the unit answered once it was reviewed, without words by which people are known', async () => {
    const id = await inProgress();
    await replied(id, '已更换井盖，请联系刘建国13911112222。');
    expect((await progressOf(id)).reply).toBeNull();
    await world.act(id, 'reviewReply', world.key('reviewer'), { accept: true });
    const { reply, actions } = await progressOf(id);
    expect(reply?.text).toContain('已更换井盖');
    expect(reply?.text).not.toMatch(/13911112222/);
    expect(actions).toContain('rate');
    const { number } = (await world.get(`/api/v1/tickets/${id}`, world.key('operator'))).body;
    const question = { number, queryCode: world.services.queryCodes.codeOf(id) };
    const byCode = await world.send('POST', '/api/v1/progress', null, { body: question });
    expect(progressIn(byCode).reply).toBeNull();
  });

  it.each([
    ['who reports', { type: 'report', noneNamed: true }],
    ['who is not to be named', { citizen: { name: '王小明', phone: '13800001234', identity: 'hidden' } }],
  ])('%s reads no answer by a link, which others may find', async (_who, changes) => {
    const id = await inProgress(changes);
    await replied(id, '已约谈被反映人');
    await world.act(id, 'reviewReply', world.key('reviewer'), { accept: true });
    const shown = await world.get(linkOf(id), null);
    expect(progressIn(shown)).toMatchObject({ state: 'callbackPending', reply: null });
    expect(shown.text).not.toContain('约谈');
  });
});
