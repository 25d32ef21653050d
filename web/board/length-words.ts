/** How long something usually takes, as one says it: no finer than anybody needs. */
export function lengthWords(
  minutes: number,
  t: (key: 'board.minutes' | 'board.hours' | 'board.days', of: { n: string }) => string,
): string {
  if (minutes < 90) return t('board.minutes', { n: String(Math.round(minutes)) });
  if (minutes < 48 * 60) return t('board.hours', { n: (minutes / 60).toFixed(1) });
  return t('board.days', { n: (minutes / 1_440).toFixed(1) });
}
