import { Context, log as activityLog } from '@temporalio/activity';
import type { Lane, LaneResult } from '../../domain/webhook/backlog.js';
import type { DeliveryOutcome, EventRef, FeedPosition, WebhookStatus } from '../../domain/webhook/subscription.js';
import { isOfType } from '../../domain/ticket/event-types.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { GuardedPost, PostResult } from '../../outbound/guarded-post.js';
import { signed } from '../../outbound/signature.js';
import { failureName } from '../../pacing/failure-name.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import { placeOf } from '../../domain/ticket/relations.js';
import type { EventFeed, FeedEvent } from '../../storage/event/event-feed.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import type { WebhookLog } from '../../storage/webhook/webhook-log.js';
import type { WebhookNews } from '../../storage/webhook/webhook-news.js';
import type { Mirror, RunningWebhooks, SubscriptionInForce } from '../../storage/webhook/running-webhooks.js';
import { beating } from '../heartbeat.js';
import { CLOUD_EVENTS_JSON, cloudEventOf, pingOf, type CloudEvent } from './envelope.js';

export interface WebhookActivities {
  /**
   * Reads what is new in sight of the subscription, and shows what the workflow says of itself; with a limit of 0 it
   * only shows. Where there is nothing the subscription waits behind `next` from then on, and is told of news by a
   * signal.
   */
  readEvents(question: NewsQuestion): Promise<News>;
  /**
   * What runs of an earlier version ask instead. They do not wait in it any more: the next thing they ask is
   * `readEvents`.
   */
  awaitEvents(question: NewsQuestion & { readonly waitMs: number }): Promise<News>;
  /**
   * Sends the events of each lane in order, up to the first that fails; lanes do not wait for each other. Safe to
   * repeat: what this turn has logged is not sent again.
   */
  deliver(task: { readonly id: string; readonly turn: number; readonly lanes: readonly Lane[] }): Promise<Delivered>;
  /** Sends a test message at once, whatever else waits. */
  ping(task: {
    readonly id: string;
    readonly pingId: string;
  }): Promise<{ delivered: boolean; status: number | null; error: string | null; answer: string; durationMs: number }>;
}

export interface NewsQuestion {
  readonly id: string;
  readonly cursor: FeedPosition;
  readonly limit: number;
  readonly mirror: Mirror;
}

export interface News {
  readonly status: WebhookStatus;
  readonly events: readonly EventRef[];
  readonly next: FeedPosition;
}

export interface Delivered {
  readonly status: WebhookStatus;
  readonly results: readonly LaneResult[];
  /** The receiver asks to be left alone for so long. */
  readonly holdMs?: number;
}

export interface WebhookDeps {
  readonly store: RunningWebhooks;
  readonly news: Pick<WebhookNews, 'asleep'>;
  readonly log: WebhookLog;
  readonly feed: Pick<EventFeed, 'read'>;
  readonly reference: ReferenceData;
  readonly post: GuardedPost;
  /** Who speaks, as CloudEvents names it. */
  readonly source: string;
  readonly now: () => Date;
}

/** Tickets of one subscription that are sent side by side. */
const LANES_AT_ONCE = 8;
/** The receiver says that it will never be there again. */
const GONE = 410;
/** How soon a pause is seen by what is under way. */
const LOOK_EVERY_MS = 2_000;

export function createWebhookActivities(deps: WebhookDeps): WebhookActivities {
  const { store, log, news, feed, reference, post, source, now } = deps;

  /**
   * The subscription, unless it may not go on. A key that was revoked must not go on listening through what it left
   * behind.
   */
  async function inForce(id: string): Promise<{ status: WebhookStatus; webhook: SubscriptionInForce | null }> {
    const webhook = await store.inForce(id);
    if (!webhook) return { status: 'removed', webhook };
    if (webhook.status !== 'active' || webhook.ownerStands) return { status: webhook.status, webhook };
    await store.pauseBecause(id, 'key-revoked');
    return { status: 'paused', webhook };
  }

  async function actorOf({ ownerKeyId, role, unit }: SubscriptionInForce): Promise<PlacedActor> {
    const { units } = await reference.current();
    return { id: ownerKeyId, role, unit, ...placeOf(unit, units) };
  }

  async function sent(webhook: SubscriptionInForce, id: string, message: object): Promise<PostResult> {
    const body = JSON.stringify(message);
    const headers = {
      'content-type': CLOUD_EVENTS_JSON,
      'user-agent': 'huiying-webhooks/1',
      ...signed(webhook.secrets, id, now(), body),
    };
    return post(webhook.url, { headers, body });
  }

  async function readEvents({ id, cursor, limit, mirror }: NewsQuestion): Promise<News> {
    const { status, webhook } = await inForce(id);
    if (webhook) await store.mirror(id, mirror, webhook.revision);
    if (status !== 'active' || !webhook || limit === 0) return { status, events: [], next: cursor };
    const found = await readOn(webhook, cursor, limit);
    if (found.events.length > 0) return { status, ...found };
    await news.asleep(id, found.next);
    // What came between the reading and the word that it waits was seen by nobody.
    return { status, ...(await readOn(webhook, found.next, limit)) };
  }

  async function readOn(
    webhook: SubscriptionInForce,
    from: FeedPosition,
    limit: number,
  ): Promise<Omit<News, 'status'>> {
    const actor = await actorOf(webhook);
    const wanted = webhook.eventTypes.length === 0 ? null : new Set(webhook.eventTypes);
    let next = from;
    for (;;) {
      Context.current().cancellationSignal.throwIfAborted();
      const page = await feed.read(actor, next, limit);
      next = page.next;
      const events = page.events.filter((event) => isOfType(event, wanted)).map(refOf);
      if (events.length > 0 || !page.more) return { events, next };
      Context.current().heartbeat();
    }
  }

  /** What cannot be made into a message cannot be later either: it is given up in the open, and holds nothing up. */
  function messageOf(event: FeedEvent, to: SubscriptionInForce): CloudEvent | null {
    try {
      return cloudEventOf(event, to, source);
    } catch (error) {
      const { ticketId, seq, type } = event;
      const name = failureName(error);
      activityLog.error('An event cannot be made into a message', { ticketId, seq, type, error: name });
      return null;
    }
  }

  return {
    readEvents,

    awaitEvents: readEvents,

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
      let heldUntil = 0;
      const looking = setInterval(() => {
        // Unanswered, the next look tells.
        store.status(id).then(
          (seen) => (standing = seen),
          () => undefined,
        );
      }, LOOK_EVERY_MS);
      try {
        const results = await beating(() => mapConcurrently(lanes, LANES_AT_ONCE, (lane) => sendLane(lane, webhook)));
        const holdMs = heldUntil - now().getTime();
        return { status: standing, results, ...(holdMs > 0 && { holdMs }) };
      } finally {
        clearInterval(looking);
      }

      async function sendLane(lane: Lane, to: SubscriptionInForce): Promise<LaneResult> {
        for (const [index, ref] of lane.refs.entries()) {
          Context.current().cancellationSignal.throwIfAborted();
          if (standing !== 'active' || heldUntil > now().getTime()) return { delivered: index, stopped: 'notTried' };
          const before = done.get(ref.at.id);
          const event = events.get(ref.at.id);
          const outcome = before ?? (event ? await sendOne(event, ref, lane.last && index === 0, to) : 'delivered');
          if (outcome === 'gone') return { delivered: index, stopped: 'notTried' };
          if (outcome !== 'delivered') return { delivered: index, stopped: 'failed' };
        }
        return { delivered: lane.refs.length, stopped: null };
      }

      async function sendOne(
        event: FeedEvent,
        ref: EventRef,
        last: boolean,
        to: SubscriptionInForce,
      ): Promise<DeliveryOutcome | 'gone'> {
        const at = now();
        const message = messageOf(event, to);
        const attempt = { subscriptionId: id, event: ref, type: event.type, turn, at };
        if (message === null) {
          await log.write({ ...attempt, ...NOT_COMPOSED, outcome: 'dead' });
          return 'delivered';
        }
        const { error, retryAfterMs, ...result } = await sent(to, message.id, message);
        const gone = result.status === GONE;
        const outcome = error === null ? 'delivered' : last && !gone ? 'dead' : 'failed';
        await log.write({ ...attempt, ...result, error, outcome });
        if (retryAfterMs !== null) heldUntil = Math.max(heldUntil, now().getTime() + retryAfterMs);
        if (!gone) return outcome;
        // The event waits in the open; whoever resumes has it tried at once.
        await store.pauseBecause(id, 'gone');
        standing = 'paused';
        return 'gone';
      }
    },

    async ping({ id, pingId }) {
      const webhook = await store.inForce(id);
      if (!webhook) throw new Error('The webhook has vanished from the database.');
      const at = now();
      const message = pingOf(`ping/${pingId}`, id, at, source);
      const { retryAfterMs: _, ...result } = await sent(webhook, message.id, message);
      const outcome = result.error === null ? 'delivered' : 'failed';
      await log.write({ subscriptionId: id, event: null, type: 'ping', turn: 0, at, ...result, outcome });
      return { delivered: outcome === 'delivered', ...result };
    },
  };
}

const NOT_COMPOSED = { status: null, error: 'cannot-compose', answer: '', durationMs: 0 } as const;
const NOT_TRIED: LaneResult = { delivered: 0, stopped: 'notTried' };

function refOf({ ticketId, seq, position }: FeedEvent): EventRef {
  return { ticketId, seq, at: position };
}
