/** What of a suggestion somebody takes or leaves. */
export const CHOICE_FIELDS = ['class', 'unit', 'sameMatter', 'parts', 'knowledge', 'urgency'] as const;
export type ChoiceField = (typeof CHOICE_FIELDS)[number];

export const CHOICES = ['taken', 'changed', 'ignored'] as const;
export type Choice = (typeof CHOICES)[number];

/** How sure a model said it was of a class, and whether it was taken. */
export interface Borne {
  readonly confidence: number;
  readonly taken: boolean;
}

/** With fewer nobody knows yet how a channel differs from what taught the model. */
export const FEWEST_BORNE = 100;
/** No channel is so different that it would be more. */
const [COLDEST, WARMEST] = [0.5, 4];

/**
 * By how much less sure a model is to be on a channel, as a factor of its temperature: as much as makes what it said
 * most like what came true. `null`: too little is known.
 */
export function temperatureBorne(borne: readonly Borne[]): number | null {
  if (borne.length < FEWEST_BORNE) return null;
  let [low, high] = [Math.log(COLDEST), Math.log(WARMEST)];
  for (let step = 0; step < 40; step += 1) {
    const [one, two] = [low + (high - low) / 3, high - (high - low) / 3];
    if (lossAt(Math.exp(one), borne) < lossAt(Math.exp(two), borne)) high = two;
    else low = one;
  }
  return Math.round(Math.exp((low + high) / 2) * 1e3) / 1e3;
}

function lossAt(factor: number, borne: readonly Borne[]): number {
  let loss = 0;
  for (const { confidence, taken } of borne) {
    const sure = Math.min(1 - 1e-6, Math.max(1e-6, confidence));
    const right = 1 / (1 + Math.exp(-Math.log(sure / (1 - sure)) / factor));
    loss -= Math.log(taken ? right : 1 - right);
  }
  return loss;
}
