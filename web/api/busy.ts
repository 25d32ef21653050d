import { createStore } from './store.js';

const UNTIL_AGAIN_S = 2;

/** By path: when what could not be read is read again, by the clock of the page. */
const waits = new Map<string, number>();
/** Until when the API is too busy for some of what is read; `null`: it is not. */
export const busyUntil = createStore<number | null>(null);

/** It has too much to do, or is away for a moment: what passes by itself. */
export const isBusy = ({ status }: { readonly status: number }): boolean => status === 429 || status === 503;

/** Told of every answer to a question. What is done is waited for in its form. */
export function noteAnswer(request: Request, response: Response): void {
  if (request.method !== 'GET') return;
  const { pathname } = new URL(request.url);
  if (isBusy(response)) {
    const seconds = secondsIn(response) ?? UNTIL_AGAIN_S;
    waits.set(pathname, performance.now() + seconds * 1_000);
  } else if (!waits.delete(pathname)) return;
  busyUntil.set(waits.size === 0 ? null : Math.max(...waits.values()));
}

/** After how many seconds it may be asked again; `null`: it was not said. */
export function secondsIn({ headers }: Response): number | null {
  const said = Number(headers.get('Retry-After'));
  return Number.isFinite(said) && said > 0 ? said : null;
}
