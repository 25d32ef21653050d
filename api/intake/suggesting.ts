import type { IntakeWords, SuggestionsBody } from '../../contracts/intake.js';
import { fittingClasses } from '../../domain/intake/fitting-classes.js';
import type { Said } from '../../domain/intake/likeness.js';
import type { ClassView, ReferenceSnapshot } from '../../storage/reference/reference-data.js';

/** A title that is not written yet is what was said first. */
const FIRST_SIGNS = 30;

export function saidIn({ title, text }: IntakeWords): Said {
  return { title: title ?? [...(text ?? '')].slice(0, FIRST_SIGNS).join(''), text: text ?? '' };
}

/** Classes by what their names say, and who owns the one that was chosen, or else the best. */
export function suggestedPlace(
  asked: IntakeWords,
  { classes, serviceRows, units }: Pick<ReferenceSnapshot, 'classes' | 'serviceRows' | 'units'>,
): Pick<SuggestionsBody, 'abstained' | 'classes' | 'units'> {
  const { title, text } = saidIn(asked);
  const fitting = fittingClasses(`${title}\n${text}`, [...classes.values()], serviceRows);
  const chosen = classes.get(asked.classCode ?? fitting[0]?.code ?? '');
  return {
    abstained: fitting.length === 0,
    classes: fitting.map(({ code, words }) => ({
      classCode: code,
      name: classes.get(code)?.name ?? code,
      reasons: [...words],
    })),
    units: chosen === undefined ? [] : ownersOf(chosen, units),
  };
}

function ownersOf(
  { code, name, nameEn, owners }: ClassView,
  units: ReferenceSnapshot['units'],
): SuggestionsBody['units'] {
  return owners.map((unit) => {
    const owner = units.get(unit);
    return {
      unit,
      name: owner?.name ?? null,
      via: 'catalogue',
      classCode: code,
      reason: {
        zh: `派单目录：“${code} ${name}”由${owner?.name ?? unit}承办`,
        en: `Dispatch catalogue: ${owner?.nameEn ?? unit} owns ${code} ${nameEn}`,
      },
    };
  });
}
