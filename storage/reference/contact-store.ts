import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Position } from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { contactSecretContext } from '../notice/notice-addresses.js';
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

interface Row {
  id: string;
  unit_id: string;
  position: Position;
  name: string;
  language: Language;
  email: string | null;
  phone: string | null;
  webhook_url: string | null;
  webhook_gone_at: Date | null;
  active: boolean;
  version: number;
  updated_at: Date;
}

const COLUMNS =
  'id, unit_id, position, name, language, email, phone, webhook_url, webhook_gone_at, active, version, updated_at';

export function createContactStore(pool: pg.Pool, sealing: Sealing): ContactStore {
  const sealed = (id: string, secret: string | undefined): Buffer | null =>
    secret === undefined ? null : sealing.sealUnderMaster(secret, contactSecretContext(id));
  const values = (
    id: string,
    { unit, position, name, language, email, phone, webhookUrl, active, webhookSecret }: ContactWish,
  ) => [id, unit, position, name, language, email, phone, webhookUrl, active, sealed(id, webhookSecret)];
  return {
    async list({ unit, position }) {
      const { rows } = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM contact WHERE ($1::text IS NULL OR unit_id = $1) AND ($2::text IS NULL OR position = $2)
         ORDER BY unit_id, position, id`,
        [unit ?? null, position ?? null],
      );
      return rows.map(contactOf);
    },

    async find(id) {
      const { rows } = await pool.query<Row>(`SELECT ${COLUMNS} FROM contact WHERE id = $1`, [id]);
      return rows[0] ? contactOf(rows[0]) : null;
    },

    async create(wish) {
      const { rows } = await pool.query<Row>(
        `INSERT INTO contact (id, unit_id, position, name, language, email, phone, webhook_url, active, secret_sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${COLUMNS}`,
        values(randomUUID(), wish),
      );
      return contactOf(onlyRow(rows));
    },

    async replace(id, wish, version) {
      const { rows } = await pool.query<Row>(
        `UPDATE contact SET unit_id = $2, position = $3, name = $4, language = $5, email = $6, phone = $7, webhook_url = $8, active = $9,
           secret_sealed = CASE WHEN $8::text IS NULL THEN NULL ELSE COALESCE($10, secret_sealed) END,
           webhook_gone_at = NULL, demo = false, version = version + 1, updated_at = now()
         WHERE id = $1 AND ($11::int IS NULL OR version = $11) RETURNING ${COLUMNS}`,
        [...values(id, wish), version],
      );
      return rows[0] ? contactOf(rows[0]) : null;
    },

    async remove(id) {
      const { rowCount } = await pool.query('DELETE FROM contact WHERE id = $1', [id]);
      return rowCount === 1;
    },
  };
}

function contactOf(row: Row): Contact {
  const { id, position, name, language, email, phone, active, version } = row;
  const same = { id, position, name, language, email, phone, active, version };
  return {
    ...same,
    unit: row.unit_id,
    webhookUrl: row.webhook_url,
    webhookGoneAt: row.webhook_gone_at,
    updatedAt: row.updated_at,
  };
}

function onlyRow<T>([row]: readonly T[]): T {
  if (row === undefined) throw new Error('The database wrote a contact and did not give it back.');
  return row;
}
