import { base64Of, bytesOf } from './base64-bytes.js';
import { damped, gramsIn, runsOf } from './class-grams.js';
import { wordsOfGrams } from './gram-words.js';

/** A model as it is kept and handed on: JSON, and nothing but characters and numbers in it. */
export interface ClassModelFile {
  readonly form: typeof FORM;
  readonly classes: readonly string[];
  /** With a blank between each two. */
  readonly grams: string;
  /** How rare each gram is: whole numbers from 1 to 255, of which `rarityStep` is one. */
  readonly rarity: string;
  readonly rarityStep: number;
  /** Of each gram the weight for each class, from -127 to 127, of which `weightStep` is one. */
  readonly weights: string;
  readonly weightStep: number;
  /** Of each class, where nothing is said. */
  readonly leaning: readonly number[];
  /** Above 1 it is less sure of itself than its weights are. */
  readonly temperature: number;
}

/** What a text may be about, and why that is thought. */
export interface GuessedClass {
  readonly code: string;
  /** How often one that is as sure as this is right, from 0 to 1. */
  readonly confidence: number;
  /** Words of the text that spoke for it, as they were written. */
  readonly words: readonly string[];
}

export interface Guess {
  /** None is sure enough to be said aloud: those that are told are for whoever looks on their own. */
  readonly abstained: boolean;
  readonly classes: readonly GuessedClass[];
}

export interface ClassModel {
  readonly classes: readonly string[];
  classify(text: string, temperature?: number): Guess;
  /** Of each class, before anything is made of it: the temperature is found by these. */
  scoresOf(text: string): Float64Array;
}

const FORM = 1;
/** Three are read at a glance. */
const MOST_GUESSED = 3;
/** Below this none is offered. */
const SURE_FROM = 0.6;
/** So many grams are told as the reason. */
const GRAMS_OF_REASON = 3;

/** `null`: the file is no model of this form, or not a whole one. */
export function classModelOf(file: ClassModelFile): ClassModel | null {
  const grams = file.grams === '' ? [] : file.grams.split(' ');
  const [rarity, weights] = [bytesOf(file.rarity), bytesOf(file.weights)];
  const { classes, leaning, weightStep, rarityStep } = file;
  if (file.form !== FORM || rarity?.length !== grams.length || leaning.length !== classes.length) return null;
  if (weights?.length !== grams.length * classes.length || !(file.temperature > 0)) return null;
  const signed = new Int8Array(weights.buffer, 0, weights.length);
  const places = new Map(grams.map((gram, place) => [gram, place]));

  /** Where the known grams of a text stand in the model, and how much each of them counts there. */
  function valuesOf(runs: readonly string[]): { readonly known: string[]; at: number[]; values: number[] } {
    const [known, at, values]: [string[], number[], number[]] = [[], [], []];
    let square = 0;
    for (const [gram, times] of gramsIn(runs)) {
      const place = places.get(gram);
      if (place === undefined) continue;
      const value = damped(times) * (rarity?.[place] ?? 0) * rarityStep;
      square += value * value;
      known.push(gram);
      at.push(place);
      values.push(value);
    }
    const length = Math.sqrt(square) || 1;
    return { known, at, values: values.map((value) => value / length) };
  }

  function scored({
    at,
    values,
  }: {
    readonly at: readonly number[];
    readonly values: readonly number[];
  }): Float64Array {
    const scores = new Float64Array(classes.length);
    for (const [index, place] of at.entries()) {
      const value = (values[index] ?? 0) * weightStep;
      const from = place * classes.length;
      for (let one = 0; one < scores.length; one += 1)
        scores[one] = (scores[one] ?? 0) + value * (signed[from + one] ?? 0);
    }
    return scores.map((score, one) => score + (leaning[one] ?? 0));
  }

  return {
    classes,
    scoresOf: (text) => scored(valuesOf(runsOf(text))),
    classify(text, temperature = file.temperature) {
      const found = valuesOf(runsOf(text));
      if (found.at.length === 0) return { abstained: true, classes: [] };
      const sure = confidencesOf(scored(found), temperature);
      const best = [...sure.keys()].sort((a, b) => (sure[b] ?? 0) - (sure[a] ?? 0)).slice(0, MOST_GUESSED);
      const spokeFor = (one: number): string[] =>
        found.known
          .map((gram, index) => ({
            gram,
            // One character alone is a reason to nobody who reads it.
            weight:
              gram.length < 2
                ? 0
                : (found.values[index] ?? 0) * (signed[(found.at[index] ?? 0) * classes.length + one] ?? 0),
          }))
          .filter(({ weight }) => weight > 0)
          .sort((a, b) => b.weight - a.weight)
          .slice(0, GRAMS_OF_REASON)
          .map(({ gram }) => gram);
      const guessed = best.map((one) => ({
        code: classes[one] ?? '',
        confidence: sure[one] ?? 0,
        words: wordsOfGrams(text, spokeFor(one)),
      }));
      return { abstained: (guessed[0]?.confidence ?? 0) < SURE_FROM, classes: guessed };
    },
  };
}

/** What scores say of each, so that all of them make one. */
export function confidencesOf(scores: Float64Array, temperature: number): Float64Array {
  let [most, sum] = [-Infinity, 0];
  for (const score of scores) most = Math.max(most, score);
  const sure = scores.map((score) => {
    const share = Math.exp((score - most) / temperature);
    sum += share;
    return share;
  });
  return sure.map((share) => share / sum);
}

/** As whole numbers, from the numbers that were learnt. */
export function modelFile({
  classes,
  grams,
  rarity,
  weights,
  leaning,
}: {
  readonly classes: readonly string[];
  readonly grams: readonly string[];
  readonly rarity: Float64Array;
  readonly weights: Float64Array;
  readonly leaning: Float64Array;
}): ClassModelFile {
  const [rarityStep, weightStep] = [stepOf(rarity, 255), stepOf(weights, 127)];
  return {
    form: FORM,
    classes,
    grams: grams.join(' '),
    rarity: base64Of(Uint8Array.from(rarity, (value) => Math.max(1, Math.round(value / rarityStep)))),
    rarityStep,
    weights: base64Of(new Uint8Array(Int8Array.from(weights, (value) => Math.round(value / weightStep)).buffer)),
    weightStep,
    leaning: Array.from(leaning, (value) => Math.round(value * 1e4) / 1e4),
    temperature: 1,
  };
}

function stepOf(numbers: Float64Array, most: number): number {
  let largest = 0;
  for (const number of numbers) largest = Math.max(largest, Math.abs(number));
  return largest === 0 ? 1 : largest / most;
}
