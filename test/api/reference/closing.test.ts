import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const close = (unit: string, successor: string, ifMatch = '*') =>
  world.send('POST', `/api/v1/units/${unit}/close`, world.key('administrator'), { body: { successor }, ifMatch });
const unitOf = async (id: string) => (await world.get(`/api/v1/units/${id}`, world.key('operator'))).body;
const dispatchTo = (id: string, unit: string) =>
  world.act(id, 'dispatch', world.key('dispatcher'), { unit, reason: '主管部门' });
const accepted = async (changes: object = {}): Promise<string> => {
  const { id } = (await world.register(changes)).body;
  const reply = await world.act(id, 'accept', world.key('operator'));
  if (reply.status !== 200) throw new Error(reply.text);
  return id;
};

describe('A unit that is closed', () => {
  it('keeps the tickets that it has, and its people reply to them', async () => {
    const id = await accepted();
    await dispatchTo(id, 'water');
    expect(await close('water', 'housing')).toMatchObject({ status: 200, body: { successor: 'housing' } });
    const handler = world.key('handler', 'water');
    expect((await world.act(id, 'acknowledge', handler)).body.state).toBe('inProgress');
    expect((await world.get(`/api/v1/tickets/${id}`, handler)).status).toBe(200);
    expect((await world.get(`/api/v1/tickets/${id}`, world.key('handler', 'housing'))).status).toBe(404);
  });

  it('gets nothing new: what names it goes to the successor, in the catalogue as well', async () => {
    await close('water', 'housing');
    const id = await accepted({ classCode: '030102' });
    expect((await dispatchTo(id, 'water')).body.lead).toMatchObject({ id: 'housing' });
    const { items } = (await world.get('/api/v1/classes', world.key('operator'))).body;
    const owners = items.flatMap((one) => (one as unknown as { owners: string[] }).owners);
    expect(owners).not.toContain('water');
  });

  it('is still the accused, and so is the successor: neither sees a report about it, and it goes to neither', async () => {
    const about = { type: 'report', accusedUnit: 'water' };
    const before = await accepted(about);
    await close('water', 'housing');
    const after = await accepted(about);
    for (const id of [before, after]) {
      await world.saysYes(id);
      expect(await dispatchTo(id, 'water')).toMatchObject({ status: 422, body: { code: 'accused-unit' } });
      expect(await dispatchTo(id, 'housing')).toMatchObject({ status: 422, body: { code: 'accused-unit' } });
      for (const unit of ['water', 'housing'])
        expect((await world.get(`/api/v1/tickets/${id}`, world.key('handler', unit))).status).toBe(404);
    }
  });

  it('is not closed for a unit that handles a report about it', async () => {
    const id = await accepted({ type: 'report', accusedUnit: 'water' });
    await world.saysYes(id);
    expect((await dispatchTo(id, 'housing')).status).toBe(200);
    const refused = await close('water', 'housing');
    expect([refused.status, refused.text]).toEqual([
      400,
      expect.stringContaining('housing has open tickets about water (1), which would be about itself.'),
    ]);
    expect((await close('water', 'labour')).status).toBe(200);
  });

  it.each([
    ['for itself', 'water', 'water', 'A unit is not its own successor'],
    ['for nobody', 'water', 'nowhere', 'There is no unit nowhere.'],
    ['while units lie below it', 'district-east', 'water', 'Move or close them first.'],
    ['as the root', 'city', 'water', 'The city itself is never closed.'],
  ])('is not closed %s', async (_how, unit, successor, says) => {
    const { status, text } = await close(unit, successor);
    expect([status, text]).toEqual([400, expect.stringContaining(says)]);
  });

  it('is closed at the version that was read, and a second time changes nothing', async () => {
    expect((await close('water', 'housing', '"v7"')).body).toMatchObject({ code: 'stale-version' });
    const first = await close('water', 'housing', '"v1"');
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"v2"']);
    expect((await close('water', 'housing', '"v1"')).headers.get('etag')).toBe('"v2"');
  });

  it('is open again when the closing is taken back', async () => {
    await close('water', 'housing');
    const { items } = (await world.get('/api/v1/admin/changes?noun=unit', world.key('administrator'))).body;
    const { number } = items[0]!;
    const undone = await world.send('POST', `/api/v1/admin/changes/${number}/undo`, world.key('administrator'));
    expect(undone).toMatchObject({ status: 200, body: { act: 'undone', undoes: number } });
    expect(await unitOf('water')).toMatchObject({ closedAt: null, successor: null, version: 3 });
    expect((await dispatchTo(await accepted(), 'water')).body.lead).toMatchObject({ id: 'water' });
  });
});

describe('A unit that is moved', () => {
  const move = (id: string, body: object) =>
    world.send('PUT', `/api/v1/units/${id}`, world.key('administrator'), { body, ifMatch: '*' });

  it('stays of the house of what it stood under: a report about that is not handled there, nor seen', async () => {
    const { name, nameEn, level } = (await unitOf('east-housing')) as unknown as Record<string, string>;
    expect((await move('east-housing', { name, nameEn, level, parent: 'district-west' })).status).toBe(200);
    const id = await accepted({ type: 'report', accusedUnit: 'district-east' });
    await world.saysYes(id);
    expect((await dispatchTo(id, 'east-housing')).body.code).toBe('accused-unit');
  });

  it('is seen into by those above it now, and by those it left no more', async () => {
    const { name, nameEn, level } = (await unitOf('east-housing')) as unknown as Record<string, string>;
    await move('east-housing', { name, nameEn, level, parent: 'district-west' });
    const id = await accepted();
    await dispatchTo(id, 'east-housing');
    const sees = async (unit: string) => {
      const { apiKey } = await world.services.keys.create({ name: 'x', role: 'handler', unit });
      return (await world.get(`/api/v1/tickets/${id}`, apiKey)).status;
    };
    expect(await sees('district-west')).toBe(200);
    expect(await sees('district-east')).toBe(404);
  });
});
