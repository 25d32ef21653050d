import type { UnitView } from '../../../storage/reference/reference-data.js';
import type { Language } from '../../../domain/ticket/words.js';
import { nameOf } from '../../open311/language.js';
import type { Group } from './form.js';

type Place = Pick<UnitView, 'id' | 'level' | 'parent' | 'name' | 'nameEn' | 'closedAt'>;

/** More would not fit into the page; then districts alone are offered. */
const MOST_AREAS = 60;

/** A place is called after what is there, and not after who governs it. */
const placeName = (unit: Place, language: Language): string =>
  nameOf(unit, language).replace(/(?:人民政府|办事处|( People['’]s)? Government)$/u, '');

/**
 * Where a matter can lie, to choose from: without a script nobody puts a pin on a map. Districts, and under each what
 * lies in it.
 */
export function areasToChoose(units: Iterable<Place>, language: Language): readonly Group[] {
  const open = [...units].filter(({ closedAt }) => closedAt === null);
  const districts = open.filter(({ level }) => level === 'district');
  const option = (unit: Place) => ({ value: unit.id, label: placeName(unit, language) });
  const groups = districts.map((district) => ({
    label: placeName(district, language),
    options: [district, ...open.filter(({ level, parent }) => level === 'township' && parent === district.id)].map(
      option,
    ),
  }));
  const all = groups.reduce((sum, { options }) => sum + options.length, 0);
  return all <= MOST_AREAS ? groups : [{ label: null, options: districts.slice(0, MOST_AREAS).map(option) }];
}

/** What was chosen, if it was one of those. */
export function chosenArea(units: ReadonlyMap<string, Place>, id: string | undefined): string | undefined {
  const unit = id === undefined ? undefined : units.get(id);
  const isPlace = unit?.level === 'district' || unit?.level === 'township';
  return isPlace && unit.closedAt === null ? unit.id : undefined;
}
