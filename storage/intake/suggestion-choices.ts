import type pg from 'pg';
import type { Choice, ChoiceField } from '../../domain/intake/choices.js';
import type { Channel } from '../../domain/ticket/vocabulary.js';
import { float, instant, int, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** What became of one part of a suggestion: codes, and no word of a ticket. */
export interface KeptChoice {
  readonly suggestion: string;
  readonly field: ChoiceField;
  readonly choice: Choice;
  readonly value: string | null;
  readonly channel: Channel | null;
  readonly model: number | null;
  /** The class that was suggested first, and how sure the model was by itself. */
  readonly classCode: string | null;
  readonly confidence: number | null;
}

export interface CountedChoices {
  readonly taken: number;
  readonly changed: number;
  readonly ignored: number;
}

/** What a channel bore out of a model's confidence. */
export interface BorneOnChannel {
  readonly channel: Channel | null;
  readonly confidence: number;
  readonly choice: Choice;
}

export interface SuggestionChoices {
  /** Sent again it is the same; sent otherwise, the last one holds. */
  put(choice: KeptChoice, at: Date): Promise<void>;
  byField(from: Date, before: Date): Promise<(CountedChoices & { readonly field: ChoiceField })[]>;
  byClass(from: Date, before: Date): Promise<(CountedChoices & { readonly classCode: string })[]>;
  /** Of classes that a model suggested, newest first. */
  borne(from: Date, before: Date, limit: number): Promise<BorneOnChannel[]>;
  /** At most so many of those from before then; answers how many there were. */
  forget(before: Date, most: number): Promise<number>;
}

const PUT = statement(
  `INSERT INTO suggestion_choice AS c (suggestion, field, choice, value, channel, model, class_code, confidence, chosen_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   ON CONFLICT (suggestion, field) DO UPDATE SET choice = $3, value = $4, chosen_at = $9
   WHERE (c.choice, c.value) IS DISTINCT FROM ($3, $4)`,
  {
    takes: [
      ...([uuid, text, text, orNull(text), orNull(text)] as const),
      ...([orNull(int), orNull(text), orNull(float), instant] as const),
    ],
  },
);
const COUNTS = ['taken', 'changed', 'ignored']
  .map((choice) => `(count(*) FILTER (WHERE choice = '${choice}'))::int AS ${choice}`)
  .join(', ');
const COUNTED = { taken: int, changed: int, ignored: int };
const CHOSEN = 'chosen_at >= $1 AND chosen_at < $2';
const BY_FIELD = statement(
  `SELECT field, ${COUNTS} FROM suggestion_choice WHERE ${CHOSEN} GROUP BY field ORDER BY field`,
  { takes: [instant, instant], gives: { field: textOf<ChoiceField>(), ...COUNTED } },
);
const BY_CLASS = statement(
  `SELECT class_code, ${COUNTS} FROM suggestion_choice WHERE ${CHOSEN} AND field = 'class' AND class_code IS NOT NULL
   GROUP BY class_code ORDER BY count(*) DESC, class_code LIMIT 500`,
  { takes: [instant, instant], gives: { class_code: orNull(text), ...COUNTED } },
);
const BORNE = statement(
  `SELECT channel, confidence, choice FROM suggestion_choice WHERE ${CHOSEN} AND field = 'class' AND confidence IS NOT NULL
   ORDER BY chosen_at DESC LIMIT $3::int`,
  {
    takes: [instant, instant, int],
    gives: { channel: orNull(textOf<Channel>()), confidence: orNull(float), choice: textOf<Choice>() },
  },
);
const FORGET = statement(
  `DELETE FROM suggestion_choice WHERE ctid = ANY(ARRAY(
     SELECT ctid FROM suggestion_choice WHERE chosen_at < $1 LIMIT $2::int FOR UPDATE SKIP LOCKED))`,
  { takes: [instant, int] },
);

export function createSuggestionChoices(pool: pg.Pool): SuggestionChoices {
  return {
    async put({ suggestion, field, choice, value, channel, model, classCode, confidence }, at) {
      await PUT.run(pool, [suggestion, field, choice, value, channel, model, classCode, confidence, at]);
    },
    byField: (from, before) => BY_FIELD.rows(pool, [from, before]),
    async byClass(from, before) {
      const rows = await BY_CLASS.rows(pool, [from, before]);
      return rows.map(({ class_code: classCode, ...counts }) => ({ classCode: classCode ?? '', ...counts }));
    },
    async borne(from, before, limit) {
      const rows = await BORNE.rows(pool, [from, before, limit]);
      return rows.map(({ confidence, ...same }) => ({ ...same, confidence: confidence ?? 0 }));
    },
    forget: (before, most) => FORGET.run(pool, [before, most]),
  };
}
