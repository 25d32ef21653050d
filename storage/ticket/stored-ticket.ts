import type { Identity } from '../../domain/ticket/protection.js';
import type { EventChanges, EventData, TicketState } from '../../domain/ticket/ticket.js';
import type { State } from '../../domain/ticket/vocabulary.js';

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
  /** Of a ticket that came over the public interface: what its sender knew would be published. */
  readonly published?: PublishedContent;
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
  readonly content: Content | null;
}

/** A ticket by name and place; its workflow knows the rest. */
export interface NamedTicket {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly state: State;
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
