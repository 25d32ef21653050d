import { bigint, bytes, int, jsonb, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { openJson, type Sealing } from '../secrets/sealing.js';
import type { KeyedWords } from './keyed-words.js';
import type { Content } from './stored-ticket.js';

const COUNT = statement('SELECT key_id, count(*) AS rows FROM ticket_words GROUP BY key_id ORDER BY key_id', {
  gives: { key_id: orNull(text), rows: orNull(bigint) },
});
const NEXT = statement(
  `SELECT w.ticket_id AS id, t.wrapped_key, t.content_sealed FROM ticket_words w JOIN ticket t ON t.id = w.ticket_id
   WHERE w.key_id IS DISTINCT FROM $1 AND ($2::uuid IS NULL OR w.ticket_id > $2) ORDER BY w.ticket_id LIMIT $3::int`,
  {
    takes: [text, orNull(uuid), int],
    gives: { id: uuid, wrapped_key: orNull(bytes), content_sealed: orNull(bytes) },
  },
);
/** Words that were erased meanwhile are not put back. */
const ANEW = statement(
  `UPDATE ticket_words w SET words = array_to_tsvector(x.words), key_id = x."keyId"
   FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, "keyId" text, words text[]) WHERE w.ticket_id = x.id`,
  { takes: [jsonb()] },
);

/** How many tickets have their words under each key, by the name that the index has for it; `null`: in clear. */
export async function wordsByKey(database: Queryable): Promise<{ keyId: string | null; rows: number }[]> {
  return (await COUNT.rows(database, [])).map(({ key_id, rows }) => ({ keyId: key_id, rows: Number(rows ?? 0) }));
}

/**
 * Marks the words of the search index anew under the key that is current, in portions, while everybody searches: words
 * under the other keys are found as well. May be ended anywhere and begun again. Answers how many tickets it were.
 */
export async function wordsAnew(deps: {
  readonly database: Queryable;
  readonly sealing: Pick<Sealing, 'unwrap'>;
  readonly keyedWords: Pick<KeyedWords, 'ofText'>;
  readonly portion: number;
  readonly progress: (done: number) => void;
}): Promise<number> {
  const { database, sealing, keyedWords, portion } = deps;
  const { keyId } = keyedWords.ofText('');
  let done = 0;
  let after: string | null = null;
  for (;;) {
    const rows: readonly { id: string; wrapped_key: Buffer | null; content_sealed: Buffer | null }[] = await NEXT.rows(
      database,
      [keyId, after, portion],
    );
    const anew = rows.flatMap(({ id, wrapped_key: wrapped, content_sealed: sealed }) => {
      // Of an erased ticket nothing is to be found.
      if (!wrapped || !sealed) return [{ id, keyId, words: [] }];
      const { title, text: said } = openJson(sealing.unwrap(id, wrapped), sealed, `content:${id}`) as Content;
      return [{ id, ...keyedWords.ofText(`${title}\n${said}`) }];
    });
    if (anew.length > 0) done += await ANEW.run(database, [JSON.stringify(anew)]);
    deps.progress(done);
    const last = rows.at(-1);
    if (!last || rows.length < portion) return done;
    after = last.id;
  }
}
