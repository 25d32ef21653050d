import { CITIZENS_WORDS, FREE_TEXT_FIELDS } from '../../contracts/commands.js';
import { protectedMattersIn } from '../../domain/intake/protected-matters.js';
import type { Command } from '../../domain/ticket/commands.js';
import { sealJson } from '../../storage/secrets/sealing.js';

/** Stands in a command where words were: the rules see that something was said, the engine never what. */
const MARK = '(sealed)';

/** A body as the workflow may know it. */
export interface SealedBody<B> {
  readonly body: B;
  /** `null`: there were no words. */
  readonly sealed: string | null;
  /** What the rules need of a citizen's words, found before nobody can read them any more. Absent: nothing. */
  readonly protectedMatters?: readonly string[];
}

/**
 * Takes people's own words out of a body and seals them under the ticket's key, as one JSON. Throws when the ticket was
 * erased, for then nothing can be kept any more.
 */
export function sealFreeText<B extends object>(
  said: Command | 'nudge' | 'supplement',
  body: B,
  ticketId: string,
  dataKey: Buffer,
): SealedBody<B> {
  const words = Object.entries(body).filter(([name, value]) => FREE_TEXT_FIELDS.has(name) && value !== undefined);
  if (words.length === 0) return { body, sealed: null };
  const found = CITIZENS_WORDS.has(said) ? protectedMattersIn(...words.map(([, text]) => String(text))) : [];
  return {
    body: { ...body, ...Object.fromEntries(words.map(([name]) => [name, MARK])) },
    sealed: sealJson(dataKey, Object.fromEntries(words), `text:${ticketId}`).toString('base64'),
    ...(found.length > 0 && { protectedMatters: found }),
  };
}
