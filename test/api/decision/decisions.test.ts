import { createApiWorld, TICKET, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const post = (path: string, key: string, body?: object): Promise<Reply> =>
  world.send('POST', `/api/v1${path}`, key, body ? { body } : {});
const waitingFor = async (key: string): Promise<Json[]> => (await world.get('/api/v1/decisions', key)).body.items;
const kindsFor = async (key: string): Promise<string[]> =>
  (await waitingFor(key)).map((one) => (one as unknown as { kind: string }).kind);

const TO_SEE = { fields: ['telephone'], purpose: 'callBack', words: '约定今天下午回电。' };
const hidden = async (): Promise<Json> =>
  (await world.register({ citizen: { ...TICKET.citizen, identity: 'hidden' } })).body;

/** The citizen took it back, so it may be erased. */
async function ended(): Promise<Json> {
  const { body } = await world.register();
  await world.act(body.id, 'accept', world.key('operator'));
  const withdrawn = await world.act(body.id, 'withdraw', world.key('operator'), { reason: '本人撤回' });
  if (withdrawn.status !== 200) throw new Error(withdrawn.text);
  return withdrawn.body;
}

describe('what waits for a yes beside the life of a ticket', () => {
  it('stands in one list, soonest to lapse first, for who may decide it', async () => {
    const one = await hidden();
    await post(`/tickets/${one.id}/disclosures`, world.key('reviewer'), TO_SEE);
    const data = await post('/data-requests', world.key('operator'), { tickets: [{ ticket: one.id, isTheirs: true }] });
    expect(data.status).toBe(202);
    const gone = await ended();
    const erasure = await post(`/tickets/${gone.id}/erasure`, world.key('operator'), { basis: 'citizenAsked' });
    expect(erasure.status).toBe(202);
    const taken = await post('/exports', world.key('supervisor'), {
      kind: 'tickets',
      format: 'csv',
      purpose: 'analysis',
      words: '每月分析',
    });
    expect([taken.status, taken.body.state]).toEqual([202, 'waiting']);
    // A day for the first two, seven for the others.
    expect(await kindsFor(world.key('director'))).toEqual(['disclosure', 'export', 'dataRequest', 'erasure']);
    expect(await waitingFor(world.key('director'))).toContainEqual(
      expect.objectContaining({
        kind: 'disclosure',
        ticket: { id: one.id, number: one.number },
        askedBy: expect.objectContaining({ role: 'reviewer' }) as object,
      }),
    );
    // A supervisor decides on disclosures alone, and an export of a supervisor is not theirs.
    expect(await kindsFor(world.key('supervisor'))).toEqual(['disclosure']);
    expect((await world.get('/api/v1/decisions', world.key('operator'))).status).toBe(403);
    const text = (await world.get('/api/v1/decisions', world.key('director'))).text;
    for (const word of [TO_SEE.words, '每月分析', TICKET.citizen.name, TICKET.citizen.phone]) {
      expect(text).not.toContain(word);
    }
  });

  it('is gone once it is decided, taken back, or lapsed', async () => {
    const director = world.key('director');
    const [one, two, three] = [await hidden(), await hidden(), await hidden()];
    const asked = async ({ id }: Json): Promise<string> =>
      (await post(`/tickets/${id}/disclosures`, world.key('reviewer'), TO_SEE)).body.id;
    const [first, second] = [await asked(one), await asked(two), await asked(three)];
    expect(await waitingFor(director)).toHaveLength(3);
    await post(`/tickets/${one.id}/disclosures/${first}/decision`, director, { grant: false });
    await post(`/tickets/${two.id}/disclosures/${second}/withdrawal`, world.key('reviewer'));
    expect(await waitingFor(director)).toMatchObject([{ ticket: { id: three.id } }]);
    world.later(24 * 3_600_000);
    expect(await waitingFor(director)).toEqual([]);
  });

  it('is gone when its ticket went to another unit since', async () => {
    const one = await hidden();
    await post(`/tickets/${one.id}/disclosures`, world.key('reviewer'), TO_SEE);
    expect(await waitingFor(world.key('dutyManager'))).toHaveLength(1);
    await world.act(one.id, 'accept', world.key('operator'));
    await world.saysYes(one.id);
    const sent = await world.act(one.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属供水职责' });
    expect(sent.status).toBe(200);
    expect(await waitingFor(world.key('dutyManager'))).toEqual([]);
  });

  it('is nothing of who asked for it', async () => {
    const one = await hidden();
    await post(`/tickets/${one.id}/disclosures`, world.key('supervisor'), { ...TO_SEE, purpose: 'danger' });
    expect(await waitingFor(world.key('supervisor'))).toEqual([]);
    expect(await waitingFor(world.key('director'))).toHaveLength(1);
  });
});
