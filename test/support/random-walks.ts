import type { Role } from '../../domain/ticket/vocabulary.js';
import type { ApiWorld } from './api-world.js';
import { sensibleBodies } from './lives.js';

const ROLES: readonly Role[] = [
  'operator',
  'dispatcher',
  'handler',
  'reviewer',
  'callbackAgent',
  'supervisor',
  'dutyManager',
  'director',
];
const WHO = ['water', 'housing'];
/** What ends a story before it has begun. */
const DULL = ['withdraw', 'answer', 'redirect', 'decline', 'handToEmergency', 'merge', 'attach'];
/** Has a route of its own. */
const APART = 'split';

/**
 * Registers tickets and has whoever may do something with one do it, by chance but always the same. Answers their ids.
 */
export async function walkAtRandom(world: ApiWorld, tickets: number, steps: number): Promise<string[]> {
  const next = chance(7);
  const ids: string[] = [];
  for (let ticket = 0; ticket < tickets; ticket += 1) {
    const { id } = (await world.register({ classCode: '010102' })).body;
    ids.push(id);
    for (let step = 0; step < steps; step += 1) {
      const role = ROLES[Math.floor(next() * ROLES.length)] ?? 'operator';
      const key = world.key(role, role === 'handler' ? (WHO[Math.floor(next() * 2)] ?? 0) : 0);
      const seen = await world.get(`/api/v1/tickets/${id}`, key);
      if (seen.status !== 200) continue;
      const state = world.gateway.ticket(id);
      const choice = seen.body.allowedActions.filter(
        (command) => command !== APART && (ticket % 5 === 0 || !DULL.includes(command)),
      );
      const command = choice[Math.floor(next() * choice.length)];
      if (!state || !command) continue;
      await world.act(id, command, key, sensibleBodies(state, new Date().toISOString())[command]);
    }
  }
  return ids;
}

function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
