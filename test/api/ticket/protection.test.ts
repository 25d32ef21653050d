import type { Role } from '../../../domain/ticket/vocabulary.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { BASE, CLASS } from '../open311/client.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
}, 120_000);
afterAll(() => world.close());

const DISTRESS = '再不解決我就跳·樓';
const MALICIOUS = { code: 'malicious', reason: '多次恶意投诉' };
const FACTS = { facts: '已核实', basis: '条例', measures: '已处理', contacted: '电话', text: '已办结' };

const registered = async (): Promise<string> => (await world.register({ classCode: CLASS, publish: true })).body.id;
const act = async (id: string, command: string, role: Role, body: object = {}): Promise<void> => {
  const reply = await world.act(id, command, world.key(role, role === 'handler' ? 'water' : 0), body);
  expect([command, reply.status, reply.text]).toEqual([command, 200, reply.text]);
};
const declined = async (): Promise<string> => {
  const id = await registered();
  await act(id, 'decline', 'operator', MALICIOUS);
  return id;
};
const inProgress = async (): Promise<string> => {
  const id = await registered();
  await act(id, 'accept', 'operator');
  await act(id, 'dispatch', 'dispatcher', { unit: 'water', reason: '属地' });
  await act(id, 'acknowledge', 'handler');
  return id;
};
const awaitingCallback = async (): Promise<string> => {
  const id = await inProgress();
  await act(id, 'reply', 'handler', FACTS);
  await act(id, 'reviewReply', 'reviewer', { accept: true });
  return id;
};
const closed = async (): Promise<string> => {
  const id = await registered();
  await act(id, 'answer', 'operator', { text: '已解答' });
  return id;
};
const post = async (path: string, key: string | null, body: object): Promise<void> => {
  const reply = await world.send('POST', path, key, { body });
  expect([reply.status < 300, reply.text]).toEqual([true, reply.text]);
};
const operatorPosts = (id: string, noun: string, text: string) =>
  post(`/api/v1/tickets/${id}/${noun}`, world.key('operator'), { text });

/** Every way by which a citizen's words come after the first call: how the ticket got there, and how they are said. */
const DOORS: readonly [string, () => Promise<string>, (id: string, text: string) => Promise<void>][] = [
  ['a supplement', registered, (id, text) => operatorPosts(id, 'supplements', text)],
  ['a nudge', registered, (id, text) => operatorPosts(id, 'nudges', text)],
  ['an appeal by telephone', declined, (id, reason) => act(id, 'appeal', 'operator', { reason })],
  [
    'an appeal by link',
    declined,
    (id, reason) => post(`${world.services.progressLinks.linkTo(id)}/appeal`, null, { reason }),
  ],
  ['what the unit noted of a contact', inProgress, (id, note) => act(id, 'recordContact', 'handler', { note })],
  [
    'the reason noted at a callback',
    awaitingCallback,
    (id, reason) => act(id, 'recordCallback', 'callbackAgent', { reached: true, solved: 'no', satisfied: 1, reason }),
  ],
  [
    'the reason given with a rating',
    awaitingCallback,
    (id, reason) => post(world.services.ratingLinks.linkTo(id, 1), null, { solved: 'no', satisfied: 1, reason }),
  ],
  [
    'what an emergency line is told',
    registered,
    (id, reason) => act(id, 'handToEmergency', 'operator', { line: '110', reason }),
  ],
  ['a withdrawal', registered, (id, reason) => act(id, 'withdraw', 'operator', { reason })],
  ['new facts after closing', closed, (id, reason) => act(id, 'reopen', 'reviewer', { reason })],
];

const publicly = async (id: string): Promise<number> => {
  const number = String((await world.row(id))['number']);
  const one = await world.get(`${BASE}/requests/${number}.json`, null);
  const all = await world.get(`${BASE}/requests.json`, null);
  expect(all.text.includes(number)).toBe(one.status === 200);
  return one.status;
};

describe('distress that is heard after the first call', () => {
  it.each(DOORS)('protects the ticket at once and takes it from the public view: %s', async (_door, made, say) => {
    const id = await made();
    expect(await publicly(id)).toBe(200);
    await say(id, DISTRESS);
    const { body } = await world.get(`/api/v1/tickets/${id}`, world.key('supervisor'));
    expect(body.protectedMatters).toEqual(['selfHarm']);
    expect(await publicly(id)).toBe(404);
    const { body: events } = await world.get(`/api/v1/tickets/${id}/events`, world.key('supervisor'));
    const named = (events as unknown as { items: { data: object }[] }).items.filter(
      ({ data }) => 'protectedMatters' in data,
    );
    expect(named).toMatchObject([{ data: { protectedMatters: ['selfHarm'] } }]);
    expect(world.logged()).not.toContain('跳');
  });

  it.each(DOORS)('is not found where there is none: %s', async (_door, made, say) => {
    const id = await made();
    await say(id, '井盖还没有修好，请尽快');
    const { body } = await world.get(`/api/v1/tickets/${id}`, world.key('supervisor'));
    expect(body.protectedMatters).toEqual([]);
    expect(await publicly(id)).toBe(200);
  });

  it('keeps the ticket from being declined, and the button for it from being offered', async () => {
    const id = await registered();
    await operatorPosts(id, 'supplements', '再不解决我就跳楼');
    const refused = await world.act(id, 'decline', world.key('operator'), MALICIOUS);
    expect([refused.status, refused.body.code]).toEqual([422, 'never-declined']);
    expect(refused.body.allowedActions).not.toContain('decline');
  });

  it('in an appeal leaves only one decision: to grant it', async () => {
    const id = await declined();
    await act(id, 'appeal', 'operator', { reason: '工地一直拖欠農民工工資' });
    const decide = { request: '1', reason: '复核' };
    const denied = await world.act(id, 'decide', world.key('reviewer'), { ...decide, grant: false });
    expect([denied.status, denied.body.code]).toEqual([422, 'never-declined']);
    await act(id, 'decide', 'reviewer', { ...decide, grant: true });
  });

  it('is not what the hotline says when it declines', async () => {
    const id = await registered();
    await act(id, 'decline', 'operator', { code: 'privateCivil', reason: '不属于拖欠工资，是个人借款' });
    const { body } = await world.get(`/api/v1/tickets/${id}`, world.key('supervisor'));
    expect([body.state, body.protectedMatters]).toEqual(['closed', []]);
  });
});
