import type pg from 'pg';
import type { FeedPosition, PausedBecause, WebhookStatus } from '../../domain/webhook/subscription.js';
import { ROLES, type Role } from '../../domain/ticket/vocabulary.js';
import { keyStands } from '../access/api-keys.js';
import { bigint, bool, bytes, float, instant, int, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { webhookContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';

export interface WebhookSubscription {
  readonly id: string;
  readonly name: string;
  readonly ownerKeyId: string;
  readonly role: Role;
  readonly unit: string | null;
  readonly url: string;
  /** Empty: all. */
  readonly eventTypes: readonly string[];
  readonly status: WebhookStatus;
  readonly pausedBecause: PausedBecause | null;
  readonly cursor: FeedPosition;
  readonly late: number;
  readonly failingSince: Date | null;
  readonly revision: number;
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A subscription as its workflow needs it. */
export interface SubscriptionInForce extends WebhookSubscription {
  /** What a message is signed with: the present secret, and the one before while it is still good. */
  readonly secrets: readonly string[];
  /** `false`: the key that subscribed was revoked or has expired. */
  readonly ownerStands: boolean;
}

/** What the workflow shows of itself. */
export interface Mirror {
  readonly cursor: FeedPosition;
  readonly late: number;
  readonly failingSince: string | null;
}

/**
 * What workflows and sweepers ask and say of subscriptions, often: each is one round trip, and the worker needs no
 * Prisma Client for it.
 */
export interface RunningWebhooks {
  /** Those that are not removed, by id, after the given one. */
  standing(after: string | null, limit: number): Promise<WebhookSubscription[]>;
  inForce(id: string): Promise<SubscriptionInForce | null>;
  status(id: string): Promise<WebhookStatus>;
  /** Shows what the workflow says of itself; whoever says something is awake. */
  mirror(id: string, mirror: Mirror, seenRevision: number): Promise<void>;
  pauseBecause(id: string, why: PausedBecause): Promise<void>;
  /** Subscriptions with a change that no workflow has seen for a while. */
  unseen(olderThanMs: number, limit: number): Promise<WebhookSubscription[]>;
}

interface WebhookSecrets {
  sealed(id: string, secret: string): Buffer;
  opened(id: string, sealed: Uint8Array): string;
}

export function createWebhookSecrets(sealing: Sealing): WebhookSecrets {
  return {
    sealed: (id, secret) => sealing.sealUnderMaster(secret, webhookContext(id)),
    opened: (id, sealed) => sealing.openUnderMaster(sealed, webhookContext(id)) as string,
  };
}

const COLUMNS = `w.id, w.name, w.owner_key_id AS "ownerKeyId", w.role, w.unit_id AS "unitId", w.url, w.event_types AS "eventTypes",
  w.status, w.paused_because AS "pausedBecause", w.secret_sealed AS "secretSealed", w.previous_sealed AS "previousSealed",
  w.previous_until AS "previousUntil", w.cursor_xid AS "cursorXid", w.cursor_id AS "cursorId", w.late,
  w.failing_since AS "failingSince", w.revision, w.created_at AS "createdAt", w.updated_at AS "updatedAt"`;
const GIVES = {
  id: uuid,
  name: text,
  ownerKeyId: uuid,
  role: text,
  unitId: orNull(text),
  url: text,
  eventTypes: orNull(listOf(text)),
  status: text,
  pausedBecause: orNull(text),
  secretSealed: orNull(bytes),
  previousSealed: orNull(bytes),
  previousUntil: orNull(instant),
  cursorXid: bigint,
  cursorId: bigint,
  late: int,
  failingSince: orNull(instant),
  revision: int,
  createdAt: instant,
  updatedAt: instant,
};

const STANDING = statement(
  `SELECT ${COLUMNS} FROM webhook_subscription w
   WHERE w.status <> 'removed' AND ($1::uuid IS NULL OR w.id > $1) ORDER BY w.id LIMIT $2::int`,
  { takes: [orNull(uuid), int], gives: GIVES },
);

const IN_FORCE = statement(
  `SELECT ${COLUMNS}, EXISTS (SELECT 1 FROM api_key k WHERE k.id = w.owner_key_id AND ${keyStands('k')}) AS "ownerStands",
     w.previous_until > now() AS "previousGood"
   FROM webhook_subscription w WHERE w.id = $1`,
  {
    name: 'webhook-in-force',
    takes: [uuid],
    gives: { ...GIVES, ownerStands: bool, previousGood: orNull(bool) },
  },
);

const STATUS = statement('SELECT status FROM webhook_subscription WHERE id = $1', {
  name: 'webhook-status',
  takes: [uuid],
  gives: { status: textOf<WebhookStatus>() },
});

const MIRROR = statement(
  `UPDATE webhook_subscription SET cursor_xid = $2, cursor_id = $3, late = $4, failing_since = $5,
     seen_revision = greatest(seen_revision, $6),
     previous_sealed = CASE WHEN previous_until > now() THEN previous_sealed END,
     asleep_xid = NULL, asleep_id = NULL, news_at = NULL, woken_at = NULL
   WHERE id = $1 AND (cursor_xid, cursor_id, late, failing_since, greatest(seen_revision, $6), asleep_xid)
     IS DISTINCT FROM ($2::bigint, $3::bigint, $4::int, $5::timestamptz, seen_revision, NULL)`,
  { name: 'webhook-mirror', takes: [uuid, bigint, bigint, int, orNull(instant), int] },
);

const PAUSE = statement(
  `UPDATE webhook_subscription SET status = 'paused', paused_because = $2, updated_at = now()
   WHERE id = $1 AND status = 'active'`,
  { takes: [uuid, text] },
);

const UNSEEN = statement(
  `SELECT ${COLUMNS} FROM webhook_subscription w
   WHERE w.seen_revision < w.revision AND w.updated_at < now() - make_interval(secs => $1)
   ORDER BY w.updated_at LIMIT $2::int`,
  { name: 'webhooks-unseen', takes: [float, int], gives: GIVES },
);

export function createRunningWebhooks(pool: pg.Pool, sealing: Sealing): RunningWebhooks {
  const secrets = createWebhookSecrets(sealing);
  return {
    standing: async (after, limit) => (await STANDING.rows(pool, [after, limit])).map(subscriptionOf),

    async inForce(id) {
      const [row] = await IN_FORCE.rows(pool, [id]);
      if (!row) return null;
      const good = [row.secretSealed, row.previousGood === true ? row.previousSealed : null]
        .filter((secret) => secret !== null)
        .map((secret) => secrets.opened(id, secret));
      return { ...subscriptionOf(row), secrets: good, ownerStands: row.ownerStands };
    },

    async status(id) {
      const [row] = await STATUS.rows(pool, [id]);
      return row?.status ?? 'removed';
    },

    async mirror(id, { cursor, late, failingSince }, seenRevision) {
      await MIRROR.run(pool, [id, cursor.xid, cursor.id, late, failingSince, seenRevision]);
    },

    async pauseBecause(id, why) {
      await PAUSE.run(pool, [id, why]);
    },

    unseen: async (olderThanMs, limit) => (await UNSEEN.rows(pool, [olderThanMs / 1_000, limit])).map(subscriptionOf),
  };
}

/** A row as a statement gives it, or Prisma Client, which has other numbers and bytes. */
type Row = Omit<RowOf<typeof GIVES>, 'cursorXid' | 'cursorId' | 'secretSealed' | 'previousSealed'> & {
  readonly cursorXid: string | bigint;
  readonly cursorId: string | bigint;
  readonly previousSealed: Uint8Array | null;
};

export function subscriptionOf(row: Row): WebhookSubscription {
  const { id, name, ownerKeyId, url, late, failingSince, revision, createdAt, updatedAt } = row;
  return {
    ...{ id, name, ownerKeyId, url, late, failingSince, revision, createdAt, updatedAt },
    role: ROLES.find((role) => role === row.role) ?? 'handler',
    unit: row.unitId,
    eventTypes: row.eventTypes ?? [],
    status: row.status as WebhookStatus,
    pausedBecause: row.pausedBecause as PausedBecause | null,
    cursor: { xid: String(row.cursorXid), id: String(row.cursorId) },
    previousSecretUntil: row.previousSealed === null ? null : row.previousUntil,
  };
}
