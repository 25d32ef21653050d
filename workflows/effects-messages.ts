/** The queue of the activities that reach out of the system, beside that of the tickets. */
export function effectsQueue(taskQueue: string): string {
  return `${taskQueue}-effects`;
}
