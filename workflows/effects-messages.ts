/** The queue of notices and repair, beside that of the tickets. */
export function effectsQueue(taskQueue: string): string {
  return `${taskQueue}-effects`;
}

/** The queue of webhooks: strangers' receivers, however many and however slow, take no place from notices and repair. */
export function webhooksQueue(taskQueue: string): string {
  return `${taskQueue}-webhooks`;
}
