import { ApiProblem } from './problem.js';

/** The ETag of a ticket, or of a contact, is its version. */
export function etagOf(version: number): string {
  return `"v${version}"`;
}

const TAG = /^(?:W\/)?"v(\d{1,9})"$/;
/** Of ours, and strong: a command is decided on a version and not on something like it (RFC 9110, 13.1.1). */
const STRONG = /^"v(\d{1,9})"$/;
/** Tags of anybody, as HTTP writes a list of them. */
const ENTITY_TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const ENTITY_TAGS = new RegExp(`^[\\s,]*${ENTITY_TAG}(?:\\s*,[\\s,]*${ENTITY_TAG})*[\\s,]*$`);

/**
 * The version that a command or a change was decided on; `null` for `*`, which takes any. Tags that are none of ours
 * match nothing, so they are refused like a version that has passed.
 */
export function expectedVersion(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined) {
    throw new ApiProblem(
      'precondition-required',
      'This needs `If-Match` with the ETag of what you read, so that nobody acts on what has changed; `*` takes any.',
    );
  }
  if (ifMatch.trim() === '*') return null;
  if (!ENTITY_TAGS.test(ifMatch)) {
    throw new ApiProblem('malformed-request', '`If-Match` takes one ETag, as in "v7", or `*`.');
  }
  const tags = ifMatch.match(new RegExp(ENTITY_TAG, 'g')) ?? [];
  const versions = new Set(tags.map((tag) => STRONG.exec(tag)?.[1]).filter((version) => version !== undefined));
  const [version, ...others] = versions;
  if (version === undefined || others.length > 0) {
    throw new ApiProblem(
      'stale-version',
      '`If-Match` names no one version. It takes the ETag that was read, as in "v7"; a weak one, `W/"v7"`, comes from a proxy that changed the answer.',
    );
  }
  return Number(version);
}

export function matchesNone(ifNoneMatch: string | undefined, version: number): boolean {
  if (ifNoneMatch === undefined) return true;
  return !ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || TAG.exec(tag.trim())?.[1] === String(version));
}
