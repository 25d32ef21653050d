import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../config/paths.js';
import { parseCalendarYear } from '../../domain/calendar/calendar-year.js';
import type { ClassWish } from '../../domain/city/class-tree.js';
import type { UnitWish } from '../../domain/city/unit-tree.js';
import type { CalendarYear, WorkingHours } from '../../domain/calendar/types.js';
import type { ServiceRow } from '../../domain/intake/service-definition.js';
import type { Outline } from './outline-store.js';

/**
 * The shipped reference data, as `data/` holds it. What it must mean is tested where it is written
 * (`test/data/`, `test/contracts/`); here only what a half-copied folder would break.
 */
export type SeedUnit = UnitWish;

export interface SeedClass extends ClassWish {
  readonly level: 1 | 2 | 3;
}

/** What the public service list says of a class or of a branch of classes. */
export interface SeedService extends ServiceRow {
  readonly classCode: string;
}

export interface SeedPack {
  readonly code: string;
  readonly version: string;
  readonly data: unknown;
}

export interface SeedOfficeHours {
  readonly id: string;
  readonly unitId: string | null;
  readonly data: WorkingHours;
}

export const STANDARD_OFFICE_HOURS: SeedOfficeHours = {
  id: 'default',
  unitId: null,
  data: {
    intervals: [
      { from: '09:00', to: '12:00' },
      { from: '13:30', to: '17:30' },
    ],
    dayEnd: '18:00',
  },
};

/** One district of the invented city keeps hours of its own, with the long midday break of a hot place. */
export const DISTRICT_OFFICE_HOURS: SeedOfficeHours = {
  id: 'district-west',
  unitId: 'district-west',
  data: {
    intervals: [
      { from: '08:30', to: '12:00' },
      { from: '14:30', to: '18:00' },
    ],
    dayEnd: '18:00',
  },
};

export async function readUnits(): Promise<readonly SeedUnit[]> {
  return (await readList('city/units.json')) as readonly SeedUnit[];
}

/** Invented, as the city is. */
export async function readOutlines(): Promise<readonly Outline[]> {
  const { features } = (await readJson('city/areas.geojson')) as { readonly features: readonly Outline[] };
  return features;
}

export async function readClasses(): Promise<readonly SeedClass[]> {
  return (await readList('city/classes.json')) as readonly SeedClass[];
}

export async function readServices(): Promise<readonly SeedService[]> {
  return (await readList('open311/services.json')) as readonly SeedService[];
}

export async function readCalendarYears(): Promise<CalendarYear[]> {
  return (await readFolder('calendars')).map(parseCalendarYear);
}

export async function readPolicyPacks(): Promise<SeedPack[]> {
  return (await readFolder('policies')).map((data) => {
    const { code, version } = (data ?? {}) as Partial<SeedPack>;
    if (typeof code !== 'string' || typeof version !== 'string') {
      throw new Error(
        'A file of data/policies/ is not a policy pack: it has no code or no version. Nothing was seeded; restore the folder.',
      );
    }
    return { code, version, data };
  });
}

async function readList(file: string): Promise<readonly unknown[]> {
  const value = await readJson(file);
  if (!Array.isArray(value)) throw new Error(`data/${file} is not a list. Nothing was seeded; restore the file.`);
  return value as readonly unknown[];
}

/** The JSON files directly in a folder, in the order of their names. */
async function readFolder(folder: string): Promise<unknown[]> {
  const entries = await readdir(join(projectRoot(), 'data', folder), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json')).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readJson(`${folder}/${name}`)));
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(join(projectRoot(), 'data', file), 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(
      `data/${file} is not JSON (${error instanceof Error ? error.message : String(error)}). Nothing was seeded.`,
      {
        cause: error,
      },
    );
  }
}
