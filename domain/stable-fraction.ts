/**
 * A number from 0 up to 1, always the same for the same text, and even over all texts. FNV-1a over the UTF-16 units,
 * then stirred so that neighbouring texts fall far apart. Not for secrets.
 */
export function stableFraction(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}
