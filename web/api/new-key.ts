/** A key for one deed, however often it is sent. Not every browser makes ids on pages without https. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A UUID (RFC 9562, version 4), for what whoever writes it first gives its id. */
export function newUuid(): string {
  const signs = newKey().split('');
  signs[12] = '4';
  signs[16] = '8';
  return [signs.slice(0, 8), signs.slice(8, 12), signs.slice(12, 16), signs.slice(16, 20), signs.slice(20, 32)]
    .map((part) => part.join(''))
    .join('-');
}
