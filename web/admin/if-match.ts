/**
 * Of what is there already, the version that was read. What is new has none yet, and the header is left out, although
 * the description, which knows no "one of both", calls it needed.
 */
export function ifMatch(version: number | null): { 'If-Match': string } {
  return (version === null ? {} : { 'If-Match': `"v${version}"` }) as { 'If-Match': string };
}
