import type pg from 'pg';
import { prismaOver } from '../postgres/prisma.js';

export interface StoredPassword {
  readonly hash: string;
  /** Opens nothing but the choice of another one. */
  readonly oneTime: boolean;
  readonly validUntil: Date | null;
}

export interface PasswordStore {
  password(personId: string): Promise<StoredPassword | null>;
  setPassword(personId: string, password: StoredPassword, now: Date): Promise<void>;
}

export function createPasswordStore(pool: pg.Pool): PasswordStore {
  return {
    async password(personId) {
      const { password } = await prismaOver(pool);
      const row = await password.findUnique({ where: { personId } });
      return row && { hash: row.hash, oneTime: row.oneTime, validUntil: row.validUntil };
    },
    async setPassword(personId, { hash, oneTime, validUntil }, now) {
      const { password } = await prismaOver(pool);
      const row = { hash, oneTime, validUntil, changedAt: now };
      await password.upsert({ where: { personId }, create: { personId, ...row }, update: row });
    },
  };
}
