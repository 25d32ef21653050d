import type { IntakeWords, SuggestionsBody } from '../../contracts/intake.js';
import { screeningHints } from '../../domain/intake/screening.js';

/** What the words alone suggest, by rows; a person decides. */
export function hintsIn({ title = '', text = '' }: IntakeWords): SuggestionsBody['hints'] {
  const written = { title, text };
  return screeningHints(written).map(
    ({ rule, version, kind, line, urgency, basis, field, from, to, blocksDecline }) => ({
      ...{ rule, version, kind, basis, field, from, to, blocksDecline },
      ...{ line: line ?? null, urgency: urgency ?? null, words: written[field].slice(from, to) },
    }),
  );
}
