import { damped, gramsIn, runsOf } from './class-grams.js';
import { classModelOf, confidencesOf, modelFile, type ClassModel, type ClassModelFile } from './class-model.js';

/** A text, and what it was found to be about. */
export interface Learnt {
  readonly text: string;
  readonly code: string;
  /** Anybody may read it: a gram of it may stand in a model though no other text has it. */
  readonly isPublic?: boolean;
}

export interface Learning {
  /** From 0 up to 1; the same ones in a row give the same model. */
  readonly random: () => number;
  /** A gram of fewer texts is left out: it may be what only one of them says of somebody. */
  readonly fewestTexts: number;
  readonly onEpoch?: (done: number, of: number) => void;
}

const EPOCHS = 12;
/** After so many it is seen which grams count, and the others are let go. */
const FIRST_EPOCHS = 4;
const STEP = 1.2;
/** What is not called for again fades. */
const FADES = 0.15;
/** Callers say a part first: each text is learnt again by how it begins, and by a piece out of it. */
const BEGINS = 20;
const PIECE = 30;
const MOST_GRAMS = 20_000;
/** One byte a gram and class, and four thirds of that as text: with what else stands in it, under a megabyte. */
const MOST_WEIGHTS = 550_000;
/** Each time so many grams at most are weighed first, the most frequent. */
const MOST_WEIGHED = 200_000;

interface Counted {
  readonly at: Int32Array;
  readonly values: Float32Array;
  readonly of: number;
}

/** Multinomial logistic regression by stochastic gradients; `null`: of fewer than two classes nothing is told apart. */
export function learnClasses(texts: readonly Learnt[], learning: Learning): ClassModelFile | null {
  const classes = [...new Set(texts.map(({ code }) => code))].sort();
  if (classes.length < 2) return null;
  const place = new Map(classes.map((code, at) => [code, at]));
  const whole = texts.map(({ text, code, isPublic = false }) => ({
    runs: runsOf(text),
    of: place.get(code) ?? 0,
    isPublic,
  }));
  const copies = whole.flatMap(({ runs, of }) =>
    [runs, ...shortOnes(runs, learning.random)].map((each) => ({ runs: each, of })),
  );
  const known = knownGrams(whole, learning, MOST_WEIGHED);
  const rarity = (gram: string): number => Math.log((texts.length + 1) / ((known.get(gram) ?? 0) + 1)) + 1;

  const all = [...known.keys()];
  const first = descend(
    counted(copies, all, rarity),
    { ...learning, grams: all.length, classes: classes.length },
    FIRST_EPOCHS,
  );
  const grams = heaviest(all, first.weights, classes.length);
  const { weights, leaning } = descend(
    counted(copies, grams, rarity),
    { ...learning, grams: grams.length, classes: classes.length },
    EPOCHS,
  );
  return modelFile({ classes, grams, rarity: Float64Array.from(grams, rarity), weights, leaning });
}

/** The temperature by which its confidence is most right on texts that it was not taught by. */
export function withTemperature(file: ClassModelFile, heldOut: readonly Learnt[]): ClassModelFile {
  const model = classModelOf(file);
  if (model === null || heldOut.length === 0) return file;
  return { ...file, temperature: temperatureFor(scoredBy(model, heldOut)) };
}

/** Of one text: how each class scored, and the place of the one that it was. */
export interface Scored {
  readonly scores: Float64Array;
  readonly of: number;
}

export function scoredBy(model: ClassModel, texts: readonly Learnt[]): Scored[] {
  return texts
    .map(({ text, code }) => ({ scores: model.scoresOf(text), of: model.classes.indexOf(code) }))
    .filter(({ of }) => of >= 0);
}

/** By trying: the loss has one lowest place. */
export function temperatureFor(scored: readonly Scored[]): number {
  let [low, high] = [Math.log(0.05), Math.log(20)];
  for (let step = 0; step < 40; step += 1) {
    const [one, two] = [low + (high - low) / 3, high - (high - low) / 3];
    if (lossAt(Math.exp(one), scored) < lossAt(Math.exp(two), scored)) high = two;
    else low = one;
  }
  return Math.round(Math.exp((low + high) / 2) * 1e4) / 1e4;
}

function lossAt(temperature: number, scored: readonly Scored[]): number {
  let loss = 0;
  for (const { scores, of } of scored) loss -= Math.log(Math.max(confidencesOf(scores, temperature)[of] ?? 0, 1e-12));
  return loss;
}

function shortOnes(runs: readonly string[], random: () => number): string[][] {
  const text = runs.join(' ');
  const from = Math.floor(random() * Math.max(1, text.length - PIECE + 1));
  return [text.slice(0, BEGINS).split(' '), text.slice(from, from + PIECE).split(' ')];
}

/** In how many texts each stands that stands in enough of them. */
function knownGrams(
  texts: readonly { readonly runs: readonly string[]; readonly isPublic: boolean }[],
  { fewestTexts }: Learning,
  most: number,
): Map<string, number> {
  const among = new Map<string, number>();
  const open = new Set<string>();
  for (const { runs, isPublic } of texts)
    for (const gram of gramsIn(runs).keys()) {
      among.set(gram, (among.get(gram) ?? 0) + 1);
      if (isPublic) open.add(gram);
    }
  const enough = [...among].filter(([gram, times]) => times >= fewestTexts || open.has(gram));
  return new Map(enough.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most));
}

function counted(
  copies: readonly { readonly runs: readonly string[]; readonly of: number }[],
  grams: readonly string[],
  rarity: (gram: string) => number,
): Counted[] {
  const places = new Map(grams.map((gram, at) => [gram, { at, rare: rarity(gram) }]));
  return copies.map(({ runs, of }) => {
    const [at, values]: [number[], number[]] = [[], []];
    let square = 0;
    for (const [gram, times] of gramsIn(runs)) {
      const known = places.get(gram);
      if (known === undefined) continue;
      const value = damped(times) * known.rare;
      square += value * value;
      at.push(known.at);
      values.push(value);
    }
    const length = Math.sqrt(square) || 1;
    return { at: Int32Array.from(at), values: Float32Array.from(values, (value) => value / length), of };
  });
}

interface Descent extends Pick<Learning, 'random' | 'onEpoch'> {
  readonly grams: number;
  readonly classes: number;
}

function descend(
  texts: readonly Counted[],
  { random, onEpoch, grams, classes }: Descent,
  epochs: number,
): { readonly weights: Float64Array; readonly leaning: Float64Array } {
  const [weights, leaning] = [new Float64Array(grams * classes), new Float64Array(classes)];
  const order = Int32Array.from(texts.keys());
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    const step = STEP / (1 + epoch / 2);
    for (const index of order) {
      const text = texts[index];
      if (text !== undefined) learnOne(text, weights, leaning, step);
    }
    const left = 1 - FADES * step;
    for (let at = 0; at < weights.length; at += 1) weights[at] = (weights[at] ?? 0) * left;
    onEpoch?.(epoch + 1, epochs);
  }
  return { weights, leaning };
}

function learnOne({ at, values, of }: Counted, weights: Float64Array, leaning: Float64Array, step: number): void {
  const classes = leaning.length;
  const scores = Float64Array.from(leaning);
  for (let index = 0; index < at.length; index += 1) {
    const [from, value] = [(at[index] ?? 0) * classes, values[index] ?? 0];
    for (let one = 0; one < classes; one += 1) scores[one] = (scores[one] ?? 0) + value * (weights[from + one] ?? 0);
  }
  const off = confidencesOf(scores, 1);
  off[of] = (off[of] ?? 0) - 1;
  for (let index = 0; index < at.length; index += 1) {
    const [from, value] = [(at[index] ?? 0) * classes, step * (values[index] ?? 0)];
    for (let one = 0; one < classes; one += 1)
      weights[from + one] = (weights[from + one] ?? 0) - value * (off[one] ?? 0);
  }
  for (let one = 0; one < classes; one += 1) leaning[one] = (leaning[one] ?? 0) - step * 0.1 * (off[one] ?? 0);
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
}

/** Those whose weights tell classes apart most. */
function heaviest(grams: readonly string[], weights: Float64Array, classes: number): string[] {
  const most = Math.min(MOST_GRAMS, Math.floor(MOST_WEIGHTS / classes));
  if (grams.length <= most) return [...grams];
  return grams
    .map((gram, at) => ({ gram, tells: apart(weights.subarray(at * classes, (at + 1) * classes)) }))
    .sort((a, b) => b.tells - a.tells || (a.gram < b.gram ? -1 : 1))
    .slice(0, most)
    .map(({ gram }) => gram);
}

function apart(weights: Float64Array): number {
  let square = 0;
  for (const weight of weights) square += weight * weight;
  return square;
}
