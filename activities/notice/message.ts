import type { Recipient } from '../../domain/notice/recipients.js';
import type { Transport } from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';

/** What goes out to one recipient: one notice, or several that waited for the same person. */
export interface NoticeMessage {
  /** The same at every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  /** For providers that send approved texts only. */
  readonly sms: {
    readonly templateCode: string;
    readonly params: Readonly<Record<string, string>>;
    readonly sign: string;
  };
  readonly notices: readonly {
    readonly id: string;
    readonly ticketId: string;
    readonly number: string;
    readonly template: string;
    readonly level: number;
    readonly at: string;
    readonly text: string;
  }[];
}

/**
 * What came of it, with the reason in a word. `dead`: this one will never arrive; `gone`: nor will any other to this
 * address; `retry`: it may yet, and not before the receiver wants to hear of us again; `away`: the whole channel does
 * not work, and no notice is to blame.
 */
export type Delivery =
  | { readonly kind: 'ok' }
  | { readonly kind: 'dead' | 'gone' | 'away'; readonly code: string }
  | { readonly kind: 'retry'; readonly code: string; readonly notBeforeMs?: number };

/** The one port through which people are told. Never rejects: whatever goes wrong is an answer. */
export interface NoticeTransport<T extends Transport> {
  send(message: NoticeMessage, to: Recipient<T>): Promise<Delivery>;
}

/** One each; a channel without a transport keeps what it has until it gets one. */
export type NoticeTransports = { readonly [T in Transport]?: NoticeTransport<T> | undefined };
