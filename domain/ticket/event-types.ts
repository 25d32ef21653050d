import type { EventData } from './ticket.js';
import { RETRACTED } from './words.js';

/**
 * Whether an event is of one of these types, or takes one of them back: who was told must learn that it never happened.
 */
export function isOfType(
  { type, data }: { readonly type: string; readonly data: EventData },
  types: ReadonlySet<string> | null,
): boolean {
  return types === null || types.has(type) || (type === RETRACTED && types.has(String(data['type'])));
}
