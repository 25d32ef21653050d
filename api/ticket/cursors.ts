import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TicketSort } from '../../domain/ticket/lists.js';
import type { PageStart } from '../../storage/list/list-views.js';
import { signingKey } from '../http/signing-key.js';

export interface Cursors {
  write(last: PageStart): string;
  /** `null` when the cursor was not made here, was changed, or belongs to another order. */
  read(cursor: string, sort: TicketSort): PageStart | null;
}

const MAC_BYTES = 16;

/** Where the next page starts, signed, so that a page can only start where one has ended. */
export function createCursors(masterKey: Buffer): Cursors {
  const key = signingKey(masterKey, 'cursor');
  const macOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest().subarray(0, MAC_BYTES);
  return {
    write({ sort, at, id }) {
      const text = Buffer.from(JSON.stringify([sort, at, id])).toString('base64url');
      return `${text}.${macOf(text).toString('base64url')}`;
    },
    read(cursor, sort) {
      const [text = '', mac = ''] = cursor.split('.');
      const given = Buffer.from(mac, 'base64url');
      const own = macOf(text);
      if (given.length !== own.length || !timingSafeEqual(given, own)) return null;
      const [made, at, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [string, string, string];
      return made === sort ? { sort, at, id } : null;
    },
  };
}
