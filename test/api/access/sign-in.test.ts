import { createPasswords } from '../../../api/access/passwords.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import {
  aBrowser,
  aNewcomer,
  aPerson,
  codeAt,
  PASSWORD,
  signedIn,
  type Browser,
  type Desk,
} from '../../support/browser.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());
// Whatever failed before is forgotten: all of them come from one address.
beforeEach(() => world.later(2 * 60 * MINUTE_MS));

const CLERK = { role: 'operator', unit: 'hotline' };
const SUPERVISOR = { role: 'supervisor', unit: 'hotline' };
const MINUTE_MS = 60_000;
const tries = (signInName: string, password: string, more: object = {}): Promise<Reply> =>
  aBrowser(world).signIn({ signInName, password, ...more });
const told = ({ status, body }: Reply): [number, string | undefined] => [status, body.code];
const wrong = (who: Desk): Promise<Reply> => tries(who.signInName, 'not the password at all');

describe('the first sign-in', () => {
  it('takes the one-time password for choosing one, and that one from then on', async () => {
    const { signInName, oneTimePassword } = await aNewcomer(world, CLERK);
    expect(told(await tries(signInName, oneTimePassword))).toEqual([403, 'password-change-needed']);
    const weak = await tries(signInName, oneTimePassword, { newPassword: 'password1234' });
    expect([told(weak), weak.body.errors?.[0]?.pointer]).toEqual([[400, 'validation-failed'], '/newPassword']);
    const named = await tries(signInName, oneTimePassword, { newPassword: `${signInName}-2026-${signInName}` });
    expect(named.body.code).toBe('validation-failed');
    expect((await tries(signInName, oneTimePassword, { newPassword: PASSWORD })).status).toBe(204);
    expect(told(await tries(signInName, oneTimePassword))).toEqual([401, 'sign-in-failed']);
    expect((await tries(signInName, PASSWORD)).status).toBe(204);
  });

  it('is too late three days after', async () => {
    const { signInName, oneTimePassword } = await aNewcomer(world, CLERK);
    world.later(73 * 60 * MINUTE_MS);
    const reply = await tries(signInName, oneTimePassword, { newPassword: PASSWORD });
    expect(told(reply)).toEqual([401, 'sign-in-failed']);
  });

  it('leaves nothing behind by which anybody could sign in', async () => {
    const { signInName, oneTimePassword } = await aNewcomer(world, CLERK);
    const browser = aBrowser(world);
    await browser.signIn({ signInName, password: oneTimePassword, newPassword: PASSWORD });
    const token = browser.cookie?.split('=')[1] ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    const kept: string[] = [];
    for (const table of ['password', 'session', 'sign_in_failure', 'idempotency_record', 'person']) {
      const { rows } = await world.database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      kept.push(...rows.map(({ row }) => row));
    }
    const said = `${kept.join('\n')}\n${world.logged()}`;
    expect([PASSWORD, oneTimePassword, token].filter((secret) => said.includes(secret))).toEqual([]);
    expect(said).toMatch(/scrypt\$8\$8\$1\$/);
  });
});

describe('a sign-in that fails', () => {
  it('says the same of a name that there is not, a wrong password, and an account that is locked or gone', async () => {
    const [clerk, locked, gone] = [
      await aPerson(world, CLERK),
      await aPerson(world, CLERK),
      await aPerson(world, CLERK),
    ];
    await world.send('POST', `/api/v1/accounts/${locked.id}/lock`, world.key('administrator'), { ifMatch: '*' });
    await world.send('POST', `/api/v1/accounts/${gone.id}/leave`, world.key('administrator'), { ifMatch: '*' });
    const id = 'the-same-request-id';
    const say = { headers: { 'X-Request-Id': id } };
    const replies = [
      await aBrowser(world).signIn({ signInName: 'nobody', password: PASSWORD }, say),
      await aBrowser(world).signIn({ signInName: clerk.signInName, password: 'not the password' }, say),
      await aBrowser(world).signIn({ signInName: locked.signInName, password: PASSWORD }, say),
      await aBrowser(world).signIn({ signInName: gone.signInName, password: PASSWORD }, say),
    ];
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(told(replies[0] as Reply)).toEqual([401, 'sign-in-failed']);
  });

  it('compares with something every time, so that an unknown name takes as long as a known one', async () => {
    const compared: (string | null)[] = [];
    const { passwords } = world.services;
    const { matches } = passwords;
    const clerk = await aPerson(world, CLERK);
    passwords.matches = (password, stored) => {
      compared.push(stored);
      return matches(password, stored);
    };
    await tries('somebody-else', PASSWORD);
    await wrong(clerk);
    passwords.matches = matches;
    expect(compared).toEqual([null, expect.stringMatching(/^scrypt\$/)]);
  });

  it('makes the next attempt for this name wait, longer each time, and right passwords wait as well', async () => {
    const clerk = await aPerson(world, CLERK);
    for (let n = 0; n < 5; n += 1) expect(told(await wrong(clerk))).toEqual([401, 'sign-in-failed']);
    const waits = await tries(clerk.signInName, PASSWORD);
    expect(told(waits)).toEqual([429, 'sign-in-waits']);
    expect(Number(waits.headers.get('retry-after'))).toBeGreaterThan(25);
    world.later(31_000);
    expect(told(await wrong(clerk))).toEqual([401, 'sign-in-failed']);
    const longer = await wrong(clerk);
    expect([longer.status, Number(longer.headers.get('retry-after')) > 55]).toEqual([429, true]);
    world.later(61_000);
    expect((await tries(clerk.signInName, PASSWORD)).status).toBe(204);
    // Whoever was the one begins anew.
    for (let n = 0; n < 4; n += 1) await wrong(clerk);
    expect((await tries(clerk.signInName, PASSWORD)).status).toBe(204);
  });

  it('counts for a name that there is not as for any other', async () => {
    for (let n = 0; n < 5; n += 1) await tries('there.is.no.such', PASSWORD);
    expect(told(await tries('there.is.no.such', PASSWORD))).toEqual([429, 'sign-in-waits']);
  });

  it('is looked at five times, however many are tried at once', async () => {
    const clerk = await aPerson(world, CLERK);
    const replies = await Promise.all(Array.from({ length: 20 }, () => wrong(clerk)));
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(15);
  });
});

describe('a second factor', () => {
  async function setUp(browser: Browser): Promise<{ secret: string; recoveryCodes: string[] }> {
    const offered = (await browser.send('POST', '/api/v1/me/second-factor')).body as unknown as { secret: string };
    const { secret } = offered;
    const body = { code: codeAt(secret, world.now()) };
    const reply = await browser.send('POST', '/api/v1/me/second-factor/confirm', { body });
    expect(reply.status).toBe(200);
    const { recoveryCodes } = reply.body as unknown as { recoveryCodes: string[] };
    // The next code is another one.
    world.later(MINUTE_MS);
    return { secret, recoveryCodes };
  }

  it('is set up before anything else by whose role needs it', async () => {
    const supervisor = await aPerson(world, SUPERVISOR);
    const browser = await signedIn(world, supervisor);
    expect(told(await browser.get('/api/v1/tickets'))).toEqual([403, 'second-factor-missing']);
    expect((await browser.get('/api/v1/me')).body).toMatchObject({
      session: { secondFactor: false, secondFactorMissing: true },
      may: expect.not.arrayContaining(['listTickets']) as unknown,
    });
    await browser.send('POST', '/api/v1/me/second-factor');
    const guess = await browser.send('POST', '/api/v1/me/second-factor/confirm', { body: { code: '000000' } });
    expect(told(guess)).toEqual([422, 'second-factor-wrong']);
    const before = browser.cookie;
    const { secret } = await setUp(browser);
    expect(browser.cookie).not.toBe(before);
    expect((await browser.get('/api/v1/tickets')).status).toBe(200);
    expect(told(await browser.send('POST', '/api/v1/me/second-factor'))).toEqual([409, 'second-factor-set']);
    const { rows } = await world.database.pool.query<{ row: string }>('SELECT t::text AS row FROM second_factor t');
    expect(rows.some(({ row }) => row.includes(secret) || row.includes(Buffer.from(secret).toString('hex')))).toBe(
      false,
    );
  });

  it('is asked for at every sign-in from then on, and a code of it is good once', async () => {
    const clerk = await aPerson(world, CLERK);
    const { secret } = await setUp(await signedIn(world, clerk));
    expect(told(await tries(clerk.signInName, PASSWORD))).toEqual([401, 'second-factor-needed']);
    expect(told(await tries(clerk.signInName, PASSWORD, { code: '000000' }))).toEqual([401, 'sign-in-failed']);
    const code = codeAt(secret, world.now());
    const both = await Promise.all([1, 2].map(() => tries(clerk.signInName, PASSWORD, { code })));
    expect(both.map(({ status }) => status).sort()).toEqual([204, 401]);
    expect(told(await tries(clerk.signInName, PASSWORD, { code }))).toEqual([401, 'sign-in-failed']);
    const stale = codeAt(secret, new Date(world.now().getTime() - 5 * MINUTE_MS));
    expect(told(await tries(clerk.signInName, PASSWORD, { code: stale }))).toEqual([401, 'sign-in-failed']);
  });

  it('has its recovery codes made anew for who shows a code of the app, and those of before open nothing', async () => {
    const clerk = await aPerson(world, CLERK);
    const browser = await signedIn(world, clerk);
    const { secret, recoveryCodes } = await setUp(browser);
    const [old = '', spent = ''] = recoveryCodes;
    const again = (code: string) => browser.send('POST', '/api/v1/me/second-factor/recovery-codes', { body: { code } });
    expect(told(await again(spent))).toEqual([422, 'second-factor-wrong']);
    const made = await again(codeAt(secret, world.now()));
    const [fresh = '', ...more] = (made.body as unknown as { recoveryCodes: string[] }).recoveryCodes;
    expect([made.status, more.length]).toEqual([200, 9]);
    expect(told(await tries(clerk.signInName, PASSWORD, { code: old }))).toEqual([401, 'sign-in-failed']);
    expect((await tries(clerk.signInName, PASSWORD, { code: fresh })).status).toBe(204);
  });

  it('that was lost gives way to a recovery code, once, or is taken away by an administrator', async () => {
    const clerk = await aPerson(world, CLERK);
    const { recoveryCodes } = await setUp(await signedIn(world, clerk));
    expect(recoveryCodes).toHaveLength(10);
    const [code = ''] = recoveryCodes;
    const browser = await signedIn(world, clerk, { code: code.toUpperCase().replaceAll('-', ' ') });
    expect((await browser.get('/api/v1/me')).body).toMatchObject({ person: { recoveryCodesLeft: 9 } });
    expect(told(await tries(clerk.signInName, PASSWORD, { code }))).toEqual([401, 'sign-in-failed']);
    const path = `/api/v1/accounts/${clerk.id}/second-factor`;
    expect((await world.send('DELETE', path, world.key('administrator'))).status).toBe(204);
    expect((await browser.get('/api/v1/me')).status).toBe(401);
    expect((await tries(clerk.signInName, PASSWORD)).status).toBe(204);
  });
});

describe('passwords', () => {
  it('are compared a few at a time, and who comes when too many wait is told to come again', async () => {
    const passwords = createPasswords({ n: 8, r: 8, p: 1 }, 3);
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.matches(PASSWORD, null)));
    const refused = all.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(20);
    expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } });
    expect(await passwords.matches(PASSWORD, await passwords.hash(PASSWORD))).toBe(true);
  });

  it('count nothing for who found no room', async () => {
    const clerk = await aPerson(world, CLERK);
    const { passwords } = world.services;
    const { assertRoom } = passwords;
    passwords.assertRoom = createPasswords({ n: 4, r: 8, p: 1 }, 0).assertRoom;
    const replies = [];
    for (let n = 0; n < 7; n += 1) replies.push(await tries(clerk.signInName, PASSWORD));
    passwords.assertRoom = assertRoom;
    expect(new Set(replies.map(({ status, body }) => `${status} ${body.code}`))).toEqual(new Set(['503 unavailable']));
    expect(replies[0]?.headers.get('retry-after')).toBe('30');
    expect((await tries(clerk.signInName, PASSWORD)).status).toBe(204);
  });

  it('that were made at another cost still open', async () => {
    const cheap = await createPasswords({ n: 4, r: 8, p: 1 }).hash(PASSWORD);
    const passwords = createPasswords({ n: 8, r: 8, p: 2 });
    expect(await passwords.matches(PASSWORD, cheap)).toBe(true);
    expect(await passwords.matches(`${PASSWORD}.`, cheap)).toBe(false);
  });

  it('are changed by their owner, which ends the other sessions', async () => {
    const clerk = await aPerson(world, CLERK);
    const [here, elsewhere] = [await signedIn(world, clerk), await signedIn(world, clerk)];
    const change = (password: string, newPassword: string): Promise<Reply> =>
      here.send('POST', '/api/v1/me/password', { body: { password, newPassword } });
    expect(told(await change('not the password', 'thirteen blue umbrellas'))).toEqual([401, 'sign-in-failed']);
    expect(told(await change(PASSWORD, PASSWORD))).toEqual([400, 'validation-failed']);
    expect((await change(PASSWORD, 'thirteen blue umbrellas')).status).toBe(204);
    expect([(await here.get('/api/v1/me')).status, (await elsewhere.get('/api/v1/me')).status]).toEqual([200, 401]);
    expect((await tries(clerk.signInName, 'thirteen blue umbrellas')).status).toBe(204);
  });
});

describe('an address', () => {
  it('waits after many failures, whatever names it tries', async () => {
    const clerk = await aPerson(world, CLERK);
    const statuses = new Set<number>();
    for (let n = 0; n < 40; n += 1) statuses.add((await tries(`guess-${n}`, PASSWORD)).status);
    expect([...statuses].sort()).toEqual([401, 429]);
    expect(told(await tries(clerk.signInName, PASSWORD))).toEqual([429, 'sign-in-waits']);
    world.later(16 * MINUTE_MS);
    expect((await tries(clerk.signInName, PASSWORD)).status).toBe(204);
  });
});
