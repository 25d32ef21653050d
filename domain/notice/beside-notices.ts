import { HOUR_MS } from '../calendar/civil-time.js';
import type { Instant } from '../calendar/types.js';
import type { NoticeRow } from './notice-rows.js';
import type { ContactDirectory } from './recipients.js';
import { TEMPLATE_ROWS, type NoticeParams, type Position, type StaffTemplate } from './vocabulary.js';

/** Something that happened beside a ticket's own history, and whom it is told. */
export interface Beside {
  readonly template: StaffTemplate;
  /** Nought, or below: no event of a ticket caused it; those count from one. */
  readonly seq: number;
  readonly position: Position & ('administrator' | 'auditor' | 'dutyDesk' | 'operator');
  readonly params: NoticeParams;
  readonly level: number;
  readonly at: Instant;
  /** From then on nobody needs to hear it; absent: when the template says. */
  readonly until?: Instant;
}

/** In the inbox of the position, and to who is entered as a contact for it. Nobody else in their place. */
export function besideNotices(
  { at, until, position, ...said }: Beside,
  directory: Pick<ContactDirectory, 'contactsIn'>,
): NoticeRow[] {
  const { ttlHours } = TEMPLATE_ROWS[said.template];
  const row = {
    ...{ ...said, position, addressee: position, pack: 'default', mergeable: false, hours: null },
    ...{ at, notBefore: at, lastError: null },
    expiresAt: until ?? new Date(Date.parse(at) + ttlHours * HOUR_MS).toISOString(),
  } as const;
  const inbox = { unitId: null, language: 'zh', channel: 'inApp', status: 'sent' } as const;
  const carried = directory.contactsIn(position).flatMap(({ id, unit, language, reachedBy }, index) =>
    reachedBy.map((channel): NoticeRow => {
      const to = { recipient: id, unitId: unit, language, channel, status: 'pending' } as const;
      return { ...row, ...to, ordinal: index + 2 };
    }),
  );
  return [{ ...row, ...inbox, recipient: `role:${position}`, ordinal: 1 }, ...carried];
}
