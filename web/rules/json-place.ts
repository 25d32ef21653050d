/** Where in a text of JSON the value stands that a pointer names; `null`: it is not there, or the text is no JSON. */
export function placeIn(text: string, pointer: string): { readonly from: number; readonly to: number } | null {
  const wanted = pointer.split('/').slice(1);
  let at = 0;
  let found: { from: number; to: number } | null = null;

  const skip = (): void => {
    while (/\s/.test(text.charAt(at))) at += 1;
  };
  const fail = (): never => {
    throw new SyntaxError();
  };
  const string = (): string => {
    const from = at;
    if (text.charAt(at) !== '"') fail();
    at += 1;
    while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
    at += 1;
    return JSON.parse(text.slice(from, at)) as string;
  };
  /** `depth`: so many parts of the pointer lead here; `null`: it leads elsewhere. */
  const value = (depth: number | null): void => {
    skip();
    const from = at;
    const first = text.charAt(at);
    if (first === '{' || first === '[') group(first === '{' ? '}' : ']', depth);
    else if (first === '"') string();
    else {
      const [plain = ''] = /^[^\s,\]}]+/.exec(text.slice(at, at + 64)) ?? [];
      if (plain === '') fail();
      at += plain.length;
    }
    if (depth === wanted.length) found = { from, to: at };
  };
  const group = (closing: string, depth: number | null): void => {
    at += 1;
    skip();
    for (let index = 0; text.charAt(at) !== closing; index += 1) {
      if (index > 0) {
        if (text.charAt(at) !== ',') fail();
        at += 1;
        skip();
      }
      let name = String(index);
      if (closing === '}') {
        name = string();
        skip();
        if (text.charAt(at) !== ':') fail();
        at += 1;
      }
      value(depth !== null && depth < wanted.length && wanted[depth] === name ? depth + 1 : null);
      skip();
      if (at >= text.length) fail();
    }
    at += 1;
  };
  try {
    value(0);
    return found;
  } catch {
    return null;
  }
}

/** In which line of the text a place is, from one. */
export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
