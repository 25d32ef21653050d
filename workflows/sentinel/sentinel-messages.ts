import { defineQuery, defineSignal } from '@temporalio/workflow';

/** Names, ids and shapes of everything that is said to the sentinel. */
export const SENTINEL_WORKFLOW = 'sentinel';

/** A city is watched as one: what is of one matter is known only beside all else. */
export const SENTINEL_SHARD = 'city';

export const sentinelWorkflowId = (shard: string): string => `sentinel-${shard}`;

export interface SentinelInput {
  readonly shard: string;
  /** Start afresh after so many looks, besides whenever the engine suggests it. */
  readonly continueAfter?: number;
}

/** What the workflow waits for. */
export interface SentinelLive {
  readonly shard: string;
  readonly looks: number;
  /** When it looks again by itself; `null`: it is looking, or waits for news alone. */
  readonly looksAt: string | null;
}

/** Something was registered. */
export const news = defineSignal('news');
export const getSentinel = defineQuery<SentinelLive>('getSentinel');
