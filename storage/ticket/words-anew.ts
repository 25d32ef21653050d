import { bigint, bytes, int, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable, type RowOf } from '../postgres/statement.js';
import { openJson, type Sealing } from '../secrets/sealing.js';
import type { KeyedWords } from './keyed-words.js';
import type { Citizen, Content } from './stored-ticket.js';

const COUNT = statement('SELECT key_id, count(*) AS rows FROM ticket_words GROUP BY key_id ORDER BY key_id', {
  gives: { key_id: orNull(text), rows: orNull(bigint) },
});
const NEXT = statement(
  `SELECT w.ticket_id AS id, t.wrapped_key, t.content_sealed, t.citizen_sealed FROM ticket_words w JOIN ticket t ON t.id = w.ticket_id
   WHERE w.key_id IS DISTINCT FROM $1 AND ($2::uuid IS NULL OR w.ticket_id > $2) ORDER BY w.ticket_id LIMIT $3::int`,
  {
    takes: [text, orNull(uuid), int],
    gives: { id: uuid, wrapped_key: orNull(bytes), content_sealed: orNull(bytes), citizen_sealed: orNull(bytes) },
  },
);
/** Words that were erased meanwhile are not put back. In a mark is no blank, so blanks join them. */
const ANEW = statement(
  `UPDATE ticket_words w SET words = array_to_tsvector(string_to_array(x.words, ' ')), key_id = x.key_id
   FROM unnest($1::uuid[], $2::text[], $3::text[]) AS x(id, key_id, words) WHERE w.ticket_id = x.id`,
  { takes: [listOf(uuid), listOf(text), listOf(text)] },
);

export type WordedRow = Pick<RowOf<(typeof NEXT)['gives']>, 'id' | 'wrapped_key' | 'content_sealed' | 'citizen_sealed'>;

/** What stands in the index for a ticket, of what is sealed of it; `null`: it was erased. */
export function markedAnew(
  {
    sealing,
    keyedWords,
  }: { readonly sealing: Pick<Sealing, 'unwrap'>; readonly keyedWords: Pick<KeyedWords, 'ofTicket'> },
  { id, wrapped_key: wrapped, content_sealed: content, citizen_sealed: citizen }: WordedRow,
): ReturnType<KeyedWords['ofTicket']> | null {
  if (!wrapped || !content) return null;
  const key = sealing.unwrap(id, wrapped);
  return keyedWords.ofTicket(
    openJson(key, content, `content:${id}`) as Content,
    citizen && (openJson(key, citizen, `citizen:${id}`) as Citizen),
  );
}

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
  readonly keyedWords: Pick<KeyedWords, 'ofText' | 'ofTicket'>;
  readonly portion: number;
  readonly progress: (done: number) => void;
}): Promise<number> {
  const { database, sealing, keyedWords, portion } = deps;
  const { keyId } = keyedWords.ofText('');
  let done = 0;
  let after: string | null = null;
  /** The portion before, on its way while this one is read and marked: the server and this process work at once. */
  let written: Promise<number> = Promise.resolve(0);
  for (;;) {
    const rows: readonly WordedRow[] = await NEXT.rows(database, [keyId, after, portion]);
    // Of an erased ticket nothing is to be found.
    const anew = rows.map((row) => markedAnew({ sealing, keyedWords }, row) ?? { keyId, words: [] });
    done += await written;
    deps.progress(done);
    const last = rows.at(-1);
    if (!last) return done;
    written = ANEW.run(database, [
      rows.map(({ id }) => id),
      anew.map((of) => of.keyId),
      anew.map(({ words }) => words.join(' ')),
    ]);
    // If the reading of the next one fails first, that is told.
    written.catch(() => undefined);
    after = last.id;
  }
}
