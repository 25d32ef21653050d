import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPasswords } from '../../../api/access/passwords.js';
import { defineAccounts } from '../../../cli/accounts.js';
import { createFactorStore } from '../../../storage/access/factor-store.js';
import { createIdentityProviderStore } from '../../../storage/access/identity-provider-store.js';
import { createPasswordStore } from '../../../storage/access/password-store.js';
import { createPersonIdentities } from '../../../storage/access/person-identities.js';
import { createPersonStore } from '../../../storage/access/person-store.js';
import { createSessionStore } from '../../../storage/access/session-store.js';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { printedBy } from '../../support/printed-by.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
let folder: string;
const before = { ...process.env };
beforeAll(async () => {
  database = await createTestDatabase();
  process.env['DATABASE_URL'] = database.url;
  // What is done is written to the trail, under a key that is made of it.
  process.env['HUIYING_MASTER_KEY'] = Buffer.alloc(32, 7).toString('base64');
  folder = await mkdtemp(join(tmpdir(), 'huiying-accounts-'));
});
afterAll(async () => {
  process.env = before;
  await rm(folder, { recursive: true });
  await database.close();
});

const CITY = {
  ...{ name: '市统一身份认证', issuer: 'https://login.example.gov.cn', clientId: 'huiying', algorithm: 'RS256' },
  ...{ scopes: ['openid'], userInfo: false, justInTime: false, enabled: true, positions: [] },
  secondFactor: { methods: [], classes: [] },
};

/** What `huiying accounts …` prints, and the failure that it ends with. */
async function accounts(...args: string[]): Promise<{ lines: string[]; failure: string | null }> {
  const { printed, error } = await printedBy('accounts', defineAccounts, args);
  const failure = error === null ? null : error instanceof Error ? error.message : String(error);
  return { lines: printed.split('\n').filter(Boolean), failure };
}
async function imported(csv: string, ...options: string[]): Promise<{ said: string[]; failure: string | null }> {
  const file = join(folder, 'people.csv');
  await writeFile(file, csv);
  const { lines, failure } = await accounts('import', file, '--json', ...options);
  const said = lines.map((line) => JSON.parse(line) as { line: number; result: string; why?: string });
  return { said: said.map(({ line, result, why }) => [line, result, why].filter(Boolean).join(' ')), failure };
}
const positionsOf = async (name: string): Promise<string[]> =>
  ((await createPersonStore(database.pool).named(name, new Date()))?.positions ?? []).map(
    ({ role, unit }) => `${role} ${unit}`,
  );

describe('the command line for accounts', () => {
  it('adds the first administrator, lists who is there, and ends an account', async () => {
    expect(
      (await accounts('add', 'Li.Na', '--name', '李娜', '--role', 'administrator', '--unit', 'hotline')).failure,
    ).toBe(null);
    expect((await accounts('list')).lines).toEqual([
      expect.stringMatching(/^li\.na +active +李娜 +administrator hotline$/),
    ]);
    expect((await accounts('add', 'li.na', '--name', 'x')).failure).toMatch(/another account has this sign-in name/);
    expect((await accounts('add', 'x', '--name', 'x', '--role', 'handler')).failure).toMatch(
      /A handler belongs to a unit/,
    );
    await accounts('leave', 'LI.NA');
    expect((await accounts('list')).lines).toEqual([expect.stringMatching(/^li\.na +left +李娜 +no position$/)]);
    expect((await accounts('leave', 'nobody')).failure).toMatch(/no account has the sign-in name nobody/);
  });

  it('imports a list, answers every line, and does nothing in a dry run', async () => {
    const csv = [
      'signInName,name,role,unit,from,until',
      'zhao.min,赵敏,handler,water,2026-01-01,',
      'zhao.min,赵敏,reviewer,hotline,,2099-12-31',
      'qian.bo,钱波,handler,nowhere,,',
      'sun.yi,孙怡,chief,water,,',
      'ZHOU.LI,周丽,operator,hotline,,',
    ].join('\r\n');
    const wanted = [
      '2 added',
      '3 added',
      expect.stringMatching(/^4 refused There is no unit nowhere/),
      expect.stringMatching(/^5 refused positions\.0\.role/),
      '6 added',
    ];
    const dry = await imported(csv, '--dry-run');
    expect(dry.said).toEqual(wanted);
    expect(await positionsOf('zhao.min')).toEqual([]);
    const real = await imported(csv);
    expect([real.said, real.failure]).toEqual([wanted, expect.stringMatching(/^2 of 5 lines were refused/)]);
    expect(await positionsOf('zhao.min')).toEqual(['handler water', 'reviewer hotline']);
    expect(await positionsOf('zhou.li')).toEqual(['operator hotline']);
    const again = await imported(
      'signInName,name,role,unit\nzhou.li,周丽,operator,hotline\nzhao.min,赵敏,handler,health\n',
    );
    expect(again).toEqual({ said: ['2 unchanged', '3 changed'], failure: null });
    expect(await positionsOf('zhao.min')).toEqual(['handler water', 'reviewer hotline', 'handler health']);
  });

  it('gives a one-time password for a new start, and ends what is open', async () => {
    await accounts('add', 'wu.fang', '--name', '吴芳', '--role', 'operator', '--unit', 'hotline');
    const people = createPersonStore(database.pool);
    const { id, positions } = (await people.named('wu.fang', new Date())) ?? { id: '', positions: [] };
    const sessions = createSessionStore(database.pool, { idleMs: 60_000, absoluteMs: 60_000 });
    const begun = { personId: id, positionId: positions[0]?.id ?? '', secondFactor: true, address: null, agent: null };
    const token = await sessions.begin(begun, new Date());
    const [line] = (await accounts('reset-password', 'Wu.Fang', '--json')).lines;
    const { oneTimePassword } = JSON.parse(line ?? '{}') as { oneTimePassword: string };
    expect(await sessions.find(token, new Date())).toBeNull();
    const stored = await createPasswordStore(database.pool).password(id);
    expect([stored?.oneTime, await createPasswords().matches(oneTimePassword, stored?.hash ?? null)]).toEqual([
      true,
      true,
    ]);
    // Given again it is another one, and the first is good for nothing.
    const said = (await accounts('reset-password', 'wu.fang')).lines.join(' ');
    const later = await createPasswordStore(database.pool).password(id);
    expect(await createPasswords().matches(oneTimePassword, later?.hash ?? null)).toBe(false);
    expect(said).toMatch(/One-time password: \S+ .*It is not shown again/);
    expect((await accounts('reset-password', 'nobody')).failure).toMatch(/no account has the sign-in name nobody/);
  });

  it('takes away a second factor that was lost only where that is asked for', async () => {
    await accounts('add', 'zheng.shi', '--name', '郑石', '--role', 'supervisor', '--unit', 'hotline');
    const { id } = (await createPersonStore(database.pool).named('zheng.shi', new Date())) ?? { id: '' };
    const factors = createFactorStore(database.pool, createSealing(randomBytes(32)));
    await factors.offer(id, 'JBSWY3DPEHPK3PXP');
    await factors.confirm(id, ['abcd-efgh'], new Date());
    await accounts('reset-password', 'zheng.shi');
    expect((await factors.find(id))?.confirmed).toBe(true);
    await accounts('reset-password', 'zheng.shi', '--without-second-factor');
    expect([await factors.find(id), await factors.recoveryCodesLeft(id)]).toEqual([null, 0]);
  });

  it('links a person to a subject of an identity provider, and no two people to one', async () => {
    const subject = '7f9c2ba4';
    const there = { provider: 'city', subject };
    const said = ['--provider', there.provider, '--subject', subject] as const;
    expect((await accounts('link', 'zhou.li', ...said)).failure).toMatch(/no identity provider has the id city/);
    const providers = createIdentityProviderStore(database.pool, createSealing(randomBytes(32)));
    await providers.create('city', CITY, null, new Date());
    expect((await accounts('link', 'zhou.li', ...said)).lines).toEqual([`zhou.li is linked: ${CITY.issuer}`]);
    expect((await accounts('link', 'zhou.li', ...said)).failure).toBeNull();
    expect((await accounts('link', 'zhao.min', ...said)).failure).toMatch(/another account is linked/);
    const identities = createPersonIdentities(database.pool);
    const { id } = (await createPersonStore(database.pool).named('zhou.li', new Date())) ?? { id: '' };
    expect(await identities.personOf({ issuer: CITY.issuer, subject })).toBe(id);
    await accounts('link', 'zhou.li', ...said, '--remove');
    expect(await identities.personOf({ issuer: CITY.issuer, subject })).toBeNull();
  });

  it('takes nothing of a file that has other columns, or is no CSV', async () => {
    expect((await imported('login,name\nx,y\n')).failure).toMatch(/there are no columns login/);
    expect((await imported('signInName,name\n"x,y\n')).failure).toMatch(/cannot be read as CSV/);
  });
});
