import type { ApiWorld } from '../api-world.js';

type Step = readonly [command: string, key: string, body: object];
const REPLY = {
  facts: '检修后管道有沉积物',
  basis: '城市供水条例第十二条',
  measures: '已冲洗管道',
  contacted: '已电话告知市民冲洗时间',
  text: '水质已恢复正常。',
} as const;

/** Tickets with the water bureau, as far as `steps` say; answers with their ids. */
export async function withWater(
  world: ApiWorld,
  how: 'accepted' | 'dispatched' | 'inProgress' | 'replied' | 'callbackPending',
  changes: object = {},
) {
  const { body } = await world.register(changes);
  const { id, number } = body;
  const water = world.key('handler', 'water');
  const steps: readonly Step[] = [
    ['accept', world.key('operator'), { urgency: 'P2', classCode: '030102' }],
    ['dispatch', world.key('dispatcher'), { unit: 'water', reason: '供水水质由水务部门负责' }],
    ['acknowledge', water, {}],
    ['reply', water, REPLY],
    ['reviewReply', world.key('reviewer'), { accept: true }],
  ];
  const done = ['accepted', 'dispatched', 'inProgress', 'replied', 'callbackPending'].indexOf(how) + 1;
  for (const [command, key, said] of steps.slice(0, done)) {
    const reply = await world.act(id, command, key, said);
    if (reply.status !== 200) throw new Error(`${command}: ${reply.status} ${reply.text}`);
  }
  return { id, number };
}
