/**
 * A text without its ids and instants, whose digits are anybody's: what is left may be searched for a telephone
 * number's first three.
 */
export function withoutChance(text: string): string {
  return text.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, '');
}
