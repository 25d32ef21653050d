import { Context } from '@temporalio/activity';
import type { Lane, LaneResult } from '../../domain/webhook/backlog.js';
import type { EventRef, Position, WebhookStatus } from '../../domain/webhook/subscription.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { GuardedPost, PostResult } from '../../outbound/guarded-post.js';
import type { EventFeed, FeedEvent } from '../../storage/event-feed.js';
import type { FeedWatch } from '../../storage/feed-watch.js';
import type { ReferenceData } from '../../storage/reference-data.js';
import type { WebhookLog } from '../../storage/webhook-log.js';
import type { Mirror, SubscriptionInForce, WebhookStore } from '../../storage/webhook-store.js';
import { beating, pooled } from '../at-work.js';
import { cloudEventOf, pingOf } from './envelope.js';
import { signed } from './signature.js';

export interface WebhookActivities {
  /**
   * Waits for news in sight of the subscription, at most so long; with a limit of 0 it only waits. Shows meanwhile what the
   * workflow says of itself.
   */
  awaitEvents(question: {
    readonly id: string;
    readonly cursor: Position;
    readonly limit: number;
    readonly waitMs: number;
    readonly mirror: Mirror;
  }): Promise<{ status: WebhookStatus; events: readonly EventRef[]; next: Position }>;
  /**
   * Sends the events of each lane in order, up to the first that fails; lanes do not wait for each other. Safe to repeat: what
   * this turn has logged is not sent again.
   */
  deliver(task: {
    readonly id: string;
    readonly turn: number;
    readonly lanes: readonly Lane[];
  }): Promise<{ status: WebhookStatus; results: readonly LaneResult[] }>;
  /** Sends a test message at once, whatever else waits. */
  ping(task: {
    readonly id: string;
    readonly pingId: string;
  }): Promise<{ delivered: boolean; status: number | null; error: string | null; answer: string; durationMs: number }>;
}

export interface WebhookParts {
  readonly store: WebhookStore;
  readonly log: WebhookLog;
  readonly feed: Pick<EventFeed, 'read'>;
  readonly watch: FeedWatch;
  readonly reference: ReferenceData;
  readonly post: GuardedPost;
  /** Who speaks, as CloudEvents names it. */
  readonly source: string;
  readonly now: () => Date;
}

/** Tickets of one subscription that are sent side by side. */
const LANES_AT_ONCE = 8;
/** How soon a pause is seen by what is under way. */
const LOOK_EVERY_MS = 2_000;

export function createWebhookActivities(parts: WebhookParts): WebhookActivities {
  const { store, log, feed, watch, reference, post, source, now } = parts;

  /** The subscription, unless it may not go on. A key that was revoked must not go on listening through what it left behind. */
  async function inForce(id: string): Promise<{ status: WebhookStatus; webhook: SubscriptionInForce | null }> {
    const webhook = await store.inForce(id);
    if (!webhook) return { status: 'removed', webhook };
    if (webhook.status !== 'active' || webhook.ownerStands) return { status: webhook.status, webhook };
    await store.pauseBecause(id, 'key-revoked');
    return { status: 'paused', webhook };
  }

  async function actorOf({ ownerKeyId, role, unit }: SubscriptionInForce): Promise<PlacedActor> {
    const { units } = await reference.current();
    return { id: ownerKeyId, role, unit, unitPath: unit === null ? [] : (units.get(unit)?.path ?? []) };
  }

  async function sent(webhook: SubscriptionInForce, id: string, message: object): Promise<PostResult> {
    const body = JSON.stringify(message);
    return post(webhook.url, { headers: signed(webhook.secrets, id, now(), body), body });
  }

  return {
    async awaitEvents({ id, cursor, limit, waitMs, mirror }) {
      const { cancellationSignal } = Context.current();
      const over = AbortSignal.any([cancellationSignal, AbortSignal.timeout(waitMs)]);
      return beating(async () => {
        const { status, webhook } = await inForce(id);
        if (webhook) await store.mirror(id, mirror, webhook.revision);
        if (status !== 'active' || !webhook) return { status, events: [], next: cursor };
        const actor = await actorOf(webhook);
        let next = cursor;
        for (;;) {
          if (limit > 0) {
            const page = await feed.read(actor, next, limit);
            next = page.next;
            const events = page.events.filter(({ type }) => isWanted(webhook, type)).map(refOf);
            if (events.length > 0) return { status, events, next };
            if (page.more && !over.aborted) continue;
          }
          if (over.aborted) break;
          await (limit > 0 ? watch.beyond(next, over) : aborted(over));
        }
        cancellationSignal.throwIfAborted();
        return { status, events: [], next };
      });
    },

    async deliver({ id, turn, lanes }) {
      const { webhook, status } = await inForce(id);
      if (status !== 'active' || !webhook) return { status, results: lanes.map(() => NOT_TRIED) };
      const [done, found] = await Promise.all([
        log.doneIn(id, turn),
        log.events(
          await actorOf(webhook),
          lanes.flatMap(({ refs }) => refs),
        ),
      ]);
      const events = new Map(found.map((event) => [event.position.id, event]));
      let standing: WebhookStatus = status;
      const looking = setInterval(() => {
        // Unanswered, the next look tells.
        store.status(id).then(
          (seen) => (standing = seen),
          () => undefined,
        );
      }, LOOK_EVERY_MS);
      try {
        const results = await beating(() => pooled(lanes, LANES_AT_ONCE, (lane) => sendLane(lane, webhook)));
        return { status: standing, results };
      } finally {
        clearInterval(looking);
      }

      async function sendLane(lane: Lane, to: SubscriptionInForce): Promise<LaneResult> {
        for (const [index, ref] of lane.refs.entries()) {
          Context.current().cancellationSignal.throwIfAborted();
          if (standing !== 'active') return { delivered: index, stopped: 'notTried' };
          const before = done.get(ref.at.id);
          const event = events.get(ref.at.id);
          const outcome = before ?? (event ? await sendOne(event, ref, lane.last && index === 0, to) : 'delivered');
          if (outcome !== 'delivered') return { delivered: index, stopped: 'failed' };
        }
        return { delivered: lane.refs.length, stopped: null };
      }

      async function sendOne(
        event: FeedEvent,
        ref: EventRef,
        last: boolean,
        to: SubscriptionInForce,
      ): Promise<'delivered' | 'failed' | 'dead'> {
        const at = now();
        const message = cloudEventOf(event, source);
        const { error, ...result } = await sent(to, message.id, message);
        const outcome = error === null ? 'delivered' : last ? 'dead' : 'failed';
        await log.write({ subscriptionId: id, event: ref, type: event.type, turn, at, ...result, error, outcome });
        return outcome;
      }
    },

    async ping({ id, pingId }) {
      const webhook = await store.inForce(id);
      if (!webhook) throw new Error('The webhook has vanished from the database.');
      const at = now();
      const message = pingOf(`ping/${pingId}`, id, at, source);
      const result = await sent(webhook, message.id, message);
      const outcome = result.error === null ? 'delivered' : 'failed';
      await log.write({ subscriptionId: id, event: null, type: 'ping', turn: 0, at, ...result, outcome });
      return { delivered: outcome === 'delivered', ...result };
    },
  };
}

const NOT_TRIED: LaneResult = { delivered: 0, stopped: 'notTried' };

function isWanted({ eventTypes }: SubscriptionInForce, type: string): boolean {
  return eventTypes.length === 0 || eventTypes.includes(type);
}

function refOf({ ticketId, seq, position }: FeedEvent): EventRef {
  return { ticketId, seq, at: position };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
