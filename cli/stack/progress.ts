/** Hears how a long step is getting on; called as often as there is news. */
export type Report = (line: string) => void;

export type ProgressStream = Readonly<{ isTTY?: boolean; columns?: number; write(text: string): unknown }>;

const plainEveryMs = 10_000;
const redrawEveryMs = 500;

export type Progress = Readonly<{
  report: Report;
  /** Takes the live line away; call it before printing anything else. */
  end(): void;
}>;

/**
 * Shows that a long step is alive: on a terminal one line rewritten in place, elsewhere a plain line every ten seconds,
 * each with the seconds so far and the latest news.
 */
export function startProgress(label: string, stream: ProgressStream = process.stderr): Progress {
  const startedAt = Date.now();
  const terminal = stream.isTTY === true;
  let news = '';
  const line = () => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    return `  … ${label} (${seconds} s)${news === '' ? '' : `: ${news}`}`;
  };
  const draw = () => {
    if (terminal) stream.write(`\r\u001B[K${line().slice(0, (stream.columns || 80) - 1)}`);
    else stream.write(`${line()}\n`);
  };
  const timer = setInterval(draw, terminal ? redrawEveryMs : plainEveryMs);
  timer.unref();
  if (terminal) draw();
  return {
    report: (text) => {
      news = text.trim();
    },
    end: () => {
      clearInterval(timer);
      if (terminal) stream.write('\r\u001B[K');
    },
  };
}
