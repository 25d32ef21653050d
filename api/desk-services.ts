import type pg from 'pg';
import type { Keys } from '../config/key-ring.js';
import { createWorkLeases } from '../storage/list/work-leases.js';
import { createWorklistViews } from '../storage/list/worklist-views.js';
import { createNoticeInboxes } from '../storage/notice/notice-inboxes.js';
import type { Sealing } from '../storage/secrets/sealing.js';
import { createSignedCursors } from './http/signed-cursors.js';
import { createWorklistCursors } from './list/worklist-cursors.js';

/** What people at their desks have before them besides tickets: a part of `createServices`. */
export function createDeskServices(pool: pg.Pool, sealing: Sealing, keys: Keys) {
  return {
    worklist: createWorklistViews(pool, sealing),
    worklistCursors: createWorklistCursors(keys),
    /** Who was given what to do. */
    workLeases: createWorkLeases(pool, sealing, keys),
    notices: createNoticeInboxes(pool),
    noticeCursors: createSignedCursors(keys, 'notices'),
  } as const;
}
