import type { Identity } from '../../domain/ticket/protection.js';
import type { AddedWords, KeptWord } from '../../domain/intake/left-words.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import type { EventChanges, EventData, TicketState } from '../../domain/ticket/ticket.js';
import type { State, TicketType } from '../../domain/ticket/vocabulary.js';

export interface Citizen {
  readonly name: string | null;
  readonly phone: string | null;
  /** How the citizen wants to be known: open, hidden from the units, or not at all. */
  readonly identity: Identity;
  readonly email?: string | null;
}

export interface Content {
  readonly title: string;
  readonly text: string;
  readonly address: { readonly text: string; readonly lon?: number; readonly lat?: number; readonly area?: string };
  readonly occurredAt: string | null;
  /**
   * Title and text as the finder of personal words left them; a part that is absent has none. All absent: units could
   * read the whole when it came.
   */
  readonly redacted?: Partial<Redaction>;
  /** Of a ticket that came over the public interface: what its sender knew would be published. */
  readonly published?: PublishedContent;
}

/** What is read of a ticket by those who are not to learn who asked. */
export interface Redaction {
  readonly title: string;
  readonly text: string;
  /** What a person let stand in it. */
  readonly kept?: readonly KeptWord[];
  /** What the citizen said later. */
  readonly added?: readonly AddedWords[];
}

/** Free of telephone and identity numbers already, as it is shown. */
export interface PublishedContent {
  readonly description: string | null;
  readonly address: string | null;
  readonly addressId: string | null;
  readonly mediaUrl: string | null;
  readonly answers: readonly { readonly code: string; readonly values: readonly string[] }[];
}

export interface StoredTicket {
  readonly state: TicketState;
  readonly updatedAt: Date;
  /** `null` once erased. */
  readonly dataKey: Buffer | null;
  readonly citizen: Citizen | null;
  /** Its address as it was corrected last. */
  readonly content: Content | null;
  /** To which a person said yes; `null`: nobody has, or it was erased. */
  readonly redaction: Redaction | null;
  /** Of which the citizen's links and query code are. */
  readonly linkGeneration: number;
}

/** What intake keeps beside the original: only parts in which something was found. */
export function redactedAtIntake({ title, text }: Redaction): Partial<Redaction> {
  const found = { title: redactedText(title), text: redactedText(text) };
  return { ...(found.title !== title && { title: found.title }), ...(found.text !== text && { text: found.text }) };
}

/**
 * Title and text as units read them of a protected ticket: what a person said yes to, else what intake found; of a
 * ticket that was protected later, or from before intake looked, what is found now.
 */
export function redactionOf({ content, redaction }: Pick<StoredTicket, 'content' | 'redaction'>): Redaction | null {
  if (content === null) return null;
  if (redaction !== null) return redaction;
  const { title, text, redacted = redactedAtIntake(content) } = content;
  return { title: redacted.title ?? title, text: redacted.text ?? text };
}

/** A ticket by name and place; its workflow knows the rest. */
export interface NamedTicket {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly state: State;
  readonly type: TicketType;
  readonly accusedUnit: string | null;
  /** `null` once erased. */
  readonly dataKey: Buffer | null;
}

export interface StoredEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: { readonly id: string; readonly role: string; readonly unit: string | null };
  readonly from: string;
  readonly to: string;
  readonly data: EventData;
  readonly changes: EventChanges | null;
  readonly text: Readonly<Record<string, unknown>>;
  /** There are words, and the reader they were asked for may not read them. */
  readonly kept?: boolean;
  readonly hash: string;
}
