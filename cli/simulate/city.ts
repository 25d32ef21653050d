import type { UnitLevel } from '../../domain/ticket/vocabulary.js';
import type { Chance } from './chance.js';
import { shuffled } from './chance.js';

export interface CityUnit {
  readonly id: string;
  readonly name: string;
  readonly level: UnitLevel;
  readonly parent: string | null;
}

export interface CityClass {
  readonly code: string;
  readonly level: number;
  readonly owners: readonly string[];
  readonly departmentOnly: boolean;
  readonly neverDecline: boolean;
}

/** The city as the hotline shows it. Only units with somebody to act for them are ever sent a ticket. */
export interface City {
  readonly classes: ReadonlyMap<string, CityClass>;
  /** Words to look for in a text, the smallest places first. */
  readonly places: readonly { readonly word: string; readonly name: string }[];
  readonly departments: readonly string[];
  readonly communities: readonly string[];
  readonly levels: ReadonlyMap<string, UnitLevel>;
}

const PLACE_LEVELS: readonly UnitLevel[] = ['community', 'township', 'district'];
const DEPARTMENT_LEVELS: readonly UnitLevel[] = ['cityDepartment', 'district', 'districtDepartment'];
const OWNER_LEVELS: readonly UnitLevel[] = [...DEPARTMENT_LEVELS, 'township'];

export function cityOf(
  units: readonly CityUnit[],
  classes: readonly CityClass[],
  actingFor: ReadonlySet<string>,
): City {
  const acting = units.filter(({ id }) => actingFor.has(id));
  const at = (level: UnitLevel): string[] => acting.filter((unit) => unit.level === level).map(({ id }) => id);
  return {
    classes: new Map(classes.map((row) => [row.code, row])),
    places: PLACE_LEVELS.flatMap((level) => units.filter((unit) => unit.level === level)).map(({ name }) => ({
      word: name.replace(/人民政府$/u, '').replace(/^.*?[区市](?=.{2,})/u, ''),
      name,
    })),
    departments: at('cityDepartment'),
    communities: at('community'),
    levels: new Map(acting.map(({ id, level }) => [id, level])),
  };
}

/** Who may lead on a class: its owners in seeded order, then the city's departments, each once. */
export function possibleLeads(city: City, classCode: string | null, chance: Chance): string[] {
  const row = classCode === null ? undefined : city.classes.get(classCode);
  const allowed = row?.departmentOnly ? DEPARTMENT_LEVELS : OWNER_LEVELS;
  const owners = (row?.owners ?? []).filter((id) => {
    const level = city.levels.get(id);
    return level !== undefined && allowed.includes(level);
  });
  const others = shuffled(chance, 'departments', city.departments);
  return [...new Set([...shuffled(chance, 'owners', owners), ...others])];
}
