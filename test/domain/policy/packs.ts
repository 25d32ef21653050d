import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGoldenVectors, parsePolicyPack } from '../../../contracts/policy-pack.js';
import type { CalendarYear, WorkingCalendar } from '../../../domain/calendar/types.js';
import type { GoldenVector } from '../../../domain/policy/golden.js';
import type { PolicyPack } from '../../../domain/policy/types.js';

const DATA = join(import.meta.dirname, '../../../data');

export const PACK_CODES = ['default', 'beijing', 'sichuan-2026', 'shandong', 'shanghai-street', 'demo'] as const;
export type PackCode = (typeof PACK_CODES)[number];

export function packJson(code: PackCode): unknown {
  return readJson(`policies/${code}.json`);
}

export function pack(code: PackCode): PolicyPack {
  return parsePolicyPack(packJson(code));
}

export function golden(code: PackCode): readonly GoldenVector[] {
  return parseGoldenVectors(readJson(`policies/golden/${code}.json`));
}

/** The published years and the hours that the golden vectors were worked out with. */
export const officialCalendar: WorkingCalendar = {
  version: 'golden',
  utcOffsetMinutes: 480,
  hours: {
    intervals: [
      { from: '09:00', to: '12:00' },
      { from: '13:30', to: '17:30' },
    ],
    dayEnd: '18:00',
  },
  years: [2025, 2026, 2027].map((year) => readJson(`calendars/${year}.json`) as CalendarYear),
};

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(DATA, path), 'utf8'));
}
