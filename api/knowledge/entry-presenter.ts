import type { z } from 'zod';
import type { EntrySchema, EntryVersionSchema } from '../../contracts/knowledge.js';
import { allowedOnEntry, mayWrite } from '../../domain/knowledge/entry-commands.js';
import { entryState } from '../../domain/knowledge/entry.js';
import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import type { Account } from '../access/account.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';

export function presentVersion(
  { version: kept, changedAt }: KeptEntry,
  account: Account,
  now: Date,
): z.input<typeof EntryVersionSchema> {
  const { version, content, writtenBy, approvedBy, publishedBy, reason } = kept;
  return {
    ...{ version, state: entryState(kept, now), writtenBy, approvedBy, publishedBy, reason },
    content: { ...content, from: chinaTimeOrNull(content.from), until: chinaTimeOrNull(content.until) },
    ...{ publishedAt: chinaTimeOrNull(kept.publishedAt), reviewBy: chinaTimeOrNull(kept.reviewBy) },
    changedAt: chinaTime(changedAt),
    allowedCommands: allowedOnEntry(kept, account, now),
  };
}

/** `newest`: the newest version, where another is shown. */
export function presentEntry(
  kept: KeptEntry,
  account: Account,
  now: Date,
  newest: KeptEntry = kept,
): z.input<typeof EntrySchema> {
  const { id, revision, served, disputed } = kept;
  return {
    ...{ id, revision, newest: kept.newest, served, disputed },
    mayWrite: mayWrite(newest.version, account),
    version: presentVersion(kept, account, now),
  };
}
