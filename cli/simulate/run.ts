import type { Cast } from './cast.js';
import type { Time } from './connection.js';
import { createGate } from './gate.js';
import type { Hotline } from './hotline.js';
import { playLife, type Stage } from './life.js';
import type { Plan } from './plan.js';
import type { Life, Tally } from './tally.js';

/** Tickets that only wait for a clock, for each that is acted on. */
const resting = 8;
const gatherForMs = 15_000;

export interface Run {
  readonly lives: readonly Life[];
  readonly seconds: number;
}

/** How far the run has come; read by the progress line at any moment. */
export interface Standing {
  readonly total: number;
  registered: number;
  ended: number;
  /** Whose evidence was gathered, after the last has ended. */
  checked: number;
  open: number;
}

/**
 * Plays all plans, `concurrency` tickets being acted on at a time. A ticket that waits gives its place to another,
 * within a wider limit, so that a deadline of a minute does not hold the others up.
 */
export async function playAll(
  plans: readonly Plan[],
  with_: Readonly<{
    hotline: Hotline;
    cast: Cast;
    time: Time;
    tally: Tally;
    speed: number;
    concurrency: number;
    appeared?: (life: Life) => void;
  }>,
  standing: Standing,
): Promise<Run> {
  const { time, concurrency } = with_;
  const active = createGate(concurrency);
  const admitted = createGate(concurrency * (1 + resting));
  const lives: Life[] = [];
  const ids = new Map<number, string>();
  const gathering = new Map<number, { left: Set<number>; until: number }>();
  for (const { index, master } of plans) {
    if (master === null) continue;
    const group = gathering.get(master) ?? { left: new Set<number>(), until: Infinity };
    group.left.add(index);
    gathering.set(master, group);
  }
  const startedAt = time.now();
  const playing = new Set<Promise<void>>();
  let failure: unknown;
  for (const plan of plans) {
    await admitted.enter();
    if (failure !== undefined) break;
    const life = play(plan).catch((error: unknown) => {
      failure ??= error;
      admitted.leave();
    });
    playing.add(life);
    void life.then(() => playing.delete(life));
  }
  await Promise.all(playing);
  if (failure !== undefined) throw failure;
  return { lives: lives.toSorted((a, b) => a.index - b.index), seconds: (time.now() - startedAt) / 1_000 };

  async function play(plan: Plan): Promise<void> {
    let holdsAdmission = true;
    const leaveAdmission = (): void => {
      if (holdsAdmission) admitted.leave();
      holdsAdmission = false;
    };
    const stage: Stage = {
      ...with_,
      masterId: ({ master }) => (master === null ? null : (ids.get(master) ?? null)),
      awaitsFollowers({ index }) {
        const group = gathering.get(index);
        return group !== undefined && group.left.size > 0 && time.now() < group.until;
      },
      registered({ index }, life) {
        ids.set(index, life.id);
        lives.push(life);
        with_.appeared?.(life);
        standing.registered += 1;
        standing.open += 1;
        const group = gathering.get(index);
        if (group) group.until = time.now() + gatherForMs;
      },
      settled({ master, index }) {
        if (master !== null) gathering.get(master)?.left.delete(index);
      },
      async resting(untilArchive, rest) {
        if (untilArchive) leaveAdmission();
        active.leave();
        await rest();
        await active.enter(true);
      },
    };
    await active.enter();
    try {
      await playLife(plan, stage);
    } finally {
      active.leave();
      standing.ended += 1;
      standing.open -= 1;
    }
    leaveAdmission();
  }
}
