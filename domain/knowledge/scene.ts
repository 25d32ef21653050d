import type { EmergencyLine } from '../intake/screening-row.js';
import type { DeclineCode } from '../ticket/vocabulary.js';

/** Where an answer leads: to the next question, or to what is done now. */
export type SceneLead =
  | { readonly to: 'step'; readonly step: string }
  | { readonly to: 'entry'; readonly entry: string }
  | { readonly to: 'ticket'; readonly classCode: string }
  | { readonly to: 'line'; readonly line: EmergencyLine }
  | { readonly to: 'decline'; readonly code: DeclineCode };

export interface SceneAnswer {
  /** What the caller says, in a few words. */
  readonly words: string;
  readonly leads: SceneLead;
}

export interface SceneStep {
  readonly key: string;
  /** What the operator asks. */
  readonly asks: string;
  readonly answers: readonly SceneAnswer[];
}

/** A situation that callers are in, as a tree of questions; the first step is its root. */
export interface Scene {
  readonly steps: readonly SceneStep[];
}

export const SCENE_LEADS = ['step', 'entry', 'ticket', 'line', 'decline'] as const satisfies readonly SceneLead['to'][];
export const MOST_STEPS = 40;
export const MOST_ANSWERS = 8;

export interface SceneFault {
  /** The step, and of its answers the one, if it is one. */
  readonly step: number;
  readonly answer: number | null;
  readonly fault: 'twice' | 'nowhere' | 'joins' | 'apart';
}

/**
 * Why the steps are no tree: two with one key (`twice`), an answer that leads to none (`nowhere`), to one that another
 * leads to already or to the first (`joins`), or a step to which no answer leads (`apart`). None: whoever walks it
 * comes to an end.
 */
export function faultsOfScene({ steps }: Scene): SceneFault[] {
  const faults: SceneFault[] = [];
  const known = new Map<string, number>();
  steps.forEach(({ key }, step) => {
    if (known.has(key)) faults.push({ step, answer: null, fault: 'twice' });
    else known.set(key, step);
  });
  const led = new Set<number>([0]);
  steps.forEach(({ answers }, step) =>
    answers.forEach(({ leads }, answer) => {
      if (leads.to !== 'step') return;
      const next = known.get(leads.step);
      if (next === undefined) faults.push({ step, answer, fault: 'nowhere' });
      else if (led.has(next)) faults.push({ step, answer, fault: 'joins' });
      else led.add(next);
    }),
  );
  const reached = reachedIn(steps, known);
  steps.forEach(({ key }, step) => {
    if (!reached.has(step) && known.get(key) === step) faults.push({ step, answer: null, fault: 'apart' });
  });
  return faults;
}

/** From the first step on; a ring of steps that only lead to one another is reached by nobody. */
function reachedIn(steps: readonly SceneStep[], known: ReadonlyMap<string, number>): Set<number> {
  const reached = new Set<number>();
  const next = [0];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    for (const { leads } of steps[at]?.answers ?? []) {
      const to = leads.to === 'step' ? known.get(leads.step) : undefined;
      if (to !== undefined) next.push(to);
    }
  }
  return reached;
}

/** The entries that it leads to, each once. */
export function entriesOfScene({ steps }: Scene): string[] {
  const leads = steps.flatMap(({ answers }) => answers.map((answer) => answer.leads));
  return [...new Set(leads.flatMap((lead) => (lead.to === 'entry' ? [lead.entry] : [])))];
}

/** What it is found by, besides its question. */
export function wordsOfScene({ steps }: Scene): string {
  return steps.map(({ asks, answers }) => [asks, ...answers.map(({ words }) => words)].join('\n')).join('\n');
}
