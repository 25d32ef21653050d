import { randomUUID } from 'node:crypto';
import { bytes, instant, listOf, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { callerContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';
import type { KeyedWords } from '../ticket/keyed-words.js';

export interface CallerKeys {
  readonly sealing: Pick<Sealing, 'sealUnderMaster' | 'openUnderMaster'>;
  readonly keyedWords: Pick<KeyedWords, 'callerMarks'>;
}

const FIND = statement('SELECT id, mark FROM caller WHERE mark = ANY($1::text[]) ORDER BY mark = $2 DESC LIMIT 1', {
  takes: [listOf(text), text],
  gives: { id: uuid, mark: text },
});
/** Whoever writes of the same person waits for the end of this transaction. */
const SEEN = statement('UPDATE caller SET mark = $2, seen_at = greatest(seen_at, $3) WHERE id = $1', {
  takes: [uuid, text, instant],
});
const ADD = statement(
  `INSERT INTO caller (id, mark, number_sealed, seen_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (mark) DO UPDATE SET seen_at = greatest(caller.seen_at, excluded.seen_at) RETURNING id`,
  { takes: [uuid, text, bytes, instant], gives: { id: uuid } },
);

/** Who has this number, known from now on. A mark under a key before is replaced where it is met. */
export async function knownCaller(
  database: Queryable,
  { sealing, keyedWords }: CallerKeys,
  phone: string,
  at: Date,
): Promise<string> {
  const marks = keyedWords.callerMarks(phone);
  const [mark] = marks;
  const [found] = await FIND.rows(database, [marks, mark]);
  if (found) {
    await SEEN.run(database, [found.id, mark, at]);
    return found.id;
  }
  const id = randomUUID();
  const [made] = await ADD.rows(database, [id, mark, sealing.sealUnderMaster(phone, callerContext(id)), at]);
  return made?.id ?? id;
}

/** The number of somebody who rang, as it was sealed. */
export function numberIn({ sealing }: Pick<CallerKeys, 'sealing'>, id: string, sealed: Uint8Array): string {
  return sealing.openUnderMaster(sealed, callerContext(id)) as string;
}
