import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Position } from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { contactSecretContext } from '../notice/contact-ways.js';
import type { Contact as Row } from '../generated/client.js';
import type { NounStore } from '../admin/noun-store.js';
import { prismaOver, type Tables } from '../postgres/prisma.js';
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
  /** Inside of a transaction, or as it stands outside of any. */
  find(id: string, tx?: Tables): Promise<Contact | null>;
  create(wish: ContactWish): Promise<Contact>;
  replace(id: string, wish: ContactWish): Promise<Contact>;
  remove(id: string): Promise<boolean>;
}

export function createContactStore(pool: pg.Pool, sealing: Sealing): ContactStore {
  return {
    async list({ unit, position }) {
      const { contact } = await prismaOver(pool);
      const rows = await contact.findMany({
        where: { ...(unit !== undefined && { unitId: unit }), ...(position !== undefined && { position }) },
        orderBy: [{ unitId: 'asc' }, { position: 'asc' }, { id: 'asc' }],
      });
      return rows.map(contactOf);
    },

    find: async (id, tx) => findContact(tx ?? (await prismaOver(pool)), id),
    create: async (wish) => putContact(await prismaOver(pool), sealing, randomUUID(), wish, true),
    replace: async (id, wish) => putContact(await prismaOver(pool), sealing, id, wish, false),

    async remove(id) {
      const { contact } = await prismaOver(pool);
      const { count } = await contact.deleteMany({ where: { id } });
      return count === 1;
    },
  };
}

async function findContact({ contact }: Pick<Tables, 'contact'>, id: string): Promise<Contact | null> {
  const row = await contact.findUnique({ where: { id } });
  return row && contactOf(row);
}

async function putContact(
  { contact }: Pick<Tables, 'contact'>,
  sealing: Sealing,
  id: string,
  { webhookSecret, ...wish }: ContactWish,
  isNew: boolean,
): Promise<Contact> {
  const { unit, position, name, language, email, phone, webhookUrl, active } = wish;
  const wished = { unitId: unit, position, name, language, email, phone, webhookUrl, active };
  const secret =
    webhookSecret === undefined
      ? undefined
      : Buffer.from(sealing.sealUnderMaster(webhookSecret, contactSecretContext(id)));
  if (isNew) return contactOf(await contact.create({ data: { id, ...wished, secretSealed: secret ?? null } }));
  const secretSealed = webhookUrl === null ? null : secret;
  const row = await contact.update({
    where: { id },
    data: {
      ...wished,
      ...(secretSealed !== undefined && { secretSealed }),
      webhookGoneAt: null,
      demo: false,
      version: { increment: 1 },
      updatedAt: new Date(),
    },
  });
  return contactOf(row);
}

/** A contact as the trail tells of it. The secret of its webhook is in no trail. */
export interface ContactValue extends Omit<ContactWish, 'webhookSecret'> {
  readonly [field: string]: unknown;
}

export function contactValue({
  id: _id,
  version: _version,
  updatedAt: _at,
  webhookGoneAt: _gone,
  ...same
}: Contact): ContactValue {
  return same;
}

/** `secret`: signs from now on what goes to the webhook. */
export function contactNoun(sealing: Sealing, secret?: string): NounStore<ContactValue> {
  return {
    noun: 'contact',
    async read(tx, id) {
      const found = await findContact(tx, id);
      return found && { version: found.version, value: contactValue(found) };
    },
    async put(tx, id, value, before) {
      await putContact(tx, sealing, id, { ...value, webhookSecret: secret }, before === null);
    },
    async remove(tx, id) {
      await tx.contact.deleteMany({ where: { id } });
    },
  };
}

function contactOf(row: Row): Contact {
  const { id, unitId, position, name, language, email, phone, webhookUrl, webhookGoneAt, active, version } = row;
  const same = { id, name, email, phone, webhookUrl, webhookGoneAt, active, version, updatedAt: row.updatedAt };
  return { ...same, unit: unitId, position: position as Position, language: language as Language };
}
