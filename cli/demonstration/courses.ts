import { ALWAYS_CALLED, type Cast } from './cast.js';
import {
  accepted,
  askReturn,
  callBack,
  decide,
  inHand,
  missCall,
  registered,
  reply,
  review,
  reviewed,
  taken,
} from './acts.js';
import type { Scene } from './scene.js';

/** The longer courses that a ticket may take, where a plot is more than one act after the other. */

/** Left alone with the unit: the clocks do the rest. */
export const leftAlone = (scene: Scene, cast: Cast): Promise<string> => inHand(scene, cast);

export async function answerSupervision(scene: Scene, cast: Cast, id: string): Promise<void> {
  const open = (await scene.look(id)).supervisions.find(({ answeredAt }) => answeredAt === null);
  const text = cast.phrase('supervisionAnswer');
  if (open) await scene.act(id, { unit: cast.unit }, 'answerSupervision', { supervision: open.id, text });
}

export async function consulting(scene: Scene, cast: Cast): Promise<void> {
  const id = await accepted(scene, cast);
  await scene.wait(0.7);
  const [other] = cast.others;
  await scene.act(id, 'dispatcher', 'consult', { units: [cast.unit, other], reason: cast.phrase('consult') });
}

export async function joint(scene: Scene, cast: Cast): Promise<void> {
  const id = await inHand(
    scene,
    cast,
    [cast.community, cast.township].filter((one) => one !== cast.unit),
  );
  const task = (await scene.look(id)).tasks[0];
  await scene.wait(2);
  const hand = { unit: task?.unit ?? cast.community };
  if (task) await scene.act(id, hand, 'answerTask', { task: task.id, result: cast.phrase('task') });
}

export async function whistle(scene: Scene, cast: Cast): Promise<void> {
  const id = await inHand(scene, cast);
  await scene.wait(1.2);
  const units = ALWAYS_CALLED.filter((one) => one !== cast.unit).slice(0, 2);
  const reason = cast.phrase('whistle');
  await scene.act(id, { unit: cast.unit }, 'whistle', { case: 'jointEnforcement', units, reason });
  const [first, second] = (await scene.look(id)).tasks;
  await scene.wait(2.5);
  if (first) await scene.act(id, { unit: first.unit }, 'reportIn', { task: first.id });
  await scene.wait(3);
  if (first) await scene.act(id, { unit: first.unit }, 'answerTask', { task: first.id, result: cast.phrase('task') });
  if (second && cast.chance('both') < 0.5) {
    await scene.act(id, { unit: second.unit }, 'reportIn', { task: second.id });
  }
}

export async function raised(scene: Scene, cast: Cast): Promise<void> {
  const id = await inHand(scene, cast);
  await scene.wait(60);
  await answerSupervision(scene, cast, id);
}

export async function hurried(scene: Scene, cast: Cast): Promise<void> {
  const id = await inHand(scene, cast);
  await scene.wait(7);
  await scene.say(id, 'nudge', cast.phrase('nudge'));
  await scene.minutes(35);
  await scene.act(id, 'supervisor', 'urge', { reason: cast.phrase('urge') });
  await scene.wait(4);
  await scene.say(id, 'supplement', cast.phrase('supplement'));
  await scene.wait(3);
  await scene.say(id, 'nudge', cast.phrase('nudge'));
  if (cast.chance('demand') < 0.6) {
    await scene.act(id, 'supervisor', 'supervise', { level: 2, demand: cast.phrase('demand') });
  }
}

export async function openedAgain(scene: Scene, cast: Cast): Promise<void> {
  const id = await closed(scene, cast);
  await scene.wait(14);
  await scene.act(id, 'reviewer', 'reopen', { reason: cast.phrase('reopen') });
}

export async function ruled(scene: Scene, cast: Cast): Promise<void> {
  const id = await disputed(scene, cast);
  await scene.wait(3);
  await scene.act(id, 'dutyManager', 'adjudicate', { unit: cast.unit, reason: cast.phrase('adjudicate') });
  await scene.wait(1.5);
  await scene.act(id, { unit: cast.unit }, 'acknowledge', {});
}

export async function closed(scene: Scene, cast: Cast): Promise<string> {
  const id = await reviewed(scene, cast, 6, 18);
  await callBack(scene, cast, id);
  return id;
}

export async function fast(scene: Scene, cast: Cast): Promise<string> {
  const id = await accepted(scene, cast);
  await scene.minutes(3);
  await scene.redact(id);
  await scene.act(id, 'dispatcher', 'dispatch', { unit: cast.unit, reason: cast.phrase('urgent') });
  await scene.minutes(7);
  await scene.act(id, { unit: cast.unit }, 'acknowledge', {});
  await scene.minutes(12);
  await scene.act(id, { unit: cast.unit }, 'recordContact', { note: cast.phrase('contact') });
  return id;
}

export async function closedFast(scene: Scene, cast: Cast): Promise<void> {
  const id = await fast(scene, cast);
  await scene.minutes(75);
  await reply(scene, cast, id);
  await scene.minutes(20);
  await scene.act(id, 'reviewer', 'reviewReply', { accept: true });
  await callBack(scene, cast, id);
}

export async function disputed(scene: Scene, cast: Cast): Promise<string> {
  const id = await returned(scene, cast);
  const [other] = cast.others;
  await scene.wait(0.6);
  await scene.act(id, { unit: other }, 'acknowledge', {});
  await askReturn(scene, cast, id, other, cast.unit);
  await decide(scene, cast, id, 'dispatcher', true, '再次退回，提请值班长裁定。');
  return id;
}

/** Given back once, and sent on. */
export async function returned(scene: Scene, cast: Cast): Promise<string> {
  const id = await taken(scene, cast);
  const [other] = cast.others;
  await askReturn(scene, cast, id, cast.unit, other);
  await decide(scene, cast, id, 'dispatcher', true, cast.phrase('returnGranted'));
  await scene.wait(0.8);
  await scene.act(id, 'dispatcher', 'dispatch', { unit: other, reason: cast.phrase('dispatch') });
  return id;
}

export async function returnedTwice(scene: Scene, cast: Cast): Promise<void> {
  const id = await disputed(scene, cast);
  if ((await scene.look(id)).state !== 'pendingDispatch') return;
  await scene.wait(1);
  await scene.act(id, 'dispatcher', 'dispatch', { unit: cast.unit, reason: cast.phrase('dispatch') });
}

export async function extension(scene: Scene, cast: Cast, grant: boolean | null): Promise<void> {
  const id = await inHand(scene, cast);
  await scene.wait(grant === null ? 15 : 17);
  const body = { workingDays: 3, code: 'outsideConditions', reason: cast.phrase('extension') } as const;
  await scene.act(id, { unit: cast.unit }, 'requestExtension', { ...body, basis: cast.phrase('basis') });
  if (grant === null) return;
  await decide(scene, cast, id, 'dutyManager', grant, cast.phrase(grant ? 'extensionGranted' : 'extensionDenied'));
}

export async function suspension(scene: Scene, cast: Cast, grant: boolean): Promise<void> {
  const id = await inHand(scene, cast);
  await scene.wait(8);
  const until = new Date(Date.parse((await scene.look(id)).registeredAt) + 21 * 86_400_000).toISOString();
  await scene.act(id, { unit: cast.unit }, 'requestSuspension', { reason: cast.phrase('suspension'), until });
  if (grant) await decide(scene, cast, id, 'supervisor', true, '情况属实，同意挂起。');
}

export async function termination(scene: Scene, cast: Cast, grant: boolean): Promise<void> {
  const id = await inHand(scene, cast);
  await scene.wait(9);
  await scene.act(id, { unit: cast.unit }, 'requestTermination', { reason: cast.phrase('termination') });
  if (grant) await decide(scene, cast, id, 'supervisor', true, '材料齐全，同意终止办理。');
}

export async function notReached(scene: Scene, cast: Cast): Promise<void> {
  const id = await reviewed(scene, cast, 8, 12);
  for (const wait of [2, 7, 7]) await scene.wait(wait).then(() => missCall(scene, id));
}

export async function unhappy(scene: Scene, cast: Cast): Promise<string> {
  const id = await reviewed(scene, cast, 9, 13);
  await callBack(scene, cast, id, 'no', 2);
  return id;
}

export async function redone(scene: Scene, cast: Cast, well: boolean): Promise<void> {
  const id = await unhappy(scene, cast);
  await scene.wait(2.5);
  await scene.act(id, 'reviewer', 'judge', { redo: true, reason: cast.phrase('redo') });
  if (!well) return;
  await scene.wait(10);
  await reply(scene, cast, id);
  await review(scene, cast, id);
  await callBack(scene, cast, id);
}

export async function declined(scene: Scene, cast: Cast): Promise<string> {
  const id = await registered(scene, cast);
  await scene.act(id, 'operator', 'decline', { code: 'notConcrete', reason: cast.phrase('decline') });
  return id;
}

/** Neighbours ask for the same: one is handled, and all hear of it. */
export async function family(scene: Scene, cast: Cast): Promise<string> {
  const master = await inHand(scene, cast);
  for (const neighbour of [1, 2, 3]) {
    await scene.wait(0.9);
    const id = await accepted(scene, cast, neighbour);
    await scene.act(id, 'operator', 'merge', { into: master });
  }
  return master;
}

export async function redirected(scene: Scene, cast: Cast): Promise<void> {
  const body = { channel: '人民法院', reason: cast.phrase('redirect') };
  await scene.act(await registered(scene, cast), 'operator', 'redirect', body);
}

export async function handedToEmergency(scene: Scene, cast: Cast): Promise<void> {
  const body = { line: '119', reason: cast.phrase('emergency') } as const;
  await scene.act(await registered(scene, cast), 'operator', 'handToEmergency', body);
}

export async function withdrawn(scene: Scene, cast: Cast): Promise<void> {
  const id = await inHand(scene, cast);
  await scene.wait(2);
  await scene.byLink(id, 'withdraw', { reason: cast.phrase('withdraw') });
}

export async function explained(scene: Scene, cast: Cast): Promise<void> {
  const id = await unhappy(scene, cast);
  await scene.wait(3);
  await scene.act(id, 'reviewer', 'judge', { redo: false, code: 'explained', reason: cast.phrase('explained') });
}
