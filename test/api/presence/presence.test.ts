import { anotherProcess } from '../../support/another-process.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { aPerson, signedIn } from '../../support/browser.js';
import { readEvents, type EventReader } from '../../support/event-source.js';
import { eventually } from '../../support/eventually.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface There {
  readonly people: readonly { readonly id: string; readonly name: string; readonly doing: string }[];
}
const thereOf = ({ body }: Reply): There => body as unknown as There;
const namesOf = (reply: Reply): string[] => thereOf(reply).people.map(({ name, doing }) => `${name} ${doing}`);

/** A ticket that the water bureau handles. */
async function atWater(): Promise<string> {
  const { id } = (await world.register()).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
  return id;
}
const reviewer = async (name: string): Promise<string> =>
  (await world.services.keys.create({ name, role: 'reviewer', unit: null })).apiKey;
const note = (key: string, ticket: string, doing = 'looking'): Promise<Reply> =>
  world.send('POST', '/api/v1/presence', key, { body: { ticket, doing } });

describe('who is at a ticket', () => {
  it('is shown to those who may see it, by name and by what they do', async () => {
    const id = await atWater();
    const [li, wu] = [await reviewer('李'), await reviewer('吴')];
    await note(li, id);
    expect(namesOf(await note(wu, id, 'writing'))).toEqual(['吴 writing', '李 looking']);
    expect(namesOf(await world.get(`/api/v1/tickets/${id}/presence`, world.key('handler', 'water')))).toHaveLength(2);
    expect((await world.get(`/api/v1/tickets/${id}/presence`, world.key('handler', 'housing'))).status).toBe(404);
    expect((await note(world.key('handler', 'housing'), id)).status).toBe(404);
  });

  it('is over half a minute after it was said last, or when they leave', async () => {
    const id = await atWater();
    const [li, wu] = [await reviewer('李'), await reviewer('吴')];
    const left = (key: string): Promise<Reply> => world.send('DELETE', `/api/v1/presence?ticket=${id}`, key);
    await note(li, id);
    await note(wu, id);
    expect([(await left(wu)).status, (await left(wu)).status]).toEqual([204, 204]);
    expect(namesOf(await world.get(`/api/v1/tickets/${id}/presence`, wu))).toEqual(['李 looking']);
    world.later(30_000);
    expect(namesOf(await world.get(`/api/v1/tickets/${id}/presence`, wu))).toEqual([]);
  });

  it('is seen in every process, in what is asked there and on the streams that are open there', async () => {
    const other = await anotherProcess(world, world.masterKey, () => world.now().getTime());
    try {
      const id = await atWater();
      const [li, wu] = [await reviewer('李'), await reviewer('吴')];
      const there = async (): Promise<string[]> => {
        const headers = { Authorization: `Bearer ${wu}` };
        const reply = await fetch(`${other.base}/api/v1/tickets/${id}/presence`, { headers });
        return ((await reply.json()) as There).people.map(({ name, doing }) => `${name} ${doing}`);
      };
      const stream = await readEvents(`${other.base}/api/v1/desk/stream`, { Authorization: `Bearer ${wu}` });
      const told = (): string[][] =>
        stream.events
          .filter(({ type, data }) => type === 'presence' && JSON.stringify(data).includes(id))
          .map(({ data }) => (data as unknown as There).people.map(({ name }) => name));
      await note(li, id, 'writing');
      expect(await there()).toEqual(['李 writing']);
      await eventually(() => expect(told()).toEqual([['李']]));
      await world.send('DELETE', `/api/v1/presence?ticket=${id}`, li);
      expect(await there()).toEqual([]);
      await eventually(() => expect(told()).toEqual([['李'], []]));
      stream.close();
    } finally {
      await other.close();
    }
  });

  it('stands neither in the log nor in the history of the ticket', async () => {
    const id = await atWater();
    await note(await reviewer('欧阳隐'), id);
    expect(world.logged()).not.toContain('欧阳隐');
    const { items } = (await world.get(`/api/v1/tickets/${id}/events`, world.key('auditor'))).body;
    expect(items.map(({ type }) => type)).toEqual(['registered', 'accepted', 'dispatched']);
  });
});

describe('the stream of a browser', () => {
  const streamOf = (headers: Record<string, string>, query = ''): ReturnType<typeof readEvents> =>
    readEvents(`${world.base}/api/v1/desk/stream${query}`, headers);
  const bearing = (key: string): Record<string, string> => ({ Authorization: `Bearer ${key}` });

  /** What was said of one ticket, or under one name, as it was read. */
  const saidOf = ({ events }: EventReader, type: string, ticket?: string): Record<string, unknown>[] =>
    events
      .filter((event) => event.type === type && (ticket === undefined || JSON.stringify(event.data).includes(ticket)))
      .map(({ data }) => data as unknown as Record<string, unknown>);

  it('tells by a cookie of what happens in sight, without words, and that what is owed may be another', async () => {
    const browser = await signedIn(world, await aPerson(world, { role: 'operator', unit: 'hotline' }));
    const stream = await streamOf({ Cookie: browser.cookie ?? '' });
    const id = await atWater();
    await eventually(() => expect(saidOf(stream, 'inbox').length).toBeGreaterThan(0));
    expect(saidOf(stream, 'ticket', id).map(({ type }) => type)).toEqual(['registered', 'accepted', 'dispatched']);
    expect(saidOf(stream, 'notice')).not.toEqual([]);
    stream.close();
  });

  it('goes on after the cursor that was heard last, without a gap', async () => {
    const first = await streamOf(bearing(world.key('reviewer')));
    const before = await atWater();
    await eventually(() => expect(saidOf(first, 'ticket', before)).toHaveLength(3));
    const { id: cursor = '' } = first.events.findLast(({ type }) => type === 'ticket') ?? {};
    first.close();
    const missed = await atWater();
    const second = await streamOf(bearing(world.key('reviewer')), `?after=${cursor}`);
    await eventually(() => expect(saidOf(second, 'ticket', missed)).toHaveLength(3));
    expect(saidOf(second, 'ticket', before)).toEqual([]);
    second.close();
  });

  it('tells who comes to a ticket and leaves it to those only who may see it', async () => {
    const id = await atWater();
    const water = await streamOf(bearing(world.key('handler', 'water')));
    const housing = await streamOf(bearing(world.key('handler', 'housing')));
    const li = await reviewer('李');
    const seen = (): string[][] =>
      saidOf(water, 'presence', id).map((data) => (data as unknown as There).people.map(({ name }) => name));
    await note(li, id);
    await eventually(() => expect(seen()).toEqual([['李']]));
    await world.send('DELETE', `/api/v1/presence?ticket=${id}`, li);
    await eventually(() => expect(seen()).toEqual([['李'], []]));
    expect(JSON.stringify(housing.events)).not.toContain(id);
    water.close();
    housing.close();
  });

  it('says that the session has ended, and ends', async () => {
    const browser = await signedIn(world, await aPerson(world, { role: 'operator', unit: 'hotline' }));
    const stream = await streamOf({ Cookie: browser.cookie ?? '' });
    await browser.send('DELETE', '/api/v1/session');
    await stream.ended;
    expect(stream.events.at(-1)?.type).toBe('sessionEnded');
  });
});
