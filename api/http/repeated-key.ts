import { everyMatch } from '../../domain/every-match.js';

/** Strings whole, what divides one by one, anything else in a piece. */
const PARTS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gs;

/** A key that one object of this JSON has twice; `null` for none. What is no JSON is left to its parser. */
export function repeatedKey(json: string): string | null {
  const open: (Set<string> | null)[] = [];
  let before: string | null = null;
  for (const [part] of everyMatch(PARTS, json)) {
    if (part === '{') open.push(new Set());
    else if (part === '[') open.push(null);
    else if (part === '}' || part === ']') open.pop();
    else if (part === ':' && before !== null) {
      const keys = open.at(-1);
      const key = unescaped(before);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    before = part.startsWith('"') ? part : null;
  }
  return null;
}

function unescaped(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal;
  }
}
