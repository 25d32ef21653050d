import type { EventChanges, EventData } from '../../domain/ticket/ticket.js';
import type { Actor, State } from '../../domain/ticket/vocabulary.js';
import { bytes, instant, int, jsonb, orNull, text, textOf } from '../postgres/kinds.js';

/** What an event says to everybody who may see it; who reads more of its row adds that. */
export const EVENT_GIVES = {
  seq: int,
  type: text,
  at: instant,
  actor_role: textOf<Actor['role']>(),
  actor_unit: orNull(text),
  from_state: textOf<State>(),
  to_state: textOf<State>(),
  data: jsonb<EventData>(),
  changes: orNull(jsonb<EventChanges>()),
  hash: text,
};

/** With who it was, and what they wrote. */
export const WHOLE_EVENT_GIVES = { ...EVENT_GIVES, actor_id: text, text_sealed: orNull(bytes) };
