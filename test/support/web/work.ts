import type { ApiWorld } from '../api-world.js';

/** Tickets with the water bureau, as far as `steps` say; answers with their ids. */
export async function withWater(world: ApiWorld, how: 'dispatched' | 'inProgress', changes: object = {}) {
  const { body } = await world.register(changes);
  const { id, number } = body;
  const steps: [command: string, key: string, body: object][] = [
    ['accept', world.key('operator'), { urgency: 'P2', classCode: '030102' }],
    ['dispatch', world.key('dispatcher'), { unit: 'water', reason: '供水水质由水务部门负责' }],
    ...(how === 'inProgress' ? [['acknowledge', world.key('handler', 'water'), {}] as [string, string, object]] : []),
  ];
  for (const [command, key, said] of steps) {
    const reply = await world.act(id, command, key, said);
    if (reply.status !== 200) throw new Error(`${command}: ${reply.status} ${reply.text}`);
  }
  return { id, number };
}
