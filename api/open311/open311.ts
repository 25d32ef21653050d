import type { Open311Updates } from '../../storage/open311/open311-updates.js';
import type { Open311Views } from '../../storage/open311/open311-views.js';
import type { RequestTokens } from './tokens.js';

/** What the public interface works with, besides what all routes do. */
export interface Open311 {
  readonly views: Open311Views;
  readonly updates: Open311Updates;
  readonly tokens: RequestTokens;
  /** Where the public reaches the system; unknown, the address that was asked is told. */
  readonly publicUrl: string | undefined;
  /** Where clients are tried out; the address of this very system if it is the one. */
  readonly testUrl: string | undefined;
}
