/**
 * The queue of notices, followers and repair, beside that of the tickets. Its name is stored with what waits in it, so
 * it stays `-effects`.
 */
export function outboundQueue(taskQueue: string): string {
  return `${taskQueue}-effects`;
}

/**
 * The queue of webhooks: strangers' receivers, however many and however slow, take no place from notices and repair.
 */
export function webhooksQueue(taskQueue: string): string {
  return `${taskQueue}-webhooks`;
}
