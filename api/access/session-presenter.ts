import type { z } from 'zod';
import type { SessionSchema } from '../../contracts/sessions.js';
import type { SessionRow } from '../../storage/access/session-store.js';
import { chinaTime } from '../http/time.js';
import type { Account } from './account.js';

export function presentSession(session: SessionRow, { by }: Pick<Account, 'by'>): z.input<typeof SessionSchema> {
  const { id, position, secondFactor, address, agent } = session;
  return {
    ...{ id, position, secondFactor, address, agent },
    current: by.kind === 'session' && by.id === id,
    signedInAt: chinaTime(session.signedInAt),
    lastSeenAt: chinaTime(session.lastSeenAt),
    endsAt: chinaTime(session.endsAt),
  };
}
