import type { Standing } from './run.js';
import type { Tally } from './tally.js';

type Stream = Readonly<{ isTTY?: boolean; columns?: number; write(text: string): unknown }>;

const redrawEveryMs = 500;
const plainEveryMs = 5_000;
const barWidth = 24;

/** Shows how the run is getting on: one line redrawn in place on a terminal, else a plain line every five seconds. */
export function showProgress(standing: Standing, tally: Tally, stream: Stream): { end(): void } {
  const startedAt = Date.now();
  const onTerminal = stream.isTTY === true;
  const draw = (): void => {
    const text = progressLine(standing, tally, (Date.now() - startedAt) / 1_000, onTerminal);
    if (onTerminal) stream.write(`\r\u001B[K${text.slice(0, (stream.columns ?? 120) - 1)}`);
    else stream.write(`${text}\n`);
  };
  const timer = setInterval(draw, onTerminal ? redrawEveryMs : plainEveryMs);
  timer.unref();
  draw();
  return {
    end() {
      clearInterval(timer);
      if (onTerminal) stream.write('\r\u001B[K');
      else draw();
    },
  };
}

export function progressLine(standing: Standing, tally: Tally, seconds: number, withBar: boolean): string {
  const { total, ended, open, checked } = standing;
  if (ended >= total)
    return `${total} ended, asking the hotline what it knows of them: ${checked}/${total}  ${Math.round(seconds)} s`;
  const filled = Math.floor((ended / total) * barWidth);
  const refused = [...tally.unexpected.values()].reduce((sum, one) => sum + one, 0);
  const levels = tally.levels
    .slice(1)
    .map((count, index) => `${index + 1}:${count}`)
    .join(' ');
  return [
    ...(withBar ? [`${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`] : []),
    `${ended}/${total} ended`,
    `${open} open`,
    `${(ended / Math.max(seconds, 1)).toFixed(1)} lives/s`,
    `${tally.commands} commands`,
    `${refused} refused`,
    `levels ${levels}`,
    `${Math.round(seconds)} s`,
  ].join('  ');
}
