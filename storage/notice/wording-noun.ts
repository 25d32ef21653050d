import type { AdminValue } from '../../domain/admin/admin-change.js';
import type { NounStore } from '../admin/noun-store.js';
import { asJson } from '../postgres/prisma.js';

/**
 * What an administrator says otherwise in notices than is shipped. Every set is there; as it is shipped it is empty, at
 * version 0. Earlier versions stay.
 */
export const wordingNoun: NounStore = {
  noun: 'noticeWording',
  async read(tx, code) {
    const row = await tx.noticeWording.findFirst({ where: { code }, orderBy: { version: 'desc' } });
    return row ? { version: row.version, value: row.data as AdminValue } : { version: 0, value: {} };
  },
  async put(tx, code, value, before) {
    const version = (before?.version ?? 0) + 1;
    await tx.noticeWording.create({ data: { code, version, data: asJson(value), madeAt: new Date() } });
  },
};
