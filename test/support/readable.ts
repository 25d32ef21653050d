/** Every text in something that came over the wire, that of its bytes too: what a stranger could read. */
export function readableIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value);
    return [bytes.toString('utf8'), bytes.toString('latin1')].join('\n');
  }
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, one]) => `${name} ${readableIn(one)}`)
    .join('\n');
}
