/** What stands together: letters, digits and Chinese characters, without a sign that parts them. */
export const RUN = /[\p{L}\p{N}]+/gu;

/** How often each row of so many neighbouring characters stands in a folded text; signs part them, blanks too. */
export function gramsOfFolded(text: string, sizes: readonly number[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const run of text.match(RUN) ?? []) {
    const signs = [...run];
    for (const size of sizes)
      for (let at = 0; at + size <= signs.length; at += 1) {
        const gram = size === 1 ? (signs[at] ?? '') : signs.slice(at, at + size).join('');
        counts.set(gram, (counts.get(gram) ?? 0) + 1);
      }
  }
  return counts;
}
