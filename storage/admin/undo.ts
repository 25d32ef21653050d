import { isDeepStrictEqual } from 'node:util';
import { ADMIN_NOUN_ROWS, type AdminValue } from '../../domain/admin/admin-change.js';
import { plain, type Desk } from './admin-desk.js';
import type { KeptChange } from './change-trail.js';
import type { NounStore } from './noun-store.js';

/** Why a change stays. */
export type StaysBecause = 'published' | 'access' | 'own' | 'large' | 'changed-since' | 'never-removed' | 'secret-gone';

export class CannotUndo extends Error {
  override readonly name = 'CannotUndo';
  constructor(readonly because: StaysBecause) {
    super(because);
  }
}

/**
 * Puts a thing back as it was before a change, if it still is as that change left it. What is undone is a change of its
 * own, which can be undone as well.
 */
export async function undoChange(desk: Desk, store: NounStore | undefined, change: KeptChange): Promise<void> {
  const { noun, subject, number, version } = change;
  const { lasting, removable } = ADMIN_NOUN_ROWS[noun];
  if (store === undefined || lasting !== undefined) throw new CannotUndo(lasting ?? 'access');
  const before = whole(change, 'before');
  const after = whole(change, 'after');
  const now = await store.read(desk.tx, subject);
  const isAsLeft =
    after === null
      ? now === null
      : now !== null && now.version === version && isDeepStrictEqual(plain(now.value), after);
  if (!isAsLeft) throw new CannotUndo('changed-since');
  if (before === null) {
    if (!removable) throw new CannotUndo('never-removed');
    await desk.remove(store, subject, { version: null, undoes: number });
    return;
  }
  // What signed for it is in no trail.
  if (after === null && noun === 'contact' && before['webhookUrl'] !== null) throw new CannotUndo('secret-gone');
  await desk.put(store, subject, () => before, { version: null, act: 'undone', undoes: number, evenIfSame: true });
}

function whole({ personal, ...change }: KeptChange, when: 'before' | 'after'): AdminValue | null {
  const open = change[when];
  return open === null ? null : { ...open, ...personal?.[when] };
}
