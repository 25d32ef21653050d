import { randomUUID } from 'node:crypto';
import { aColleague, commandEntry, ENTRY, publishedEntry, writeEntry } from '../../support/an-entry.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
let colleague: string;
beforeAll(async () => {
  world = await createApiWorld();
  colleague = await aColleague(world);
});
afterAll(() => world.close());

const SCENE = { ...ENTRY, question: '家里没水，先问清是哪一种', phrasings: [], audience: 'internal' } as const;
const sceneTo = (entry: string): object => ({
  steps: [
    {
      ...{ key: 'whole', asks: '整栋楼都没水吗' },
      answers: [
        { words: '整栋楼', leads: { to: 'step', step: 'notice' } },
        { words: '只有我家', leads: { to: 'entry', entry } },
        { words: '冒烟了', leads: { to: 'line', line: '119' } },
      ],
    },
    {
      ...{ key: 'notice', asks: '楼下有停水公告吗' },
      answers: [
        { words: '没有', leads: { to: 'ticket', classCode: '030101' } },
        { words: '有，想要赔钱', leads: { to: 'decline', code: 'beyondPolicy' } },
      ],
    },
  ],
});
const published = (content: object): Promise<string> => publishedEntry(world, colleague, content);
const walked = async (id: string): Promise<{ status: number; body: Record<string, unknown> }> =>
  (await world.get(`/api/v1/knowledge/${id}/scene`, world.key('operator'))) as never;
const tasks = async (id: string, ended = false): Promise<object[]> =>
  (await world.get(`/api/v1/knowledge/tasks?entry=${id}&ended=${ended}`, world.key('reviewer'))).body.items as never;

describe('a scene', () => {
  it('is written, reviewed and published as an entry is, found by what is said in it, and walked to its ends', async () => {
    const leaf = await published({ ...ENTRY, question: '只有我家没水' });
    const id = await published({ ...SCENE, scene: sceneTo(leaf) });
    const search = { body: { question: '楼下有停水公告' } };
    const { body } = await world.send('POST', '/api/v1/knowledge/search', world.key('operator'), search);
    expect(body.items).toMatchObject([{ id, hasScene: true }, { hasScene: false }]);
    expect((await walked(id)).body).toMatchObject({
      ...{ id, version: 1, deadLeaves: 0 },
      steps: [
        {
          key: 'whole',
          answers: [
            { leads: { to: 'step', step: 'notice' } },
            { leads: { to: 'entry', entry: { id: leaf, question: '只有我家没水', answer: ENTRY.answer } } },
            { leads: { to: 'line', line: '119' } },
          ],
        },
        {
          answers: [
            { leads: { to: 'ticket', classCode: '030101', unit: { id: 'water' } } },
            { leads: { to: 'decline', words: { zh: '超出政策规定' } } },
          ],
        },
      ],
    });
    expect((await walked(leaf)).body).toMatchObject({ id: leaf, steps: [] });
    expect((await world.send('POST', '/api/v1/open-knowledge/search', null, search)).body.items).toMatchObject([
      { id: leaf },
    ]);
  });

  it('is tried by who writes it before it is published, and is walked no more once it is withdrawn', async () => {
    const id = randomUUID();
    await writeEntry(world, id, { ...SCENE, question: '水费的事先问清', scene: sceneTo(randomUUID()) });
    expect((await walked(id)).body).toMatchObject({ id, version: 1, deadLeaves: 1 });
    const done = await published({ ...SCENE, question: '水质的事先问清', scene: sceneTo(randomUUID()) });
    await commandEntry(world, { id: done }, 'withdraw', world.key('reviewer'), '不再适用');
    expect((await walked(done)).status).toBe(404);
  });

  it('that loses a leaf is named to its unit, until the leaf is back or it leads elsewhere', async () => {
    const writer = world.key('handler', 'water');
    const leaf = await published({ ...ENTRY, question: '水表井盖丢了找谁' });
    const id = await published({ ...SCENE, question: '井盖的事先问清', scene: sceneTo(leaf) });
    expect(await tasks(id)).toEqual([]);
    await commandEntry(world, { id: leaf }, 'withdraw', world.key('reviewer'), '不再适用');
    expect(await tasks(id)).toMatchObject([{ kind: 'deadLeaf', unit: { id: 'water' }, version: 1 }]);
    expect((await walked(id)).body).toMatchObject({ deadLeaves: 1 });
    const { headers } = await world.get(`/api/v1/knowledge/${leaf}`, writer);
    const again = { ...ENTRY, question: '水表井盖丢了找谁', answer: '拨打供水热线。' };
    await writeEntry(world, leaf, again, { ifMatch: headers.get('etag') ?? '' });
    await publishedEntry(world, colleague, {}, { id: leaf, version: 2 });
    expect(await tasks(id)).toEqual([]);
    const ended = (await tasks(id, true)) as { kind: string }[];
    expect(ended.filter(({ kind }) => kind === 'deadLeaf')).toMatchObject([{ outcome: 'done' }]);
  });

  it.each([
    [
      'goes in a circle',
      { key: 'b', asks: '？', answers: [{ words: '是', leads: { to: 'step', step: 'whole' } }] },
      '/scene',
    ],
    [
      'leads to a class that is not there',
      { key: 'b', asks: '？', answers: [{ words: '是', leads: { to: 'ticket', classCode: '99999999' } }] },
      '/scene',
    ],
    ['asks and takes no answer', { key: 'b', asks: '？', answers: [] }, '/scene'],
  ])('that %s is refused, and says where', async (_what, step, pointer) => {
    const { steps } = sceneTo(randomUUID()) as { steps: object[] };
    const { status, body } = await writeEntry(world, randomUUID(), { ...SCENE, scene: { steps: [...steps, step] } });
    expect(status).toBe(400);
    expect((body.errors as { pointer: string }[])[0]?.pointer).toContain(pointer);
  });

  it('is for operators, so it is never public', async () => {
    const content = { ...SCENE, audience: 'public', scene: sceneTo(randomUUID()) };
    expect((await writeEntry(world, randomUUID(), content)).body.errors).toMatchObject([{ pointer: '/audience' }]);
  });
});
