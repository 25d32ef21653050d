import type { Solved } from '../../domain/ticket/vocabulary.js';
import { between, type Chance } from '../simulate/chance.js';
import type { Cast } from './cast.js';
import type { Scene } from './scene.js';

/** What people do again and again on the way of a ticket, each going on from the one before. */

/** Working hours somewhere between, so that no two tickets keep step. */
function some(chance: Chance, what: string, from: number, to: number): number {
  return Math.round((from + chance(`wait:${what}`) * (to - from)) * 60) / 60;
}

export async function registered(scene: Scene, cast: Cast, neighbour = 0): Promise<string> {
  const id = await scene.register(cast.body(neighbour), neighbour === 0 ? cast.photo : undefined);
  await scene.minutes(between(cast.chance, `talk:${neighbour}`, 2, 9));
  return id;
}

export async function accepted(scene: Scene, cast: Cast, neighbour = 0): Promise<string> {
  const id = await registered(scene, cast, neighbour);
  await scene.act(id, 'operator', 'accept', {});
  return id;
}

export async function sent(scene: Scene, cast: Cast, coUnits: readonly string[] = []): Promise<string> {
  const id = await accepted(scene, cast);
  await scene.minutes(between(cast.chance, 'read', 3, 12));
  await scene.redact(id);
  await scene.wait(some(cast.chance, 'dispatch', 0.1, 1.4));
  const reason = cast.phrase('dispatch');
  await scene.act(id, 'dispatcher', 'dispatch', { unit: cast.unit, reason, ...(coUnits.length > 0 && { coUnits }) });
  return id;
}

export async function taken(scene: Scene, cast: Cast, coUnits: readonly string[] = []): Promise<string> {
  const id = await sent(scene, cast, coUnits);
  await scene.wait(some(cast.chance, 'acknowledge', 0.1, 1.5));
  await scene.act(id, { unit: cast.unit }, 'acknowledge', {});
  return id;
}

export async function inHand(scene: Scene, cast: Cast, coUnits: readonly string[] = []): Promise<string> {
  const id = await taken(scene, cast, coUnits);
  await scene.wait(some(cast.chance, 'contact', 0.3, 3));
  await scene.act(id, { unit: cast.unit }, 'recordContact', { note: cast.phrase('contact') });
  return id;
}

export async function reply(scene: Scene, cast: Cast, id: string, unit = cast.unit): Promise<void> {
  const { tasks } = await scene.look(id);
  const open = tasks.some(({ status }) => status === 'assigned' || status === 'reportedIn');
  const openTasksReason = open ? { openTasksReason: '协办单位意见不影响本次答复。' } : {};
  await scene.act(id, { unit }, 'reply', { ...cast.reply, ...openTasksReason });
}

export async function replied(scene: Scene, cast: Cast, from: number, to: number): Promise<string> {
  const id = await inHand(scene, cast);
  await scene.wait(some(cast.chance, 'work', from, to));
  if (cast.photo !== undefined && cast.chance('proof') < 0.4) await scene.attach(id, { unit: cast.unit }, cast.photo);
  await reply(scene, cast, id);
  return id;
}

export async function review(scene: Scene, cast: Cast, id: string, accept = true): Promise<void> {
  await scene.wait(some(cast.chance, `review:${accept}`, 0.5, 3));
  await scene.act(id, 'reviewer', 'reviewReply', accept ? { accept } : { accept, reason: cast.phrase('reject') });
}

export async function reviewed(scene: Scene, cast: Cast, from: number, to: number): Promise<string> {
  const id = await replied(scene, cast, from, to);
  await review(scene, cast, id);
  return id;
}

export async function callBack(
  scene: Scene,
  cast: Cast,
  id: string,
  solved: Solved = 'yes',
  satisfied: number = 4 + Math.round(cast.chance('stars')),
): Promise<void> {
  if ((await scene.look(id)).state !== 'callbackPending') return;
  await scene.wait(some(cast.chance, 'callback', 0.5, 4));
  const unhappy = solved === 'no' || satisfied <= 2;
  await scene.act(id, 'callbackAgent', 'recordCallback', {
    ...{ reached: true, solved, satisfied },
    ...(unhappy && { code: reasonOf(cast), reason: cast.phrase('unhappy') }),
  });
}

const REASONS = ['notDone', 'doneBadly', 'cameBack', 'tooSlow', 'notContacted'] as const;
const reasonOf = ({ chance }: Cast): (typeof REASONS)[number] =>
  REASONS[Math.floor(chance('reason') * REASONS.length)] ?? 'notDone';

export async function missCall(scene: Scene, id: string): Promise<void> {
  await scene.act(id, 'callbackAgent', 'recordCallback', { reached: false });
}

/** The unit asks, and it is decided or left open. */
export async function decide(
  scene: Scene,
  cast: Cast,
  id: string,
  by: 'dispatcher' | 'dutyManager' | 'supervisor' | 'reviewer',
  grant: boolean,
  reason: string,
): Promise<void> {
  await scene.wait(some(cast.chance, `decide:${reason}`, 0.4, 2.5));
  const open = (await scene.look(id)).requests.find(({ status }) => status === 'open');
  if (open) await scene.act(id, by, 'decide', { request: open.id, grant, reason });
}

export async function askReturn(scene: Scene, cast: Cast, id: string, unit: string, to: string): Promise<void> {
  await scene.wait(some(cast.chance, `return:${unit}`, 0.3, 2));
  const body = { reason: cast.phrase('return'), basis: cast.phrase('returnBasis'), suggestedUnit: to };
  await scene.act(id, { unit }, 'requestReturn', body);
}
