import { confidencesOf, type ClassModel } from './class-model.js';
import type { Learnt } from './class-model-learning.js';

/** How a model does on texts of which it is known what they were. */
export interface ModelQuality {
  readonly texts: number;
  readonly top1: number;
  readonly top3: number;
  /** The mean over classes of how well each is found and told from others. */
  readonly macroF1: number;
  /** How far what it says of its confidence is from how often it is right. */
  readonly calibrationError: number;
  /** The share of texts of which it is so sure that nineteen of twenty are right. */
  readonly coverageAt95: number;
}

/** What it said of one text. */
export interface Answered {
  readonly code: string;
  /** Best first. */
  readonly guessed: readonly string[];
  readonly confidence: number;
}

const BINS = 15;
const PRECISION = 0.95;

/** Of a class that it never heard of it is wrong, as whoever asks it then is left without. */
export function answersOf(model: ClassModel, texts: readonly Learnt[], temperature: number): Answered[] {
  return texts.map(({ text, code }) => {
    const sure = confidencesOf(model.scoresOf(text), temperature);
    const order = [...sure.keys()].sort((a, b) => (sure[b] ?? 0) - (sure[a] ?? 0));
    const guessed = order.slice(0, 3).map((at) => model.classes[at] ?? '');
    return { code, guessed, confidence: sure[order[0] ?? 0] ?? 0 };
  });
}

export function qualityOf(answers: readonly Answered[]): ModelQuality {
  const share = (fits: (one: Answered) => boolean): number => answers.filter(fits).length / (answers.length || 1);
  return {
    texts: answers.length,
    top1: share(isRight),
    top3: share(({ code, guessed }) => guessed.includes(code)),
    macroF1: macroF1(answers),
    calibrationError: calibrationErrorOf(answers.map((one) => ({ confidence: one.confidence, right: isRight(one) }))),
    coverageAt95: coverageAt(PRECISION, answers),
  };
}

/** In bins of confidence: the mean distance between what was said and what came true. */
export function calibrationErrorOf(said: readonly { readonly confidence: number; readonly right: boolean }[]): number {
  const bins = Array.from({ length: BINS }, () => ({ sure: 0, right: 0 }));
  for (const { confidence, right } of said) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (bin === undefined) continue;
    bin.sure += confidence;
    bin.right += right ? 1 : 0;
  }
  return bins.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / (said.length || 1);
}

function isRight({ code, guessed }: Answered): boolean {
  return guessed[0] === code;
}

function macroF1(answers: readonly Answered[]): number {
  const codes = [...new Set(answers.map(({ code }) => code))];
  const each = codes.map((of) => {
    const [there, said] = [
      answers.filter(({ code }) => code === of),
      answers.filter(({ guessed }) => guessed[0] === of),
    ];
    return (2 * there.filter(isRight).length) / (there.length + said.length || 1);
  });
  return each.reduce((sum, one) => sum + one, 0) / (each.length || 1);
}

/** From the surest on, as many as keep this precision. */
function coverageAt(precision: number, answers: readonly Answered[]): number {
  let [right, covered] = [0, 0];
  for (const [at, one] of [...answers].sort((a, b) => b.confidence - a.confidence).entries()) {
    if (isRight(one)) right += 1;
    if (right >= precision * (at + 1)) covered = at + 1;
  }
  return covered / (answers.length || 1);
}
