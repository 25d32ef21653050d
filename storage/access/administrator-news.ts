import type pg from 'pg';
import { administratorKeyNotices, administratorPositionNotices } from '../../domain/access/key-notices.js';
import type { ContactFacts } from '../../domain/notice/recipients.js';
import type { Transport } from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { REACHED_BY } from '../notice/contact-ways.js';
import { TOLD, noticesAsJson } from '../notice/notice-rows.js';
import { listOf, text, textOf, uuid } from '../postgres/kinds.js';
import { inside, type Tables } from '../postgres/prisma.js';
import { statement, type Queryable } from '../postgres/statement.js';
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
  const contacts = await contactsOf(pool);
  return async (tx, { id, prefix }) => {
    const rows = administratorKeyNotices({ prefix, by: createdBy ?? 'huiying keys', at: at.toISOString() }, contacts);
    await TOLD.run(inside(tx), [id, noticesAsJson(rows)]);
  };
}

/** A position as it was given, by its id. */
interface GivenPosition {
  readonly id: string;
  readonly role: string;
}

/**
 * Of each position of an administrator that is new to somebody all administrators are told, whatever way it was given;
 * in the transaction that gives it.
 */
export async function tellOfPositions(
  tx: Tables,
  { person, by, at }: { readonly person: string; readonly by: string; readonly at: Date },
  had: readonly GivenPosition[],
  has: readonly GivenPosition[],
): Promise<void> {
  const fresh = has.filter(({ id, role }) => role === 'administrator' && !had.some((one) => one.id === id));
  if (fresh.length === 0) return;
  const contacts = await contactsOf(inside(tx));
  for (const { id } of fresh) {
    const rows = administratorPositionNotices({ person, by, at: at.toISOString() }, contacts);
    await TOLD.run(inside(tx), [id, noticesAsJson(rows)]);
  }
}

async function contactsOf(database: Queryable): Promise<ContactFacts[]> {
  return (await CONTACTS.rows(database, [])).map((one) => ({ ...one, position: 'administrator' as const }));
}
