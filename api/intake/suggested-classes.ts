import type { CallSoFar, IntakeSuggestionsBody } from '../../contracts/suggestions.js';
import { severalMatters } from '../../domain/intake/several-matters.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { ServedModel } from './live-model.js';
import { suggestedPlace } from './suggesting.js';

type Snapshot = Pick<ReferenceSnapshot, 'classes' | 'serviceRows' | 'units'>;

export interface SuggestedClasses extends Pick<IntakeSuggestionsBody, 'abstained' | 'classes' | 'modelVersion'> {
  /** How sure the model is of the first by itself, whatever the channel; `null`: it is unsure, or there is none. */
  readonly first: { readonly classCode: string; readonly confidence: number } | null;
}

/** By the model; where that is unsure, or where there is none, by the words of the catalogue. */
export function suggestedClasses(
  asked: CallSoFar,
  served: ServedModel | null,
  factor: number,
  snapshot: Snapshot,
): SuggestedClasses {
  const { title = '', text = '' } = asked;
  const worded = (): SuggestedClasses['classes'] =>
    suggestedPlace(asked, snapshot).classes.map((one) => ({ ...one, confidence: null }));
  if (served === null) {
    const classes = worded();
    return { modelVersion: null, abstained: classes.length === 0, classes, first: null };
  }
  const { model, temperature, facts } = served;
  const said = `${title}\n${text}`;
  const modelVersion = facts.version;
  const guess = model.classify(said, temperature * factor);
  // A class that was taken out of the catalogue since is known to the model, and to nobody else.
  const known = guess.classes.filter(({ code }) => snapshot.classes.has(code));
  const [first] = known;
  if (guess.abstained || first === undefined || first !== guess.classes[0])
    return { modelVersion, abstained: true, classes: worded(), first: null };
  const alone = factor === 1 ? guess : model.classify(said);
  return {
    ...{ modelVersion, abstained: false },
    classes: known.map(({ code, confidence, words }) => ({
      ...{ classCode: code, name: snapshot.classes.get(code)?.name ?? code },
      ...{ confidence: rounded(confidence), reasons: [...words] },
    })),
    first: { classCode: first.code, confidence: rounded(alone.classes[0]?.confidence ?? 0) },
  };
}

/** Stretches of the text that seem to be matters of their own. Without a model nobody can say so. */
export function suggestedParts(
  { text = '' }: CallSoFar,
  served: ServedModel | null,
  { classes }: Snapshot,
): IntakeSuggestionsBody['parts'] {
  if (served === null) return [];
  return severalMatters(text, (piece) => served.model.classify(piece)).map((part) => ({
    ...part,
    name: classes.get(part.classCode)?.name ?? part.classCode,
  }));
}

const rounded = (confidence: number): number => Math.round(confidence * 1e3) / 1e3;
