import { FREE_TEXT_FIELDS } from '../../contracts/commands.js';
import { sealJson } from '../../storage/sealing.js';

/** Stands in a command where words were: the rules see that something was said, the engine never what. */
const MARK = '(sealed)';

/**
 * Takes people's own words out of a body and seals them under the ticket's key, as one JSON. `sealed` is `null` when there
 * were none. Throws when the ticket was erased, for then nothing can be kept any more.
 */
export function withoutWords<B extends object>(
  body: B,
  ticketId: string,
  dataKey: Buffer,
): { body: B; sealed: string | null } {
  const words = Object.entries(body).filter(([name, value]) => FREE_TEXT_FIELDS.has(name) && value !== undefined);
  if (words.length === 0) return { body, sealed: null };
  return {
    body: { ...body, ...Object.fromEntries(words.map(([name]) => [name, MARK])) },
    sealed: sealJson(dataKey, Object.fromEntries(words), `text:${ticketId}`).toString('base64'),
  };
}
