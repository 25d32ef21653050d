import type pg from 'pg';
import { administratorKeyNotices } from '../../domain/access/key-notices.js';
import type { Transport } from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { REACHED_BY } from '../notice/contact-ways.js';
import { TOLD, noticesAsJson } from '../notice/notice-rows.js';
import { listOf, text, textOf, uuid } from '../postgres/kinds.js';
import { inside, type Tables } from '../postgres/prisma.js';
import { statement } from '../postgres/statement.js';
import type { MadeApiKey, NewApiKey } from './api-keys.js';

const CONTACTS = statement(
  `SELECT id, unit_id AS unit, language, ${REACHED_BY} AS "reachedBy" FROM contact c
   WHERE active AND position = 'administrator' ORDER BY id`,
  { gives: { id: uuid, unit: text, language: textOf<Language>(), reachedBy: listOf(textOf<Transport>()) } },
);

/** Written with the key, or not at all: `null` for a key that is nobody's business. */
export async function newsOfKey(
  pool: pg.Pool,
  { role, demo, createdBy }: NewApiKey,
  at: Date,
): Promise<((tx: Tables, made: MadeApiKey) => Promise<void>) | null> {
  if (role !== 'administrator' || demo === true) return null;
  const contacts = (await CONTACTS.rows(pool, [])).map((one) => ({ ...one, position: 'administrator' as const }));
  return async (tx, { id, prefix }) => {
    const rows = administratorKeyNotices({ prefix, by: createdBy ?? 'huiying keys', at: at.toISOString() }, contacts);
    await TOLD.run(inside(tx), [id, noticesAsJson(rows)]);
  };
}
