import type { components } from '../generated/api.js';
import { daysUntil } from '../words/time.js';

type Schemas = components['schemas'];
export interface Numbers {
  readonly board: Schemas['Board'];
  readonly units: Schemas['UnitBoard'];
  readonly series: Schemas['Series'];
}

export class SessionEnded extends Error {}

const PATIENCE_MS = 10_000;
/** Days change slowly: they are asked for with every so manieth look. */
const DAYS_EVERY = 8;
export const DAYS_SHOWN = 14;

/** Asks the same routes as everybody, by the cookie of whoever has signed in at this browser. */
export function createReader(): (now: number) => Promise<Numbers> {
  let series: Numbers['series'] | null = null;
  let looks = 0;
  return async (now) => {
    if (looks % DAYS_EVERY === 0) series = null;
    const { from, to } = daysUntil(now, DAYS_SHOWN);
    const [board, units, read] = await Promise.all([
      get<Numbers['board']>('/api/v1/stats/board'),
      get<Numbers['units']>('/api/v1/stats/units'),
      series ?? get<Numbers['series']>(`/api/v1/stats/series?from=${from}&to=${to}`),
    ]);
    series = read;
    looks += 1;
    return { board, units, series };
  };
}

async function get<Of>(path: string): Promise<Of> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(path, { signal: stop.signal });
    if (response.status === 401) throw new SessionEnded();
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()) as Of;
  } finally {
    clearTimeout(timer);
  }
}
