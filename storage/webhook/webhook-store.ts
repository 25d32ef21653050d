import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { MOST_OF_A_UNIT, type WebhookStatus } from '../../domain/webhook/subscription.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { openApiKeys } from '../access/api-keys.js';
import type { Noted } from '../admin/noun-store.js';
import { bytes, float, text, uuid } from '../postgres/kinds.js';
import { inside, inTables, prismaOver } from '../postgres/prisma.js';
import { statement } from '../postgres/statement.js';
import {
  createRunningWebhooks,
  createWebhookSecrets,
  subscriptionOf,
  type RunningWebhooks,
  type WebhookSubscription,
} from './running-webhooks.js';
import type { Sealing } from '../secrets/sealing.js';

export type NewSubscription = Pick<
  WebhookSubscription,
  'id' | 'name' | 'ownerKeyId' | 'role' | 'unit' | 'url' | 'eventTypes' | 'cursor'
>;

export class TooManyWebhooks extends Error {
  override readonly name = 'TooManyWebhooks';
}

export interface WebhookStore extends RunningWebhooks {
  /** Writes it with a new secret; a repetition under the same id writes nothing. Answers with what is there then.
   * Rejects with `TooManyWebhooks` when the unit has as many as it may. */
  create(
    subscription: NewSubscription,
    noted?: Noted<WebhookSubscription>,
  ): Promise<{ subscription: WebhookSubscription; secret: string; isNew: boolean }>;
  /** Administrators see all, others those of their own unit and role. Removed ones are not there, unless asked for. */
  find(actor: PlacedActor, id: string, evenRemoved?: boolean): Promise<WebhookSubscription | null>;
  list(actor: PlacedActor): Promise<WebhookSubscription[]>;
  /**
   * Resuming makes the account its owner when the owner's key is gone. `null`: it has been removed, which is for good.
   */
  setStatus(
    id: string,
    status: WebhookStatus,
    by: string,
    noted?: Noted<WebhookSubscription>,
  ): Promise<WebhookSubscription | null>;
  /**
   * A new secret; the old one stays good for a while. The same request again gets the same secret. `null`: it has been
   * removed.
   */
  rotate(
    id: string,
    requestId: string,
    overlapMs: number,
    noted?: Noted<WebhookSubscription>,
  ): Promise<{ until: Date | null; secret: string } | null>;
}

const SECRET_BYTES = 32;
const MOST_LISTED = 500;
const NOT_REMOVED = { status: { not: 'removed' } };
const mine = ({ role, unit }: PlacedActor) => (role === 'administrator' ? {} : { role, unitId: unit });

/** Those of one unit come one after the other, so that two cannot both be the last. */
const LOCK = statement('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text AS locked', {
  takes: [text],
  gives: { locked: text },
});

/**
 * The present secret becomes the one before: one statement, so that no two requests can both have had the same one
 * before.
 */
const ROTATE = statement(
  `UPDATE webhook_subscription SET previous_sealed = secret_sealed, secret_sealed = $2, rotated_by = $3,
     previous_until = now() + make_interval(secs => $4), revision = revision + 1, updated_at = now()
   WHERE id = $1 AND status <> 'removed' AND rotated_by IS DISTINCT FROM $3 RETURNING id`,
  { takes: [uuid, bytes, text, float], gives: { id: uuid } },
);

export function createWebhookStore(pool: pg.Pool, sealing: Sealing): WebhookStore {
  const secrets = createWebhookSecrets(sealing);
  return {
    ...createRunningWebhooks(pool, sealing),

    async create({ id, name, ownerKeyId, role, unit, url, eventTypes, cursor }, noted) {
      const isNew = await inTables(pool, async (tx) => {
        await LOCK.rows(inside(tx), [`webhooks of ${unit ?? role}`]);
        const there = await tx.webhookSubscription.count({
          where: { unitId: unit, ...(unit === null && { role }), ...NOT_REMOVED },
        });
        if (there >= MOST_OF_A_UNIT) return false;
        const row = {
          ...{ id, name, ownerKeyId, role, unitId: unit, url, eventTypes: [...eventTypes], status: 'active' },
          secretSealed: Buffer.from(secrets.sealed(id, newSecret())),
          cursorXid: BigInt(cursor.xid),
          cursorId: BigInt(cursor.id),
        };
        const [made] = await tx.webhookSubscription.createManyAndReturn({ data: [row], skipDuplicates: true });
        if (!made) return false;
        await noted?.(tx, null, subscriptionOf(made));
        return true;
      });
      const { webhookSubscription } = await prismaOver(pool);
      const row = await webhookSubscription.findUnique({ where: { id } });
      if (!row) throw new TooManyWebhooks();
      const secret = row.secretSealed ? secrets.opened(id, row.secretSealed) : '';
      return { subscription: subscriptionOf(row), secret, isNew };
    },

    async find(actor, id, evenRemoved = false) {
      const { webhookSubscription } = await prismaOver(pool);
      const row = await webhookSubscription.findFirst({
        where: { id, ...mine(actor), ...(!evenRemoved && NOT_REMOVED) },
      });
      return row && subscriptionOf(row);
    },

    async list(actor) {
      const { webhookSubscription } = await prismaOver(pool);
      const rows = await webhookSubscription.findMany({
        where: { ...mine(actor), ...NOT_REMOVED },
        orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
        take: MOST_LISTED,
      });
      return rows.map(subscriptionOf);
    },

    async setStatus(id, status, by, noted) {
      return inTables(pool, async (tx) => {
        const where = { id, ...(status !== 'removed' && NOT_REMOVED) };
        const there = await tx.webhookSubscription.findFirst({ where });
        if (!there) return null;
        const { ownerKeyId } = there;
        const orphaned = status === 'active' && !(await openApiKeys(inside(tx), [ownerKeyId])).has(ownerKeyId);
        const [row] = await tx.webhookSubscription.updateManyAndReturn({
          where,
          data: {
            ...{ status, pausedBecause: null, revision: { increment: 1 }, updatedAt: new Date() },
            ...(status === 'removed' && { secretSealed: null, previousSealed: null }),
            ...(orphaned && { ownerKeyId: by }),
          },
        });
        if (!row) return null;
        const [before, after] = [subscriptionOf(there), subscriptionOf(row)];
        const isSame = before.status === after.status && before.ownerKeyId === after.ownerKeyId;
        if (!isSame) await noted?.(tx, before, status === 'removed' ? null : after);
        return after;
      });
    },

    rotate: (id, requestId, overlapMs, noted) =>
      inTables(pool, async (tx) => {
        const there = await tx.webhookSubscription.findUnique({ where: { id } });
        const [took] = await ROTATE.rows(inside(tx), [
          ...([id, secrets.sealed(id, newSecret()), requestId, overlapMs / 1_000] as const),
        ]);
        const row = await tx.webhookSubscription.findUnique({ where: { id } });
        if (!row?.secretSealed) return null;
        if (took && there) await noted?.(tx, subscriptionOf(there), subscriptionOf(row));
        return { until: row.previousUntil, secret: secrets.opened(id, row.secretSealed) };
      }),
  };
}

/** As Standard Webhooks writes it. */
function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}
