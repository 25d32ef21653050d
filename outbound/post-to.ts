import { allowedTargets } from './allowed-targets.js';
import { createGuardedPost, systemResolve, type GuardedPost } from './guarded-post.js';
import { createTargetGuard } from './target-guard.js';

/** Posts to the one address that the configuration names, in one's own network too. `clock`: ms since 1970. */
export function createPostTo(url: string, clock: () => number): GuardedPost {
  return createGuardedPost(createTargetGuard(allowedTargets([new URL(url).host]), systemResolve), clock);
}
