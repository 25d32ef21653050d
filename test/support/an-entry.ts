import { randomUUID } from 'node:crypto';
import type { ApiWorld, Reply } from './api-world.js';

/** Of the water bureau. */
export const ENTRY = {
  question: '停水了怎么报修',
  phrasings: ['家里没水', '水龙头不出水'],
  answer: '先看楼栋公告；没有公告的，报小区和楼号登记抢修，供水单位两小时内到场。',
  basis: [{ document: '城市供水条例', clause: '第二十二条', link: null }],
  ...{ ownerUnit: 'water', classCode: '030101', audience: 'public' },
} as const;

/** Another handler of the water bureau than the one of the demonstration: nobody approves what they wrote. */
export async function aColleague({ services: { keys } }: ApiWorld): Promise<string> {
  return (await keys.create({ name: '水务第二人', role: 'handler', unit: 'water' })).apiKey;
}

export function writeEntry(
  world: ApiWorld,
  id: string,
  content: object,
  { key = world.key('handler', 'water'), ifMatch }: { key?: string; ifMatch?: string } = {},
): Promise<Reply> {
  const sent = { body: content, ...(ifMatch !== undefined && { ifMatch }) };
  return world.send('PUT', `/api/v1/knowledge/${id}/draft`, key, sent);
}

export function commandEntry(
  world: ApiWorld,
  { id, version = 1 }: { readonly id: string; readonly version?: number },
  command: string,
  key: string,
  reason: string | null = null,
): Promise<Reply> {
  const path = `/api/v1/knowledge/${id}/versions/${version}/commands/${command}`;
  return world.send('POST', path, key, { body: { reason } });
}

/** Written, or the draft of this version as it lies there, and reviewed by two others; answers with its id. */
export async function publishedEntry(
  world: ApiWorld,
  colleague: string,
  content: object = ENTRY,
  { id = randomUUID(), version = 1 }: { readonly id?: string; readonly version?: number } = {},
): Promise<string> {
  if (version === 1) await writeEntry(world, id, content);
  const steps = [
    ['submit', world.key('handler', 'water')],
    ['approve', colleague],
    ['publish', world.key('reviewer')],
  ] as const;
  for (const [command, key] of steps) {
    const reply = await commandEntry(world, { id, version }, command, key);
    if (reply.status !== 200) throw new Error(`${command}: ${reply.status} ${reply.text}`);
  }
  return id;
}
