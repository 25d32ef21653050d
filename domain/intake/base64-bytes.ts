const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<number, number> = new Map([...SIGNS].map((sign, value) => [sign.charCodeAt(0), value]));

/** Bytes as text, as RFC 4648 has it; the signs that fill up are left out. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two, three] = bytes.subarray(at, at + 3);
    const all = (one << 16) | ((two ?? 0) << 8) | (three ?? 0);
    text += `${sign(all >> 18)}${sign(all >> 12)}${two === undefined ? '' : sign(all >> 6)}${three === undefined ? '' : sign(all)}`;
  }
  return text;
}

/** The bytes again; `null`: the text is none of these. */
export function bytesOf(base64: string): Uint8Array | null {
  if (base64.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((base64.length * 3) / 4));
  let [held, bits, next] = [0, 0, 0];
  for (let at = 0; at < base64.length; at += 1) {
    const value = VALUES.get(base64.charCodeAt(at));
    if (value === undefined) return null;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[next++] = (held >> bits) & 0xff;
  }
  return bytes;
}

function sign(value: number): string {
  return SIGNS.charAt(value & 63);
}
