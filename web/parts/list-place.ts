/** The list from which a ticket was opened, so that one can go on to its neighbours. */
let numbers: readonly string[] = [];

export function rememberList(of: readonly { readonly number: string }[]): void {
  numbers = [...new Set(of.map(({ number }) => number))];
}

export function neighbours(number: string): {
  readonly before: string | undefined;
  readonly after: string | undefined;
} {
  const at = numbers.indexOf(number);
  return at === -1 ? { before: undefined, after: undefined } : { before: numbers[at - 1], after: numbers[at + 1] };
}
