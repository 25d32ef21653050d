import { Context } from '@temporalio/activity';
import { namesIn } from '../../domain/notices/notice-words.js';
import { withinHours } from '../../domain/notices/quiet-hours.js';
import type { Transport } from '../../domain/notices/vocabulary.js';
import type { NoticeAddresses } from '../../storage/notice-addresses.js';
import type { ClaimedNotice, NoticeStore } from '../../storage/notice-store.js';
import type { ReferenceData } from '../../storage/reference-data.js';
import type { Watch } from '../../storage/watch.js';
import { beating, pooled } from '../at-work.js';
import { composed, type Composer } from './compose.js';
import type { Delivery, NoticeTransport, Recipient } from './message.js';

export interface NoticeActivities {
  /** Waits until the channel has something to send, or its time is over. */
  awaitNotices(question: { readonly channel: Transport; readonly waitMs: number }): Promise<{ due: boolean }>;
  /**
   * One turn of a channel: takes what is due and sends it. Safe to repeat: what a broken turn had under way goes out again under the
   * same name, everything else once.
   */
  sendNotices(channel: Transport): Promise<NoticeTurn>;
}

export interface NoticeTurn {
  readonly messages: number;
  /** Why the channel as a whole does not work; `null` when it does. */
  readonly away: string | null;
}

export interface NoticeParts extends Composer {
  readonly store: NoticeStore;
  /** Looks for the store's due channels, once for all that wait. */
  readonly due: Watch<readonly Transport[]>;
  readonly addresses: NoticeAddresses;
  readonly reference: ReferenceData;
  /** A channel without a transport keeps what it has until it gets one. */
  readonly transports: Readonly<Partial<Record<Transport, NoticeTransport>>>;
  readonly now: () => Date;
}

const MESSAGES_A_TURN = 200;
const AT_ONCE = 4;
const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

export function createNoticeActivities(parts: NoticeParts): NoticeActivities {
  const { store, due, addresses, reference, transports, now } = parts;

  return {
    async awaitNotices({ channel, waitMs }) {
      const { cancellationSignal } = Context.current();
      return beating(async () => {
        const isDue = async (): Promise<boolean> => (await store.dueChannels(now())).includes(channel);
        if (await isDue()) return { due: true };
        const over = AbortSignal.any([cancellationSignal, AbortSignal.timeout(waitMs)]);
        await due.until((channels) => channels.includes(channel), over);
        cancellationSignal.throwIfAborted();
        return { due: await isDue() };
      });
    },

    async sendNotices(channel) {
      const { cancellationSignal } = Context.current();
      return beating(async () => {
        await store.recover(channel, now());
        const waiting = await store.claim(channel, now(), MESSAGES_A_TURN);
        let away: string | null = null;
        let messages = 0;
        await pooled(waiting, AT_ONCE, async (message) => {
          // A worker that stops, or a channel that does not work, gives back what it has not tried.
          if (away !== null || cancellationSignal.aborted) return store.putOff(message, now(), away, false);
          const outcome = await sendOne(channel, message);
          if (outcome === 'sent') messages += 1;
          else if (outcome !== null) away = outcome.away;
        });
        cancellationSignal.throwIfAborted();
        return { messages, away };
      });
    },
  };

  async function sendOne(channel: Transport, message: ClaimedNotice[]): Promise<'sent' | { away: string } | null> {
    const [first, ...others] = message;
    if (!first) return null;
    const open = withinHours(now().toISOString(), first.hours);
    if (open > now().toISOString()) {
      await store.putOff(message, new Date(open), null, false);
      return null;
    }
    const { recipient, said } = await recipientOf(channel, first);
    if (recipient === null) {
      await store.giveUp(message, 'cancelled', 'no-address');
      return null;
    }
    const names = namesIn(await reference.current());
    const transport = transports[channel];
    const delivery: Delivery = transport
      ? await transport.send(composed([first, ...others], parts, names, said), recipient)
      : { kind: 'away', code: 'not-configured' };
    switch (delivery.kind) {
      case 'ok':
        await store.delivered(message, now());
        return 'sent';
      case 'dead':
        await store.giveUp(message, 'dead', delivery.code);
        return null;
      case 'away':
        await store.putOff(message, now(), delivery.code, false);
        return { away: delivery.code };
      case 'retry':
        if (first.attempts >= MOST_ATTEMPTS) await store.giveUp(message, 'dead', delivery.code);
        else await store.putOff(message, later(now(), first.attempts), delivery.code, true);
        return null;
    }
  }

  async function recipientOf(
    channel: Transport,
    { recipient, ticketId, seq }: ClaimedNotice,
  ): Promise<{ recipient: Recipient | null; said: Readonly<Record<string, unknown>> }> {
    if (recipient === 'citizen') {
      const { phone, words } = await addresses.citizen(ticketId, seq);
      return { recipient: phone === null ? null : { channel: 'sms', phone }, said: words };
    }
    const found = await addresses.contact(recipient);
    const to: Readonly<Record<Transport, Recipient | null>> = {
      email: found?.email ? { channel: 'email', address: found.email } : null,
      sms: found?.phone ? { channel: 'sms', phone: found.phone } : null,
      webhook: found?.webhook ? { channel: 'webhook', ...found.webhook } : null,
    };
    return { recipient: to[channel], said: {} };
  }
}

function later(from: Date, attempts: number): Date {
  return new Date(from.getTime() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)));
}
