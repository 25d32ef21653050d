import pLimit from 'p-limit';

/**
 * The answers in the order of the questions, so many at a time. Whatever fails, nothing is still under way when the
 * failure is told (the first of them, by the questions), so that whoever begins again meets nobody. Meanwhile the
 * others are asked all the same or, with `stop`, no more than have been.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  atOnce: number,
  ask: (item: T, index: number) => Promise<R>,
  afterFailure: 'goOn' | 'stop' = 'goOn',
): Promise<R[]> {
  const limit = pLimit({ concurrency: atOnce, rejectOnClear: true });
  const answers = await Promise.allSettled(
    items.map((item, index) =>
      limit(async () => {
        try {
          return await ask(item, index);
        } catch (error) {
          if (afterFailure === 'stop') limit.clearQueue();
          throw error;
        }
      }),
    ),
  );
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}
