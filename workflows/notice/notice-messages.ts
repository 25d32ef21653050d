import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Transport } from '../../domain/notice/vocabulary.js';

/** Names, ids and shapes of everything that is said to a channel's workflow. */
export const NOTICE_WORKFLOW = 'noticeChannel';

export const noticeWorkflowId = (channel: Transport): string => `notices-${channel}`;

export interface NoticeChannelInput {
  readonly channel: Transport;
  readonly paused: boolean;
  /** Turns in a row in which the channel as a whole did not work. */
  readonly failures: number;
}

/** What the workflow knows now. */
export interface NoticeChannelLive extends NoticeChannelInput {
  readonly doing: 'waiting' | 'sending' | 'backingOff' | 'paused';
  /** Why it backs off, in a word. */
  readonly away: string | null;
}

export const pause = defineSignal('pause');
export const resume = defineSignal('resume');
export const getChannel = defineQuery<NoticeChannelLive>('getChannel');
