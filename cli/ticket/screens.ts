import type { Terminal } from '../terminal.js';
import { eventLines } from './history-lines.js';
import { ticketPage } from './page.js';
import { inWords, say, type Style } from './style.js';
import type { Screen } from './watch.js';

const HOME_AND_CLEAR = '\u001B[H\u001B[2J';

/** A terminal: the page is drawn anew, as long as the screen is high. */
export function redrawnScreen(stream: Readonly<{ rows?: number; write(text: string): unknown }>, style: Style): Screen {
  let page: readonly string[] = [];
  const draw = (last: string): void => {
    stream.write(`${HOME_AND_CLEAR}${page.join('\n')}\n${last}`);
  };
  return {
    show(live, events) {
      page = ticketPage(live, events, style, (stream.rows ?? 24) - 1);
      draw('');
    },
    silent: (why) => draw(style.colors.yellow(`${say(style, 'silent')} (${why})`)),
  };
}

/** A file or a pipe: the page once, then a line for each event and for each new reason to wait. */
export function growingScreen(terminal: Pick<Terminal, 'line' | 'warn'>, style: Style): Screen {
  let seen: number | null = null;
  let waited = '';
  let silent = false;
  return {
    show(live, events) {
      silent = false;
      const why = inWords(style, live.waiting.sentence);
      const from = seen;
      if (from === null) ticketPage(live, events, style).forEach((line) => terminal.line(line));
      else {
        const news = events.filter(({ seq }) => seq > from);
        news.flatMap((event) => eventLines(event, style)).forEach((line) => terminal.line(line));
        if (why !== waited) terminal.line(`${say(style, 'why')}  ${why}`);
      }
      waited = why;
      seen = events.at(-1)?.seq ?? 0;
    },
    silent(why) {
      if (!silent) terminal.warn(`${say(style, 'silent')} (${why})`);
      silent = true;
    },
  };
}

/** For programs: everything, each time that something changed. */
export function jsonScreen(terminal: Pick<Terminal, 'record' | 'warn'>): Screen {
  return {
    show(live, events, changed) {
      if (changed) terminal.record({ ...live, events });
    },
    silent: (why) => terminal.warn(`The API does not answer (${why}); it is asked again.`),
  };
}
