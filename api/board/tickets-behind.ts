import { REQUEST_KINDS } from '../../domain/ticket/vocabulary.js';
import type { UnitFigure } from '../../storage/board/unit-board-views.js';

type Filter = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where the tickets are that a number counts: a number is the length of the list behind it. */
export function ticketsBehind(filter: Filter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) query.append(name, one);
  }
  return `/api/v1/tickets?${query.toString()}`;
}

/** Of a figure that is counted now; a named list, or a filter of its own. */
export function filterOf(figure: UnitFigure): Filter {
  if (figure === 'inFlight') return { open: 'true' };
  if (figure === 'waitingDecisions') return { request: REQUEST_KINDS };
  return { list: figure };
}
