/**
 * A fact about this machine that keeps a test from running, said so that a reader can mend it; undefined when it can
 * run.
 */
export type Missing = string | undefined;

/**
 * The only way to skip. The reason travels in the test's name, in brackets that the reporter looks for, and is printed
 * with the test at the end of the run.
 */
export function skipBecause(reason: string): {
  describe: (name: string, fn: () => void) => void;
  it: (name: string, fn: jest.ProvidesCallback) => void;
} {
  const marked = (name: string): string => `${name} [skipped: ${reason.replaceAll(/[[\]]/g, ' ')}]`;
  return {
    describe: (name, fn) => describe.skip(marked(name), fn),
    it: (name, fn) => it.skip(marked(name), fn),
  };
}

/** `describe`, unless something is missing: then its tests are counted as skipped, with that reason. */
export function describeUnlessMissing(missing: Missing, name: string, fn: () => void): void {
  if (missing === undefined) describe(name, fn);
  else skipBecause(missing).describe(name, fn);
}
