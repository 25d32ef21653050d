/** Pairs of neighbours in the order of a text, as the longer words that they make where they overlap. */
export function joinedPairs(pairs: readonly string[]): string[] {
  const words: string[] = [];
  for (const pair of pairs) {
    const last = words.at(-1);
    if (last !== undefined && last.endsWith(pair.charAt(0))) words[words.length - 1] = `${last}${pair.slice(1)}`;
    else words.push(pair);
  }
  return words;
}

/** Without those that stand in another one. */
export function withoutParts(words: readonly string[]): string[] {
  return [...new Set(words)].filter((word) => !words.some((other) => other !== word && other.includes(word)));
}
