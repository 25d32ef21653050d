import { Context, log } from '@temporalio/activity';
import { namesIn } from '../../domain/notice/notice-words.js';
import { withinHours } from '../../domain/notice/quiet-hours.js';
import type { Recipient } from '../../domain/notice/recipients.js';
import type { Transport } from '../../domain/notice/vocabulary.js';
import { failureName } from '../../pacing/failure-name.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import type { NoticeAddresses } from '../../storage/notice/notice-addresses.js';
import type { ShippedTemplates } from '../../storage/notice/notice-templates.js';
import type { ClaimedNotice, NoticeStore } from '../../storage/notice/notice-store.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import type { Watch } from '../../storage/postgres/watch.js';
import { beating } from '../heartbeat.js';
import { composed, type Composer } from './compose.js';
import type { Delivery, NoticeMessage, NoticeTransport, NoticeTransports } from './message.js';

export interface NoticeActivities {
  /** Waits until the channel has something to send, or its time is over. */
  awaitNotices(question: { readonly channel: Transport; readonly waitMs: number }): Promise<{ due: boolean }>;
  /**
   * One turn of a channel: takes what is due and sends it. Safe to repeat: what a broken turn had under way goes out
   * again under the same name, everything else once.
   */
  sendNotices(channel: Transport): Promise<NoticeTurn>;
}

export interface NoticeTurn {
  readonly messages: number;
  /** Why the channel as a whole does not work; `null` when it does. */
  readonly away: string | null;
}

export interface NoticeDeps extends Omit<Composer, 'templates'> {
  readonly templates: Pick<ShippedTemplates, 'under'>;
  readonly store: NoticeStore;
  /** Looks for the store's due channels, once for all that wait. */
  readonly due: Watch<readonly Transport[]>;
  readonly addresses: NoticeAddresses;
  readonly reference: ReferenceData;
  readonly transports: NoticeTransports;
  /** Whether a failure says that the database is away, and nothing of the notice. */
  readonly isDatabaseAway: (error: unknown) => boolean;
  readonly now: () => Date;
  /** The worker was told to stop: who only waits need not keep it; another worker waits on. */
  readonly stopping?: AbortSignal;
}

const NOT_CONFIGURED = 'not-configured';
const CANNOT_COMPOSE = 'cannot-compose';
const MESSAGES_A_TURN = 200;
const AT_ONCE = 4;
const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

export function createNoticeActivities(deps: NoticeDeps): NoticeActivities {
  const { store, due, addresses, reference, transports, isDatabaseAway, now, stopping } = deps;

  return {
    async awaitNotices({ channel, waitMs }) {
      const { cancellationSignal } = Context.current();
      return beating(async () => {
        const isDue = async (): Promise<boolean> => (await store.dueChannels(now())).includes(channel);
        if (await isDue()) return { due: true };
        const over = AbortSignal.any([
          cancellationSignal,
          AbortSignal.timeout(waitMs),
          ...(stopping ? [stopping] : []),
        ]);
        await due.until((channels) => channels.includes(channel), over);
        cancellationSignal.throwIfAborted();
        return { due: await isDue() };
      });
    },

    sendNotices: turnOf,
  };

  async function turnOf<T extends Transport>(channel: T): Promise<NoticeTurn> {
    const { cancellationSignal } = Context.current();
    return beating(async () => {
      await store.recover(channel, now());
      const transport: NoticeTransport<T> | undefined = transports[channel];
      if (!transport) {
        await store.keep(channel, now(), NOT_CONFIGURED);
        return { messages: 0, away: NOT_CONFIGURED };
      }
      const waiting = await store.claim(channel, now(), MESSAGES_A_TURN);
      let away: string | null = null;
      let messages = 0;
      await mapConcurrently(waiting, AT_ONCE, async (message) => {
        // A worker that stops, or a channel that does not work, gives back what it has not tried.
        if (away !== null || cancellationSignal.aborted) return store.putOff(message, now(), away, false);
        const outcome = await sendOne(channel, transport, message);
        if (outcome === 'sent') messages += 1;
        else if (outcome !== null) away = outcome.away;
      });
      cancellationSignal.throwIfAborted();
      return { messages, away };
    });
  }

  async function sendOne<T extends Transport>(
    channel: T,
    transport: NoticeTransport<T>,
    message: ClaimedNotice[],
  ): Promise<'sent' | { away: string } | null> {
    const [first] = message;
    if (!first) return null;
    const open = withinHours(now().toISOString(), first.hours);
    if (open > now().toISOString()) {
      await store.putOff(message, new Date(open), null, false);
      return null;
    }
    const made = await letterOf(channel, message);
    if (made === CANNOT_COMPOSE) {
      await store.giveUp(message, 'dead', CANNOT_COMPOSE);
      return null;
    }
    const { letter, recipient, contact } = made;
    if (recipient === null || letter === null) {
      await store.giveUp(message, 'cancelled', 'no-address');
      return null;
    }
    const delivery = await sent(transport, letter, recipient);
    switch (delivery.kind) {
      case 'ok':
        await store.delivered(message, now());
        return 'sent';
      case 'gone':
        if (contact !== null) await addresses.gone(contact, recipient, now());
        await store.giveUp(message, 'dead', delivery.code);
        return null;
      case 'dead':
        await store.giveUp(message, 'dead', delivery.code);
        return null;
      case 'away':
        await store.putOff(message, now(), delivery.code, false);
        return { away: delivery.code };
      case 'retry':
        if (first.attempts >= MOST_ATTEMPTS) await store.giveUp(message, 'dead', delivery.code);
        else await store.putOff(message, later(now(), first.attempts, delivery.notBeforeMs), delivery.code, true);
        return null;
    }
  }

  /**
   * Who gets it and what it says. What cannot be made out of a notice cannot be made later either, and nobody else
   * waits for it.
   */
  async function letterOf<T extends Transport>(
    channel: T,
    message: ClaimedNotice[],
  ): Promise<Made<T> | typeof CANNOT_COMPOSE> {
    const [first, ...others] = message;
    if (!first) return CANNOT_COMPOSE;
    try {
      const { recipient, contact, ...own } = await recipientOf(channel, first);
      if (recipient === null) return { letter: null, recipient, contact };
      const snapshot = await reference.current();
      const composer = { ...deps, templates: deps.templates.under(snapshot.wordings) };
      return { letter: composed([first, ...others], composer, namesIn(snapshot), own), recipient, contact };
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      const { id, template, pack, ticketId } = first;
      log.error('A notice cannot be composed', { id, template, pack, ticketId, error: failureName(error) });
      return CANNOT_COMPOSE;
    }
  }

  /** A transport that rejects after all has a fault of its own, which may pass. */
  async function sent<T extends Transport>(
    transport: NoticeTransport<T>,
    letter: NoticeMessage,
    to: Recipient<T>,
  ): Promise<Delivery> {
    try {
      return await transport.send(letter, to);
    } catch (error) {
      log.error('A notice could not be handed over', {
        message: letter.id,
        channel: to.channel,
        error: failureName(error),
      });
      return { kind: 'retry', code: 'transport-fault' };
    }
  }

  async function recipientOf<T extends Transport>(channel: T, notice: ClaimedNotice): Promise<Addressed<T>> {
    const { recipient, ticketId, seq } = notice;
    if (recipient === 'citizen') {
      const { recipient: citizen, words, linkGeneration } = await addresses.citizen(channel, ticketId, seq);
      return { recipient: citizen, contact: null, said: words, linkGeneration };
    }
    const found = await addresses.contact(channel, notice);
    return { recipient: found?.recipient ?? null, contact: found?.id ?? null, said: {}, linkGeneration: 0 };
  }
}

interface Addressed<T extends Transport> {
  readonly recipient: Recipient<T> | null;
  /** Whose address it is. */
  readonly contact: string | null;
  readonly said: Readonly<Record<string, unknown>>;
  readonly linkGeneration: number;
}

interface Made<T extends Transport> extends Omit<Addressed<T>, 'said' | 'linkGeneration'> {
  readonly letter: NoticeMessage | null;
}

function later(from: Date, attempts: number, notBeforeMs = 0): Date {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  return new Date(from.getTime() + Math.max(wait, notBeforeMs));
}
