import type { WorklistItem } from '../../../contracts/worklist.js';
import { createApiWorld, TICKET, type ApiWorld, type Json } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const found = async (key: string, query: string): Promise<string[]> => {
  const reply = await world.get(`/api/v1/inbox?${query}`, key);
  expect(reply.status).toBe(200);
  return (reply.body.items as unknown as WorklistItem[]).map(({ number, kind }) => `${number} ${kind}`).sort();
};
const about = (words: string): string => `q=${encodeURIComponent(words)}`;

async function withWater(changes: object): Promise<Json> {
  const { body } = await world.register(changes);
  await world.act(body.id, 'accept', world.key('operator'));
  if (body.protection !== 'open') await world.saysYes(body.id);
  const sent = await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属供水职责' });
  if (sent.status !== 200) throw new Error(sent.text);
  return sent.body;
}

describe('what is looked for among what one owes', () => {
  it('is found by words of the ticket, and by its number however it is written', async () => {
    const water = world.key('handler', 'water');
    const cover = await withWater({ title: '井盖破损', text: '建设路的井盖碎了。' });
    const lamp = await withWater({ title: '路灯不亮', text: '和平路一排路灯三天不亮。' });
    const lines = async (query: string) => (await found(water, query)).map((line) => line.split(' ')[0]);
    expect(new Set(await lines(about('路灯')))).toEqual(new Set([lamp.number]));
    expect(await lines(about('路灯 井盖'))).toEqual([]);
    expect(new Set(await lines(about(cover.number)))).toEqual(new Set([cover.number]));
    expect(new Set(await lines(about(cover.number.replace('-', ' '))))).toEqual(new Set([cover.number]));
    // With other filters, and counted with them.
    expect(await found(water, `${about('路灯')}&kind=toAcknowledge`)).toEqual([`${lamp.number} toAcknowledge`]);
    const { counts } = (await world.get(`/api/v1/inbox?${about('路灯')}`, water)).body as unknown as {
      counts: Record<string, { total: number }>;
    };
    expect(counts['toAcknowledge']?.total).toBe(1);
    // Nobody else's.
    expect(await found(world.key('handler', 'housing'), about('路灯'))).toEqual([]);
    expect((await world.get(`/api/v1/inbox?${about('灯')}`, water)).body.code).toBe('validation-failed');
  });

  it('is found of a protected ticket by who reads its words, and by its number alone by the unit', async () => {
    const waits = (
      await world.register({
        citizen: { ...TICKET.citizen, identity: 'hidden' },
        title: '噪声扰民',
        text: '楼下舞厅噪声很大。',
      })
    ).body;
    expect(await found(world.key('operator'), about('舞厅噪声'))).toEqual([`${waits.number} toAccept`]);
    const sent = await withWater({
      citizen: { ...TICKET.citizen, identity: 'hidden' },
      title: '水压不足',
      text: '六楼水压不足，已反映多次。',
    });
    const water = world.key('handler', 'water');
    expect(await found(water, about('水压不足'))).toEqual([]);
    expect((await found(water, about(sent.number))).length).toBeGreaterThan(0);
  });
});
