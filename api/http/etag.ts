import { ApiProblem } from './problem.js';

/** The ETag of a ticket, or of a contact, is its version. */
export function etagOf(version: number): string {
  return `"v${version}"`;
}

const TAG = /^(?:W\/)?"v(\d{1,9})"$/;

/** The version that a command or a change was decided on; `null` for `*`, which takes any. */
export function expectedVersion(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined) {
    throw new ApiProblem(
      'precondition-required',
      'This needs `If-Match` with the ETag of what you read, so that nobody acts on what has changed; `*` takes any.',
    );
  }
  if (ifMatch.trim() === '*') return null;
  const version = TAG.exec(ifMatch.trim())?.[1];
  if (version === undefined) {
    throw new ApiProblem('malformed-request', '`If-Match` takes one ETag, as in "v7", or `*`.');
  }
  return Number(version);
}

export function matchesNone(ifNoneMatch: string | undefined, version: number): boolean {
  if (ifNoneMatch === undefined) return true;
  return !ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || TAG.exec(tag.trim())?.[1] === String(version));
}
