/**
 * Chinese has no spaces, so text is indexed by pairs of neighbouring characters; a phrase of pairs is a substring. Latin words
 * and numbers stay whole. Numbers as long as a telephone or identity number are left out: the index is not encrypted.
 */
export function bigrams(text: string): string[] {
  // A number written in groups is still that number.
  const joined = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d)[\s-]+(?=\d)/gu, '');
  const runs = joined.match(/\p{Script=Han}+|[a-z0-9]+/gu) ?? [];
  return runs.flatMap((run) => {
    if (/^[a-z0-9]/.test(run)) return run.replace(/\d/g, '').length + 6 < run.length ? [] : [run];
    const characters = [...run];
    if (characters.length === 1) return [run];
    return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
  });
}
