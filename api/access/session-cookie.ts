import type { Request } from 'express';
import { ApiProblem } from '../http/problem.js';

/** Where browsers reach us; `null`: nobody said, and then where they say they are. */
export interface Site {
  readonly publicUrl: string | null;
}

const TOKEN = /^[\w-]{43}$/;

/** Of who has signed in, and of a browser that is on the way to an identity provider. */
type Cookie = 'huiying' | 'huiying-visit';
/** `__Host-`: no other host of the domain can have set it; browsers take that over https alone. */
const nameFor = (cookie: Cookie, secure: boolean): string => (secure ? `__Host-${cookie}` : cookie);
const VISIT_SECONDS = 600;
export const isSecure = ({ publicUrl }: Site, request: Request): boolean =>
  request.secure || publicUrl?.startsWith('https:') === true;

/** The token of the session that a request shows; `null`: none, or something that is no token of ours. */
export function sessionToken(site: Site, request: Request): string | null {
  return tokenIn('huiying', site, request);
}

/** What says that it was this browser that began to sign in. */
export function visitToken(site: Site, request: Request): string | null {
  return tokenIn('huiying-visit', site, request);
}

function tokenIn(cookie: Cookie, site: Site, request: Request): string | null {
  const name = nameFor(cookie, isSecure(site, request));
  const shown = (request.headers.cookie ?? '')
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one.startsWith(`${name}=`))
    .map((one) => one.slice(name.length + 1));
  // Two of one name: somebody else has set one of them, and which cannot be told.
  const [token, ...others] = shown;
  return token !== undefined && others.length === 0 && TOKEN.test(token) ? token : null;
}

/** What makes a browser keep the session; `null` makes it forget. It lasts until the browser or the session ends. */
export function sessionCookie(site: Site, request: Request, token: string | null): string {
  return cookieOf('huiying', site, request, token ?? '', token === null ? 0 : null);
}

/** Comes back with the browser from the other site, and opens nothing. */
export function visitCookie(site: Site, request: Request, token: string): string {
  return cookieOf('huiying-visit', site, request, token, VISIT_SECONDS);
}

function cookieOf(cookie: Cookie, site: Site, request: Request, token: string, seconds: number | null): string {
  const secure = isSecure(site, request);
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', ...(secure ? ['Secure'] : [])];
  const age = seconds === null ? [] : [`Max-Age=${seconds}`];
  return [`${nameFor(cookie, secure)}=${token}`, ...attributes, ...age].join('; ');
}

/** By which address browsers reach us, without a path. */
export function originOf(site: Site, request: Request): string {
  return site.publicUrl === null ? ownOrigin(request) : new URL(site.publicUrl).origin;
}

/**
 * That it was a page of ours that made the browser ask: it says so itself, in headers that no page can set. A cookie
 * alone comes along from wherever.
 */
export function assertSameOrigin(site: Site, request: Request): void {
  const fetchSite = request.get('sec-fetch-site');
  if (fetchSite === 'same-origin') return;
  const origin = request.get('origin');
  const own = [...(site.publicUrl === null ? [] : [new URL(site.publicUrl).origin]), ownOrigin(request)];
  if (fetchSite === undefined && origin !== undefined && own.includes(origin)) return;
  throw new ApiProblem('cross-site', 'This was not asked by a page of this site.');
}

function ownOrigin(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? ''}`;
}
