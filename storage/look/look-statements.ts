import { bigint, bool, instant, int, json, jsonb, listOf, orNull, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** Whoever links looks waits for those who write, and they for it: for as long as it takes to ask for the last id. */
export const LOOKS_LOCK = 4_711_001;

/**
 * Ids are handed out under a lock that all who write share. Whoever holds it alone knows that nothing with a smaller id
 * is still to come. The last row names the ids that were handed out.
 */
const PUT = `
WITH held AS MATERIALIZED (
  SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock_shared(${LOOKS_LOCK})::text AS lock
), put AS (
  INSERT INTO look (at, actor_id, actor_role, actor_unit, by_key, session, address, ticket_id, guarded, how, fields, masked,
    purpose, weight, tag)
  SELECT x.at, x.actor, x.role, x.unit, x.key, x.session, x.address, x.ticket, x.guarded, x.how, x.fields, x.masked,
    x.purpose, x.weight, decode(x.tag, 'hex')
  FROM held, json_to_recordset($1::json) AS x(at timestamptz, actor text, role text, unit text, key text, session text,
    address text, ticket uuid, guarded bool, how text, fields text[], masked text[], purpose text, weight int, tag text)
  RETURNING id
)`;
/** Most answers are no view of anything protected. */
export const KEEP = statement(`${PUT} SELECT array_agg(id ORDER BY id) AS ids FROM put`, {
  name: 'keep-looks',
  takes: [json()],
  gives: { ids: orNull(listOf(bigint)) },
});
export const KEEP_AND_COUNT = statement(
  `${PUT}
SELECT NULL AS ids, actor_id, COALESCE(sum(weight) FILTER (WHERE at > $3), 0)::int AS lately, min(at) FILTER (WHERE at > $3) AS lately_since,
  COALESCE(sum(weight), 0)::int AS in_all, min(at) AS in_all_since
FROM look WHERE actor_id = ANY($2::text[]) AND at > $4 AND weight > 0 GROUP BY actor_id
UNION ALL SELECT array_agg(id ORDER BY id), NULL, NULL, NULL, NULL, NULL FROM put`,
  {
    name: 'keep-looks-and-count',
    takes: [json(), listOf(text), instant, instant],
    gives: {
      ids: orNull(listOf(bigint)),
      actor_id: orNull(text),
      lately: orNull(int),
      lately_since: orNull(instant),
      in_all: orNull(int),
      in_all_since: orNull(instant),
    },
  },
);

/** After a crash an id may be handed out again: the tag tells whose it is. */
export const STILL_THERE = statement(
  `
SELECT kept.tag, kept.id <= (SELECT COALESCE(max(last_id), 0) FROM look_block) AS linked,
  EXISTS (SELECT 1 FROM look WHERE look.id = kept.id AND look.tag = decode(kept.tag, 'hex')) AS here
FROM jsonb_to_recordset($1::jsonb) AS kept(id bigint, tag text)`,
  { name: 'looks-still-there', takes: [jsonb()], gives: { tag: text, linked: bool, here: bool } },
);

/** As the journal says them: only what is really there. */
export const IN_THE_TABLE = statement(
  `
SELECT encode(tag, 'hex') AS tag FROM look
WHERE actor_id = ANY($1::text[]) AND at BETWEEN $2 AND $3 AND encode(tag, 'hex') = ANY($4::text[])`,
  { takes: [listOf(text), instant, instant, listOf(text)], gives: { tag: text } },
);
