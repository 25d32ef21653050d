import type { Request } from 'express';
import { z } from 'zod';
import type { Language } from '../../../domain/ticket/words.js';
import { CITIZEN_PAGES } from '../../../domain/citizen/pages.js';
import { isSecure, type Site } from '../../access/session-cookie.js';
import { sayingIn, type Say } from './words.js';

/** How somebody reads the pages. */
export interface Reader {
  readonly language: Language;
  readonly isLarge: boolean;
  readonly say: Say;
  /** What was just chosen by a link, for the browser to remember; `null`: nothing was. */
  readonly cookie: string | null;
  /** The same page, read in another way. */
  readonly here: (name: 'lang' | 'size', value: string) => string;
}

/** Of every page. What else stands in an address is the page's own, or is passed over. */
const ReaderQuerySchema = z.object({
  lang: z.enum(['zh', 'en']).optional().catch(undefined),
  size: z.enum(['large', 'normal']).optional().catch(undefined),
});

const COOKIE = 'huiying-pages';
const YEAR_SECONDS = 31_536_000;

/** By what the link says, what the browser remembers, or what it asks for; Chinese, if it asks for neither. */
export function readerOf(site: Site, request: Request): Reader {
  const { lang, size } = ReaderQuerySchema.parse(request.query);
  const [, keptLanguage, keptSize] =
    new RegExp(`(?:^|;\\s*)${COOKIE}=(zh|en)\\.(large|normal)(?:;|$)`).exec(request.headers.cookie ?? '') ?? [];
  const asked = request.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh';
  const language = lang ?? (keptLanguage as Language | undefined) ?? asked;
  const isLarge = (size ?? keptSize) === 'large';
  const kept = `${COOKIE}=${language}.${isLarge ? 'large' : 'normal'}`;
  const secure = isSecure(site, request) ? '; Secure' : '';
  const cookie = `${kept}; Path=${CITIZEN_PAGES}; HttpOnly; SameSite=Lax; Max-Age=${YEAR_SECONDS}${secure}`;
  const isChosen = lang !== undefined || size !== undefined;
  const asIs = ['class', 'q'].flatMap((name): [string, string][] => {
    const value = request.query[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return {
    language,
    isLarge,
    say: sayingIn(language),
    cookie: isChosen ? cookie : null,
    here: (name, value) => `?${String(new URLSearchParams([...asIs, [name, value]]))}`,
  };
}
