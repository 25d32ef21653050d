import { CITIZEN_PROBLEMS } from '../../../contracts/citizen-problems.js';
import { FILE_PROBLEMS } from '../../../contracts/file-problems.js';
import { PROBLEMS, type ProblemCode } from '../../../contracts/problems.js';
import { CITIZEN_PAGES } from '../../../domain/citizen/pages.js';
import type { ApiProblem } from '../../http/problem.js';
import type { RouteResponse } from '../../http/route-response.js';
import type { ResponseSpec } from '../../route.js';
import { Html, markup, type Part } from './html.js';
import type { Reader } from './reader.js';
import { PAGE_POLICY, STYLE } from './style.js';
import type { PageWord } from './words.js';

export interface Page {
  readonly title: string;
  readonly main: Part;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const HEADERS = ['Content-Security-Policy', 'Content-Language', 'Set-Cookie', 'Retry-After'] as const;
const PAGE: ResponseSpec = { description: 'A page.', mediaType: 'text/html', headers: HEADERS };

/** What a route of pages may answer with. */
export const PAGE_RESPONSES: Readonly<Record<number, ResponseSpec>> = {
  200: PAGE,
  303: { description: 'It was done; the page that shows it.', headers: ['Location'] },
  ...Object.fromEntries(Object.values(PROBLEMS).map(({ status }) => [status, PAGE])),
};

/** It was done, and the browser asks for the page that shows it: loading that again does nothing again. */
export function seeOther(path: string): RouteResponse {
  return { status: 303, headers: { Location: path } };
}

const STYLE_MARKUP = new Html(`<style>${STYLE}</style>`);
const HOTLINE = '12345';

export function pageAnswer(
  { language, isLarge, say, cookie, here }: Reader,
  { title, main, status = 200, headers }: Page,
): RouteResponse {
  const whole = markup`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"${isLarge && markup` class="large"`}><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title>${STYLE_MARKUP}</head><body><a class="skip" href="#main">${say('skip')}</a>
<header><a href="${CITIZEN_PAGES}">${say('home')}</a><nav>
<a href="${here('size', isLarge ? 'normal' : 'large')}">${say(isLarge ? 'smaller' : 'larger')}</a>
<a href="${here('lang', language === 'zh' ? 'en' : 'zh')}" lang="${language === 'zh' ? 'en' : 'zh-CN'}">${say('other')}</a>
</nav></header><main id="main"><h1>${title}</h1>
${main}
</main><footer><p>${say('hotline')} <a href="tel:${HOTLINE}">${HOTLINE}</a></p></footer></body></html>
`;
  return {
    status,
    headers: {
      'Content-Security-Policy': PAGE_POLICY,
      'Content-Language': language,
      ...(cookie !== null && { 'Set-Cookie': cookie }),
      ...headers,
    },
    html: whole.text,
  };
}

/** Backticks are for the reference. */
const plain = (text: string): string => text.replaceAll('`', '');

/** Where the words of the table speak to programs, a citizen is told so. */
const FOR_CITIZENS: Readonly<Partial<Record<ProblemCode, PageWord>>> = {
  'not-found': 'sorry.nothing',
  'method-not-allowed': 'sorry.nothing',
  'malformed-request': 'sorry.unread',
  'unsupported-media-type': 'sorry.unread',
  'cross-site': 'sorry.elsewhere',
  'payload-too-large': 'sorry.large',
  'rate-limited': 'sorry.often',
  'ticket-ended': 'sorry.ended',
  'illegal-transition': 'notPossible',
  'ticket-erased': 'sorry.erased',
  'too-many-nudges': 'sorry.said',
  'too-many-attachments': 'sorry.files',
  'request-open': 'sorry.waiting',
  'idempotency-key-reused': 'sentTwice',
};
/** Whose words are a citizen's already. */
const AS_WORDED: ReadonlySet<string> = new Set<string>([
  ...Object.keys(CITIZEN_PROBLEMS),
  ...Object.keys(FILE_PROBLEMS),
  'already-rated',
  'appeal-window-closed',
]);

/** A problem where a citizen reads it: what it is, and what to do. Of faults of ours no more than that. */
export function problemWords({ language, say }: Reader, code: ProblemCode): { title: string; advice: string } {
  const own = FOR_CITIZENS[code];
  if (own !== undefined || !AS_WORDED.has(code)) return { title: say('sorry'), advice: say(own ?? 'sorry.busy') };
  const { title, advice } = PROBLEMS[code];
  return { title: plain(title[language]), advice: plain(advice[language]) };
}

/** The same in a few words. */
export function problemName(reader: Reader, code: ProblemCode): string {
  const { title, advice } = problemWords(reader, code);
  return AS_WORDED.has(code) ? title : advice.replace(/[。.]$/, '');
}

/** Whatever goes wrong before there is a form to show it in. */
export function problemPage(reader: Reader, problem: ApiProblem): RouteResponse {
  const { title, advice } = problemWords(reader, problem.code);
  return pageAnswer(reader, {
    title,
    main: markup`<p>${advice}</p><nav class="do"><a href="${CITIZEN_PAGES}">${reader.say('home')}</a></nav>`,
    status: PROBLEMS[problem.code].status,
    ...(problem.extras.headers && { headers: problem.extras.headers }),
  });
}
