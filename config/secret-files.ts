import { readFileSync } from 'node:fs';

type Source = Readonly<Record<string, string | undefined>>;

/**
 * The environment with the secrets that files hold: for each of these names, `<NAME>_FILE` is the path of one. An empty
 * value counts as absent, and so does an empty file. `unusable` names what cannot be read, or is given both ways.
 */
export function withSecretsFromFiles(
  source: Source,
  names: readonly string[],
): { given: Record<string, string>; unusable: string[] } {
  const given = Object.fromEntries(
    Object.entries(source).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  const unusable: string[] = [];
  for (const name of names) {
    const file = given[`${name}_FILE`];
    if (file === undefined) continue;
    const secret = name in given ? null : contentOf(file);
    if (secret === null) unusable.push(`${name}_FILE`);
    else if (secret !== '') given[name] = secret;
  }
  return { given, unusable };
}

/** Without the end of its last line, which editors and `openssl rand` put there; `null` when it cannot be read. */
function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return null;
  }
}
