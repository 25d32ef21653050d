/** Characters, not bytes. */
export const MOST_NAME_CHARACTERS = 200;
/** Signs that are not seen, or turn the direction of what follows: `gnp.exe` would be read `exe.png`. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
const OF_A_PATH = /^.*[/\\]/su;

/**
 * The name of a file as people may read it: without the folders that it was in and without signs that are not seen;
 * `null`: it is longer than a name is, or nothing is left of it.
 */
export function fileName(given: string): string | null {
  if (given.length > 4 * MOST_NAME_CHARACTERS) return null;
  const name = given.replace(OF_A_PATH, '').replace(UNSEEN, '').replaceAll(/\s+/g, ' ').trim();
  return name === '' || name === '.' || name === '..' || [...name].length > MOST_NAME_CHARACTERS ? null : name;
}
