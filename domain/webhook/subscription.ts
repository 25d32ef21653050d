/** The words of webhooks; they stand in the glossary. */
export const WEBHOOK_STATUSES = ['active', 'paused', 'removed'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** Each waits for news in a workflow of its own. A unit has a system or two, and some more for trying. */
export const MOST_OF_A_UNIT = 20;

/**
 * Why one is paused that no person paused: its key is no longer good, or its receiver said that it is gone for good.
 */
export const PAUSED_BECAUSE = ['key-revoked', 'gone'] as const;
export type PausedBecause = (typeof PAUSED_BECAUSE)[number];

/** What came of one attempt: taken by the receiver, to be tried again, or given up and listed. */
export const DELIVERY_OUTCOMES = ['delivered', 'failed', 'dead'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** A place in the feed; the order is that of numbers, first by transaction. */
export interface FeedPosition {
  readonly xid: string;
  readonly id: string;
}

/** An event by name and place. What it says is read when it is sent. */
export interface EventRef {
  readonly ticketId: string;
  readonly seq: number;
  readonly at: FeedPosition;
}

export function isAfter(one: FeedPosition, other: FeedPosition): boolean {
  if (one.xid !== other.xid) return BigInt(one.xid) > BigInt(other.xid);
  return BigInt(one.id) > BigInt(other.id);
}

export function isSame(one: FeedPosition, other: FeedPosition): boolean {
  return one.xid === other.xid && one.id === other.id;
}

/** The place from which reading on begins with this one. */
export function justBefore({ xid, id }: FeedPosition): FeedPosition {
  return { xid, id: String(BigInt(id) - 1n) };
}
