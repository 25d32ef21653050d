import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface Said {
  readonly about: string;
  readonly ref: string | null;
  readonly text: Record<string, string>;
  readonly withheld: string[];
}
const wordsOf = ({ body }: Reply): Said[] => (body as unknown as { words?: Said[] }).words ?? [];
const REPLY = {
  facts: '阀门损坏',
  basis: '供水条例',
  measures: '已更换',
  contacted: '已电话联系',
  text: '今日恢复供水。',
};

/** A ticket of the water bureau, and what is done with it: command, who, body. */
async function life(changes: object, ...steps: readonly [string, string, object][]): Promise<string> {
  const { id } = (await world.register(changes)).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.saysYes(id);
  for (const [command, key, body] of steps) {
    const reply = await world.act(id, command, key, body);
    expect([command, reply.status, reply.body.detail]).toEqual([command, 200, undefined]);
  }
  return id;
}
const dispatched = (coUnits: string[] = []): [string, string, object] => [
  'dispatch',
  world.key('dispatcher'),
  { unit: 'water', coUnits, reason: '属供水事项' },
];
const byWater = (command: string, body: object = {}): [string, string, object] => [
  command,
  world.key('handler', 'water'),
  body,
];
const read = (id: string, key: string): Promise<Reply> => world.get(`/api/v1/tickets/${id}`, key);

describe('the page of a ticket', () => {
  it('says what was written with a request that waits, and no more once it is decided', async () => {
    const id = await life(
      {},
      dispatched(),
      byWater('acknowledge'),
      byWater('requestExtension', { workingDays: 2, reason: '配件未到', basis: '办法第八条' }),
    );
    const said = wordsOf(await read(id, world.key('dutyManager')));
    expect(said).toMatchObject([{ about: 'request', ref: '1', text: { reason: '配件未到', basis: '办法第八条' } }]);
    await world.act(id, 'decide', world.key('dutyManager'), { request: '1', grant: true, reason: '同意' });
    expect(wordsOf(await read(id, world.key('dutyManager')))).toEqual([]);
  });

  it('says what a helper is to do, what it found, and what is demanded of the lead', async () => {
    const id = await life(
      {},
      dispatched(['housing']),
      byWater('acknowledge'),
      ['supervise', world.key('supervisor'), { demand: '两日内恢复' }],
      ['answerTask', world.key('handler', 'housing'), { task: '1', result: '物业已配合' }],
    );
    expect(
      wordsOf(await read(id, world.key('handler', 'water'))).map(({ about, ref, text }) => [about, ref, text]),
    ).toEqual([
      ['task', '1', { reason: '属供水事项' }],
      ['supervision', '1', { demand: '两日内恢复' }],
      ['task', '1', { result: '物业已配合' }],
    ]);
  });

  it('holds the last reply whole, for who reviews it', async () => {
    const id = await life(
      {},
      dispatched(),
      byWater('acknowledge'),
      byWater('reply', REPLY),
      ['reviewReply', world.key('reviewer'), { accept: false, reason: '请补充' }],
      byWater('reply', { ...REPLY, text: '已恢复供水并回访。' }),
    );
    expect(wordsOf(await read(id, world.key('reviewer')))).toMatchObject([
      { about: 'reply', ref: null, text: { ...REPLY, text: '已恢复供水并回访。' } },
    ]);
  });

  it('keeps from whoever may not read them what they are, and says that there are some', async () => {
    const id = await life(
      {
        type: 'report',
        accusedUnit: 'transport',
        citizen: { name: '王小明', phone: '13800001234', identity: 'hidden' },
      },
      dispatched(),
      byWater('acknowledge'),
      byWater('reply', REPLY),
    );
    expect(wordsOf(await read(id, world.key('administrator')))).toMatchObject([
      { about: 'reply', text: {}, withheld: ['unitWords'] },
    ]);
    // To the letter nowhere in the answer.
    expect((await read(id, world.key('administrator'))).text).not.toContain('阀门损坏');
  });
});

describe('an approval', () => {
  it('says why it is asked for, and when the unit must have replied today and after granting', async () => {
    const id = await life(
      {},
      dispatched(),
      byWater('acknowledge'),
      byWater('requestExtension', { workingDays: 2, reason: '配件未到', basis: '办法第八条' }),
    );
    interface Approval {
      ticket: { id: string };
      request: { words: Said[] };
      dates: { clock: string; before: string; after: string } | null;
    }
    const { items } = (await world.get('/api/v1/approvals', world.key('dutyManager'))).body as unknown as {
      items: Approval[];
    };
    const asked = items.find(({ ticket }) => ticket.id === id);
    expect(asked?.request.words).toMatchObject([{ text: { reason: '配件未到', basis: '办法第八条' } }]);
    const before = (await read(id, world.key('dutyManager'))).body.unitDueAt;
    expect(asked?.dates?.before).toBe(before);
    await world.act(id, 'decide', world.key('dutyManager'), { request: '1', grant: true, reason: '同意' });
    expect((await read(id, world.key('dutyManager'))).body.unitDueAt).toBe(asked?.dates?.after);
    expect(asked?.dates?.after).not.toBe(before);
  });
});
