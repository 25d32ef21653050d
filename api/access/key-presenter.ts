import type { KeyBody } from '../../contracts/keys.js';
import type { KeyRow } from '../../storage/access/key-store.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';

export function presentKey(key: KeyRow, now: Date): KeyBody {
  const expired = key.expiresAt !== null && key.expiresAt.getTime() <= now.getTime();
  return {
    id: key.id,
    prefix: key.prefix,
    name: key.name,
    role: key.role,
    unit: key.unit,
    scopes: [...key.scopes],
    allowedAddresses: [...key.allowedAddresses],
    state: key.revokedAt !== null ? 'revoked' : expired ? 'expired' : 'open',
    createdAt: chinaTime(key.createdAt),
    createdBy: key.createdBy,
    person: key.person,
    expiresAt: chinaTimeOrNull(key.expiresAt),
    lastUsedAt: chinaTimeOrNull(key.lastUsedAt),
    revokedAt: chinaTimeOrNull(key.revokedAt),
  };
}
