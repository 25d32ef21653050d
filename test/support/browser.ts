import { TOTP } from 'otpauth';
import type { ApiWorld, Reply, Say } from './api-world.js';

export interface WishedPosition {
  readonly role: string;
  readonly unit?: string;
  readonly from?: string;
  readonly until?: string;
}

/** A person with an account and a password of their own, who has not signed in yet. */
export interface Desk {
  readonly id: string;
  readonly signInName: string;
  readonly password: string;
}

/** As a page of the site makes a browser ask: with the cookie that it holds, and saying where it was asked. */
export interface Browser {
  cookie: string | null;
  send(method: string, path: string, say?: Say): Promise<Reply>;
  get(path: string): Promise<Reply>;
  signIn(body: object, say?: Say): Promise<Reply>;
}

export const PASSWORD = 'rain on tin roofs, seldom';

export function aBrowser(world: ApiWorld, site: Readonly<Record<string, string>> = SAME): Browser {
  const browser: Browser = {
    cookie: null,
    async send(method, path, say = {}) {
      const headers = { ...site, ...(browser.cookie !== null && { Cookie: browser.cookie }), ...say.headers };
      const reply = await world.send(method, path, null, { ...say, headers });
      const set = reply.headers.get('set-cookie');
      if (set !== null) browser.cookie = set.includes('Max-Age=0') ? null : (set.split(';')[0] ?? null);
      return reply;
    },
    get: (path) => browser.send('GET', path),
    signIn: (body, say = {}) => browser.send('POST', '/api/v1/session', { ...say, body }),
  };
  return browser;
}
const SAME = { 'Sec-Fetch-Site': 'same-origin' };

let people = 0;
/** An account with these positions, whose first password the person has changed already, and signed out. */
export async function aPerson(world: ApiWorld, ...positions: readonly WishedPosition[]): Promise<Desk> {
  const { signInName, id, oneTimePassword } = await aNewcomer(world, ...positions);
  const browser = aBrowser(world);
  const reply = await browser.signIn({ signInName, password: oneTimePassword, newPassword: PASSWORD });
  if (reply.status !== 204) throw new Error(`Not signed in: ${reply.status} ${reply.text}`);
  await browser.send('DELETE', '/api/v1/session');
  return { id, signInName, password: PASSWORD };
}

/** The same with a one-time password only. */
export async function aNewcomer(
  world: ApiWorld,
  ...positions: readonly WishedPosition[]
): Promise<{ id: string; signInName: string; oneTimePassword: string }> {
  people += 1;
  const signInName = `clerk-${people}`;
  const administrator = world.key('administrator');
  const body = { signInName, name: '李娜', positions };
  const made = await world.send('POST', '/api/v1/accounts', administrator, { body });
  const { id } = made.body;
  const reset = await world.send('POST', `/api/v1/accounts/${id}/password`, administrator);
  const { oneTimePassword } = reset.body as unknown as { oneTimePassword: string };
  return { id, signInName, oneTimePassword };
}

/** Signed in, with a second factor where one was set up. */
export async function signedIn(world: ApiWorld, desk: Desk, more: object = {}): Promise<Browser> {
  const browser = aBrowser(world);
  const reply = await browser.signIn({ signInName: desk.signInName, password: desk.password, ...more });
  if (reply.status !== 204) throw new Error(`Not signed in: ${reply.status} ${reply.text}`);
  return browser;
}

/** What the app of this secret shows at an instant. */
export function codeAt(secret: string, at: Date): string {
  return new TOTP({ secret }).generate({ timestamp: at.getTime() });
}
