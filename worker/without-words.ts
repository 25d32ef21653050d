const PLACES = 5;
/** Of a stack, what names a place: the lines before it repeat the message, however many lines that has. */
const PLACE = /^ {4}at /;

/**
 * What Temporal's library says of an error, fit for a log: errors may quote what people wrote; their class and place
 * are enough. A whole task, which it adds where it cannot be taken, is what somebody sent.
 */
export function withoutWords(meta: Readonly<Record<string | symbol, unknown>> | undefined): Record<string, unknown> {
  const { error, task: _task, taskEncoded: _encoded, ...rest } = { ...meta };
  if (!(error instanceof Error)) return rest;
  const places = error.stack?.split('\n').filter((line) => PLACE.test(line));
  return { ...rest, error: error.name, stack: places?.slice(0, PLACES) };
}
