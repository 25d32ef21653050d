import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface Lists {
  readonly items: readonly { readonly name: string; readonly total: number }[];
}
interface Board {
  readonly overdue: { readonly total: number };
}

async function shown(id: string): Promise<object> {
  const key = world.key('supervisor');
  const ticket = (await world.get(`/api/v1/tickets/${id}`, key)).body;
  const lists = (await world.get('/api/v1/lists', key)).body as unknown as Lists;
  const board = (await world.get('/api/v1/stats/board', key)).body as unknown as Board;
  const onList = (await world.get('/api/v1/tickets?list=overdue', key)).body.items.some((one) => one.id === id);
  return {
    overdue: ticket.overdue,
    row: (await world.row(id))['overdue'],
    onList,
    counted: lists.items.find(({ name }) => name === 'overdue')?.total,
    onBoard: board.overdue.total,
  };
}

it('An extension granted after the date takes the ticket off every list of overdue ones, until the new date passes', async () => {
  const { id } = (await world.register({ type: 'help', urgency: 'P2', classCode: '030102' })).body;
  const water = world.key('handler', 'water');
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'its own' });
  await world.act(id, 'acknowledge', water);
  await world.act(id, 'requestExtension', water, { workingDays: 5, reason: 'pipes', basis: 'law' });
  const { unitDueAt } = (await world.get(`/api/v1/tickets/${id}`, water)).body;
  await world.timeGoesOn(id, unitDueAt ?? '');
  expect(await shown(id)).toEqual({ overdue: true, row: true, onList: true, counted: 1, onBoard: 1 });

  const granted = await world.act(id, 'decide', world.key('dutyManager'), { request: '1', grant: true, reason: 'so' });
  expect(granted.status).toBe(200);
  expect(await shown(id)).toEqual({ overdue: false, row: false, onList: false, counted: 0, onBoard: 0 });
  const events = (await world.get(`/api/v1/tickets/${id}/events`, world.key('supervisor'))).body.items;
  expect(events.find((event) => String(event.type) === 'extensionGranted')).toMatchObject({
    changes: { overdue: { before: true, after: false } },
  });

  await world.timeGoesOn(id, granted.body.unitDueAt ?? '');
  expect(await shown(id)).toEqual({ overdue: true, row: true, onList: true, counted: 1, onBoard: 1 });
});
