import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Position } from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { contactSecretContext } from '../notice/contact-ways.js';
import type { Contact as Row } from '../generated/client.js';
import { prismaOver } from '../postgres/prisma.js';
import type { Sealing } from '../secrets/sealing.js';

export interface Contact {
  readonly id: string;
  readonly unit: string;
  readonly position: Position;
  readonly name: string;
  readonly language: Language;
  readonly email: string | null;
  readonly phone: string | null;
  readonly webhookUrl: string | null;
  /** When its receiver said that it is gone; nothing has been sent to it since. */
  readonly webhookGoneAt: Date | null;
  readonly active: boolean;
  /** Counts its changes. */
  readonly version: number;
  readonly updatedAt: Date;
}

export interface ContactWish extends Omit<Contact, 'id' | 'version' | 'updatedAt' | 'webhookGoneAt'> {
  /** Signs what goes to the webhook; `undefined` leaves the one that is there. */
  readonly webhookSecret?: string | undefined;
}

export interface ContactStore {
  list(filter: { readonly unit?: string | undefined; readonly position?: string | undefined }): Promise<Contact[]>;
  find(id: string): Promise<Contact | null>;
  create(wish: ContactWish): Promise<Contact>;
  /** At this version, or at any for `null`. Answers `null` when there is no such contact at this version. */
  replace(id: string, wish: ContactWish, version: number | null): Promise<Contact | null>;
  remove(id: string): Promise<boolean>;
}

export function createContactStore(pool: pg.Pool, sealing: Sealing): ContactStore {
  const sealed = (id: string, secret: string | undefined): Buffer<ArrayBuffer> | undefined =>
    secret === undefined ? undefined : Buffer.from(sealing.sealUnderMaster(secret, contactSecretContext(id)));
  const wished = ({ unit, position, name, language, email, phone, webhookUrl, active }: ContactWish) => {
    return { unitId: unit, position, name, language, email, phone, webhookUrl, active };
  };
  return {
    async list({ unit, position }) {
      const { contact } = await prismaOver(pool);
      const rows = await contact.findMany({
        where: { ...(unit !== undefined && { unitId: unit }), ...(position !== undefined && { position }) },
        orderBy: [{ unitId: 'asc' }, { position: 'asc' }, { id: 'asc' }],
      });
      return rows.map(contactOf);
    },

    async find(id) {
      const { contact } = await prismaOver(pool);
      const row = await contact.findUnique({ where: { id } });
      return row && contactOf(row);
    },

    async create(wish) {
      const { contact } = await prismaOver(pool);
      const id = randomUUID();
      const secretSealed = sealed(id, wish.webhookSecret) ?? null;
      return contactOf(await contact.create({ data: { id, ...wished(wish), secretSealed } }));
    },

    async replace(id, wish, version) {
      const { contact } = await prismaOver(pool);
      const secretSealed = wish.webhookUrl === null ? null : sealed(id, wish.webhookSecret);
      const [row] = await contact.updateManyAndReturn({
        where: { id, ...(version !== null && { version }) },
        data: {
          ...wished(wish),
          ...(secretSealed !== undefined && { secretSealed }),
          webhookGoneAt: null,
          demo: false,
          version: { increment: 1 },
          updatedAt: new Date(),
        },
      });
      return row ? contactOf(row) : null;
    },

    async remove(id) {
      const { contact } = await prismaOver(pool);
      const { count } = await contact.deleteMany({ where: { id } });
      return count === 1;
    },
  };
}

function contactOf(row: Row): Contact {
  const { id, unitId, position, name, language, email, phone, webhookUrl, webhookGoneAt, active, version } = row;
  const same = { id, name, email, phone, webhookUrl, webhookGoneAt, active, version, updatedAt: row.updatedAt };
  return { ...same, unit: unitId, position: position as Position, language: language as Language };
}
