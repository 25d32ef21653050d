import type { EntryContent, EntryVersion } from '../../domain/knowledge/entry.js';
import type { KeptState } from '../../domain/knowledge/vocabulary.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { bigint, bool, instant, int, jsonb, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import type { RowOf } from '../postgres/statement.js';

/** A version with the entry that it belongs to. */
export interface KeptEntry {
  readonly id: string;
  /** Counts the changes of the entry. */
  readonly revision: number;
  /** Counts those of all entries. */
  readonly change: string;
  readonly newest: number;
  /** The version that is found and read out; `null`: none is. */
  readonly served: number | null;
  /** Somebody of the city says that what is served is wrong, and nobody has decided it yet. */
  readonly disputed: boolean;
  readonly version: EntryVersion;
  readonly changedAt: Date;
}

/** Content as it lies in a row, with its times as text. */
type WrittenContent = Omit<EntryContent, 'from' | 'until' | 'scene'> & {
  readonly from: string | null;
  readonly until: string | null;
  /** Absent: written before there were scenes. */
  readonly scene?: EntryContent['scene'];
};

export const ENTRY_COLUMNS = `e.id, e.revision, e.change, e.newest, e.served,
  EXISTS (SELECT 1 FROM knowledge_task k WHERE k.entry_id = e.id AND k.ended_at IS NULL AND k.kind = 'correction' AND k.about = 'wrong'
    AND k.version = e.served AND k.asked_by->>'role' <> 'citizen') AS disputed, v.version, v.state, v.content, v.written_by, v.approved_by,
  v.published_by, v.published_at, v.review_by, v.reason, v.changed_at`;
export const ENTRY_GIVES = {
  id: uuid,
  revision: int,
  change: bigint,
  newest: int,
  served: orNull(int),
  disputed: bool,
  version: int,
  state: textOf<KeptState>(),
  content: jsonb<WrittenContent>(),
  written_by: jsonb<Actor>(),
  approved_by: orNull(jsonb<Actor>()),
  published_by: orNull(jsonb<Actor>()),
  published_at: orNull(instant),
  review_by: orNull(instant),
  reason: orNull(text),
  changed_at: instant,
};

export function entryOf(row: RowOf<typeof ENTRY_GIVES>): KeptEntry {
  const { id, revision, change, newest, served, disputed, version, state, content, reason } = row;
  return {
    ...{ id, revision, change, newest, served, disputed, changedAt: row.changed_at },
    version: {
      ...{ version, state, reason },
      content: {
        ...{ ...content, scene: content.scene ?? null },
        ...{ from: dateOrNull(content.from), until: dateOrNull(content.until) },
      },
      ...{ writtenBy: row.written_by, approvedBy: row.approved_by, publishedBy: row.published_by },
      ...{ publishedAt: row.published_at, reviewBy: row.review_by },
    },
  };
}

function dateOrNull(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
