import type { ProgressBody } from '../../../contracts/progress.js';
import type { Words } from '../../../domain/ticket/words.js';
import { markup, written, type Html, type Part } from './html.js';
import type { Reader } from './reader.js';
import { dateIn, type PageWord } from './words.js';

/** More would not fit on an old telephone, nor into ten kilobytes. */
const MOST_STEPS = 12;

export interface ProgressView {
  readonly progress: ProgressBody;
  /** Where each thing that can be done is done; empty: who asked knows the code alone. */
  readonly links: readonly { readonly label: PageWord; readonly href: string }[];
  /** What was done just now. */
  readonly note?: Part;
}

/** How a ticket stands, on one page that can also be printed. */
export function progressMarkup(reader: Reader, { progress, links, note }: ProgressView): Html {
  const { say, language } = reader;
  const when = (at: string): string => dateIn(language, at);
  const { number, registeredAt, text, unit, dueAt, provisional } = progress;
  return markup`${note && markup`<div class="note" role="status">${note}</div>`}
<p class="s">${say('number')} <b>${number}</b> · ${say('registeredAt', when(registeredAt))}</p>
<div class="now"><p><b>${text[language]}</b></p>
${unit && markup`<p>${say('handledBy', unit[language])}</p>`}
${dueAt !== null && markup`<p>${say('promised', when(dueAt))}</p>`}
${provisional && markup`<p class="s">${say('provisional')}</p>`}</div>
${movesMarkup(reader, progress)}
${replyMarkup(reader, progress)}
${
  links.length > 0
    ? markup`<h2>${say('canDo')}</h2><nav class="do">${links.map(({ label, href }) => markup`<a href="${href}">${say(label)}</a>`)}</nav>`
    : markup`<p class="s">${say('byCodeOnly')}</p>`
}
${historyMarkup(reader, progress)}`;
}

const because = ({ say, language }: Reader, text: Words, reason: Words | null): string =>
  reason === null ? text[language] : say('because', text[language], reason[language]);

function movesMarkup(reader: Reader, { moves }: ProgressBody): Html | null {
  const { say, language } = reader;
  if (moves.length === 0) return null;
  const items = moves.map(({ at, text, reason, from, to }) => {
    const [was, now] = [dateIn(language, from), to === null ? null : dateIn(language, to)];
    const moved = now === null ? say('movedToRest', was) : say('movedTo', was, now);
    return markup`<li><time datetime="${at}">${dateIn(language, at)}</time>${because(reader, text, reason)}${say('stop')}${moved}</li>`;
  });
  return markup`<h2>${say('moved')}</h2><ol>${items}</ol>`;
}

function replyMarkup({ say, language }: Reader, { reply }: ProgressBody): Html | null {
  if (reply === null) return null;
  return markup`<h2>${say('reply')}</h2><p class="s"><time datetime="${reply.at}">${dateIn(language, reply.at)}</time></p>
<p>${written(shortened(reply.text))}</p><p class="s">${say('replyNote')}</p>`;
}

const MOST_OF_A_REPLY = 800;

/** A long answer is told on the telephone; a page has to arrive. */
function shortened(text: string): string {
  const signs = [...text];
  return signs.length <= MOST_OF_A_REPLY ? text : `${signs.slice(0, MOST_OF_A_REPLY).join('')}…`;
}

function historyMarkup(reader: Reader, { steps }: ProgressBody): Html {
  const { say, language } = reader;
  const items = steps
    .slice(-MOST_STEPS)
    .reverse()
    .map(
      ({ at, text, reason }) =>
        markup`<li><time datetime="${at}">${dateIn(language, at)}</time>${because(reader, text, reason)}</li>`,
    );
  const earlier = steps.length - MOST_STEPS;
  return markup`<h2>${say('history')}</h2><ol>${items}${earlier > 0 && markup`<li class="s">${say('earlier', earlier)}</li>`}</ol>`;
}
