import type { IntakeSuggestionsBody } from '../../contracts/suggestions.js';
import { likelyOwners, type LikelyOwner, type UnitHistory } from '../../domain/intake/likely-owners.js';
import type { Words } from '../../domain/ticket/words.js';
import type { ClassView, ReferenceSnapshot } from '../../storage/reference/reference-data.js';

type Units = ReferenceSnapshot['units'];

/** Who would have a ticket of this class at this place, each with why. */
export function suggestedUnits(
  of: ClassView,
  area: string | null,
  history: readonly UnitHistory[],
  units: Units,
): IntakeSuggestionsBody['units'] {
  const district = area === null ? null : districtOf(area, units);
  const isOfPlace = (unit: string): boolean => district !== null && districtOf(unit, units) === district;
  const open = history.filter(({ unit }) => units.get(unit)?.closedAt === null);
  return likelyOwners(of.owners, open, isOfPlace).map((one) => ({
    ...{ unit: one.unit, name: units.get(one.unit)?.name ?? null, via: one.via, classCode: of.code },
    ...{ confidence: one.confidence, kept: one.kept, returned: one.returned },
    reason: reasonOf(one, of, units),
  }));
}

function districtOf(unit: string, units: Units): string | null {
  return (units.get(unit)?.path ?? []).find((id) => units.get(id)?.level === 'district') ?? null;
}

function reasonOf({ unit, via, kept, returned }: LikelyOwner, { code, name, nameEn }: ClassView, units: Units): Words {
  const [zh, en] = [units.get(unit)?.name ?? unit, units.get(unit)?.nameEn ?? unit];
  const fared =
    kept + returned === 0
      ? { zh: '', en: '' }
      : {
          zh: `；近一年办结 ${kept} 件，退单 ${returned} 件`,
          en: `; in a year it kept ${kept} and gave back ${returned}`,
        };
  if (via === 'history')
    return {
      zh: `派单目录未列${zh}，但“${code} ${name}”多由其办理${fared.zh}`,
      en: `Not in the dispatch catalogue, but ${en} has most of ${code} ${nameEn}${fared.en}`,
    };
  const there =
    via === 'area' ? { zh: '，且地点在其辖区', en: ', and the place is in its district' } : { zh: '', en: '' };
  return {
    zh: `派单目录：“${code} ${name}”由${zh}承办${there.zh}${fared.zh}`,
    en: `Dispatch catalogue: ${en} owns ${code} ${nameEn}${there.en}${fared.en}`,
  };
}
