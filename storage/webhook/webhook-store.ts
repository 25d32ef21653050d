import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import {
  MOST_OF_A_UNIT,
  type PausedBecause,
  type FeedPosition,
  type WebhookStatus,
} from '../../domain/webhook/subscription.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { ROLES, type Role } from '../../domain/ticket/vocabulary.js';
import { keyStands } from '../access/api-keys.js';
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

export type NewSubscription = Pick<
  WebhookSubscription,
  'id' | 'name' | 'ownerKeyId' | 'role' | 'unit' | 'url' | 'eventTypes' | 'cursor'
>;

/** What the workflow shows of itself. */
export interface Mirror {
  readonly cursor: FeedPosition;
  readonly late: number;
  readonly failingSince: string | null;
}

export class TooManyWebhooks extends Error {
  override readonly name = 'TooManyWebhooks';
}

export interface WebhookStore {
  /** Writes it with a new secret; a repetition under the same id writes nothing. Answers with what is there then.
   * Rejects with `TooManyWebhooks` when the unit has as many as it may. */
  create(subscription: NewSubscription): Promise<{ subscription: WebhookSubscription; secret: string; isNew: boolean }>;
  /** Administrators see all, others those of their own unit and role. Removed ones are not there, unless asked for. */
  find(actor: PlacedActor, id: string, evenRemoved?: boolean): Promise<WebhookSubscription | null>;
  list(actor: PlacedActor): Promise<WebhookSubscription[]>;
  /** Those that are not removed, by id, after the given one. */
  standing(after: string | null, limit: number): Promise<WebhookSubscription[]>;
  /** Resuming makes the account its owner when the owner's key is gone. `null`: it has been removed, which is for good. */
  setStatus(id: string, status: WebhookStatus, by: string): Promise<WebhookSubscription | null>;
  /** A new secret; the old one stays good for a while. The same request again gets the same secret. `null`: it has been removed. */
  rotate(id: string, requestId: string, overlapMs: number): Promise<{ until: Date | null; secret: string } | null>;
  inForce(id: string): Promise<SubscriptionInForce | null>;
  status(id: string): Promise<WebhookStatus>;
  /** Shows what the workflow says of itself; whoever says something is awake. */
  mirror(id: string, mirror: Mirror, seenRevision: number): Promise<void>;
  pauseBecause(id: string, why: PausedBecause): Promise<void>;
  /** Subscriptions with a change that no workflow has seen for a while. */
  unseen(olderThanMs: number, limit: number): Promise<WebhookSubscription[]>;
}

interface Row {
  id: string;
  name: string;
  owner_key_id: string;
  role: string;
  unit_id: string | null;
  url: string;
  event_types: string[];
  status: WebhookStatus;
  paused_because: PausedBecause | null;
  secret_sealed: Buffer | null;
  previous_sealed: Buffer | null;
  previous_until: Date | null;
  cursor_xid: string;
  cursor_id: string;
  late: number;
  failing_since: Date | null;
  revision: number;
  created_at: Date;
  updated_at: Date;
  rotated_by: string | null;
}

const SECRET_BYTES = 32;
const MOST_LISTED = 500;
const COLUMNS = `w.id, w.name, w.owner_key_id, w.role, w.unit_id, w.url, w.event_types, w.status, w.paused_because,
  w.secret_sealed, w.previous_sealed, w.previous_until, w.cursor_xid::text, w.cursor_id::text, w.late, w.failing_since,
  w.revision, w.created_at, w.updated_at, w.rotated_by`;
const OWNER_STANDS = `EXISTS (SELECT 1 FROM api_key k WHERE k.id = w.owner_key_id AND ${keyStands('k')})`;
const MINE = `($2 = 'administrator' OR (w.role = $2 AND w.unit_id IS NOT DISTINCT FROM $3))`;

export function createWebhookStore(pool: pg.Pool, sealing: Sealing): WebhookStore {
  const sealed = (id: string, secret: string): Buffer => sealing.sealUnderMaster(secret, contextOf(id));
  const opened = (id: string, secret: Buffer): string => sealing.openUnderMaster(secret, contextOf(id)) as string;

  async function inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  return {
    async create({ id, name, ownerKeyId, role, unit, url, eventTypes, cursor }) {
      const isNew = await inTransaction(async (client) => {
        // Those of one unit come one after the other, so that two cannot both be the last.
        await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`webhooks of ${unit ?? role}`]);
        const { rowCount } = await client.query(
          `INSERT INTO webhook_subscription
             (id, name, owner_key_id, role, unit_id, url, event_types, status, secret_sealed, cursor_xid, cursor_id)
           SELECT $1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, $10
           WHERE (SELECT count(*) FROM webhook_subscription w
                  WHERE w.unit_id IS NOT DISTINCT FROM $5 AND ($5::text IS NOT NULL OR w.role = $4) AND w.status <> 'removed') < $11
           ON CONFLICT (id) DO NOTHING`,
          [
            id,
            name,
            ownerKeyId,
            role,
            unit,
            url,
            [...eventTypes],
            sealed(id, newSecret()),
            cursor.xid,
            cursor.id,
            MOST_OF_A_UNIT,
          ],
        );
        return rowCount === 1;
      });
      const { rows } = await pool.query<Row>(`SELECT ${COLUMNS} FROM webhook_subscription w WHERE id = $1`, [id]);
      const [row] = rows;
      if (!row) throw new TooManyWebhooks();
      const secret = row.secret_sealed ? opened(id, row.secret_sealed) : '';
      return { subscription: subscriptionOf(row), secret, isNew };
    },

    async find(actor, id, evenRemoved = false) {
      const { rows } = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM webhook_subscription w WHERE w.id = $1 AND ${MINE} AND ($4 OR w.status <> 'removed')`,
        [id, actor.role, actor.unit, evenRemoved],
      );
      return rows[0] ? subscriptionOf(rows[0]) : null;
    },

    async list(actor) {
      const { rows } = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM webhook_subscription w WHERE $1 AND ${MINE} AND w.status <> 'removed'
         ORDER BY w.created_at DESC, w.id LIMIT ${MOST_LISTED}`,
        [true, actor.role, actor.unit],
      );
      return rows.map(subscriptionOf);
    },

    async standing(after, limit) {
      const { rows } = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM webhook_subscription w
         WHERE w.status <> 'removed' AND ($1::uuid IS NULL OR w.id > $1) ORDER BY w.id LIMIT $2`,
        [after, limit],
      );
      return rows.map(subscriptionOf);
    },

    async setStatus(id, status, by) {
      const { rows } = await pool.query<Row>(
        `UPDATE webhook_subscription w SET status = $2, paused_because = NULL,
         secret_sealed = CASE WHEN $2 = 'removed' THEN NULL ELSE secret_sealed END,
         previous_sealed = CASE WHEN $2 = 'removed' THEN NULL ELSE previous_sealed END,
         owner_key_id = CASE WHEN $2 = 'active' AND NOT ${OWNER_STANDS} THEN $3::uuid ELSE owner_key_id END,
         revision = revision + 1, updated_at = now()
         WHERE id = $1 AND (status <> 'removed' OR $2 = 'removed') RETURNING ${COLUMNS}`,
        [id, status, by],
      );
      return rows[0] ? subscriptionOf(rows[0]) : null;
    },

    async rotate(id, requestId, overlapMs) {
      const secret = newSecret();
      await pool.query(
        `UPDATE webhook_subscription SET previous_sealed = secret_sealed, secret_sealed = $2, rotated_by = $3,
           previous_until = now() + make_interval(secs => $4), revision = revision + 1, updated_at = now()
         WHERE id = $1 AND status <> 'removed' AND rotated_by IS DISTINCT FROM $3`,
        [id, sealed(id, secret), requestId, overlapMs / 1_000],
      );
      const { rows } = await pool.query<Row>(`SELECT ${COLUMNS} FROM webhook_subscription w WHERE id = $1`, [id]);
      const [row] = rows;
      if (!row?.secret_sealed) return null;
      return { until: row.previous_until, secret: opened(id, row.secret_sealed) };
    },

    async inForce(id) {
      const { rows } = await pool.query<Row & { owner_stands: boolean; previous_good: boolean }>({
        name: 'webhook-in-force',
        text: `SELECT ${COLUMNS}, ${OWNER_STANDS} AS owner_stands, w.previous_until > now() AS previous_good
               FROM webhook_subscription w WHERE w.id = $1`,
        values: [id],
      });
      const [row] = rows;
      if (!row) return null;
      const secrets = [row.secret_sealed, row.previous_good ? row.previous_sealed : null]
        .filter((secret) => secret !== null)
        .map((secret) => opened(id, secret));
      return { ...subscriptionOf(row), secrets, ownerStands: row.owner_stands };
    },

    async status(id) {
      const { rows } = await pool.query<{ status: WebhookStatus }>({
        name: 'webhook-status',
        text: 'SELECT status FROM webhook_subscription WHERE id = $1',
        values: [id],
      });
      return rows[0]?.status ?? 'removed';
    },

    async mirror(id, { cursor, late, failingSince }, seenRevision) {
      await pool.query({
        name: 'webhook-mirror',
        text: `UPDATE webhook_subscription SET cursor_xid = $2, cursor_id = $3, late = $4, failing_since = $5,
                 seen_revision = greatest(seen_revision, $6),
                 previous_sealed = CASE WHEN previous_until > now() THEN previous_sealed END,
                 asleep_xid = NULL, asleep_id = NULL, news_at = NULL, woken_at = NULL
               WHERE id = $1 AND (cursor_xid, cursor_id, late, failing_since, greatest(seen_revision, $6), asleep_xid)
                 IS DISTINCT FROM ($2::bigint, $3::bigint, $4::int, $5::timestamptz, seen_revision, NULL)`,
        values: [id, cursor.xid, cursor.id, late, failingSince, seenRevision],
      });
    },

    async pauseBecause(id, why) {
      await pool.query(
        `UPDATE webhook_subscription SET status = 'paused', paused_because = $2, updated_at = now()
         WHERE id = $1 AND status = 'active'`,
        [id, why],
      );
    },

    async unseen(olderThanMs, limit) {
      const { rows } = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM webhook_subscription w
         WHERE w.seen_revision < w.revision AND w.updated_at < now() - make_interval(secs => $1)
         ORDER BY w.updated_at LIMIT $2`,
        [olderThanMs / 1_000, limit],
      );
      return rows.map(subscriptionOf);
    },
  };
}

const contextOf = (id: string): string => `webhook:${id}`;

/** As Standard Webhooks writes it. */
function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

function subscriptionOf(row: Row): WebhookSubscription {
  return {
    id: row.id,
    name: row.name,
    ownerKeyId: row.owner_key_id,
    role: ROLES.find((role) => role === row.role) ?? 'handler',
    unit: row.unit_id,
    url: row.url,
    eventTypes: row.event_types,
    status: row.status,
    pausedBecause: row.paused_because,
    cursor: { xid: row.cursor_xid, id: row.cursor_id },
    late: row.late,
    failingSince: row.failing_since,
    revision: row.revision,
    previousSecretUntil: row.previous_sealed === null ? null : row.previous_until,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
