import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineAccounts } from '../../../cli/accounts.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { aBrowser, aPerson } from '../../support/browser.js';
import { aProvider, enter, signInAt, type RunningProvider } from '../../support/identity-provider.js';
import { printed } from '../../support/printed-by.js';

let world: ApiWorld;
let provider: RunningProvider;
let folder: string;
const environment = { ...process.env };
beforeAll(async () => {
  world = await createApiWorld();
  provider = await aProvider(world, 'city');
  folder = await mkdtemp(join(tmpdir(), 'huiying-administrators-'));
  process.env['DATABASE_URL'] = world.database.url;
  process.env['HUIYING_MASTER_KEY'] = world.masterKey.toString('base64');
});
afterAll(async () => {
  process.env = environment;
  await rm(folder, { recursive: true });
  await provider.close();
  await world.close();
});

const ADMINISTRATOR = { role: 'administrator', unit: 'hotline' };
const OPERATOR = { role: 'operator', unit: 'hotline' };
const asAdmin = (method: string, path: string, body: object, ifMatch?: string) =>
  world.send(method, `/api/v1/${path}`, world.key('administrator'), { body, ...(ifMatch && { ifMatch }) });

/** What the inbox of the administrators says of who was made one, newest first. */
async function told(): Promise<string[]> {
  const { items } = (await world.get('/api/v1/notices?limit=200', world.key('administrator'))).body;
  return (items as unknown as { template: string; text: { en: string } }[])
    .filter(({ template }) => template === 'administratorPosition')
    .map(({ text }) => text.en);
}
const idOf = async (name: string): Promise<string> => {
  const { items } = (await world.get('/api/v1/accounts', world.key('administrator'))).body;
  return (items as unknown as { id: string; signInName: string }[]).find((one) => one.signInName === name)?.id ?? '';
};

describe('whoever is made an administrator is told to all administrators', () => {
  it('by an account that is added, or gets the position, and by no change after that', async () => {
    const before = await told();
    const wish = { signInName: 'new.admin', name: '新管理员', positions: [ADMINISTRATOR] };
    const { id } = (await asAdmin('POST', 'accounts', wish)).body;
    const maker = (await world.get('/api/v1/me', world.key('administrator'))).body.id;
    const says = (person: string): string => `${maker} gave ${person} the position of an administrator.`;
    expect(await told()).toEqual([expect.stringContaining(says(id)), ...before]);
    await asAdmin('PUT', `accounts/${id}`, { ...wish, name: '改名' }, '*');
    expect(await told()).toHaveLength(before.length + 1);

    const other = await aPerson(world, OPERATOR);
    expect(await told()).toHaveLength(before.length + 1);
    const { signInName } = other;
    await asAdmin('PUT', `accounts/${other.id}`, { signInName, name: '乙', positions: [OPERATOR, ADMINISTRATOR] }, '*');
    expect((await told())[0]).toContain(says(other.id));
    const inbox = (await world.get('/api/v1/notices?limit=200', world.key('director'))).text;
    expect(inbox).not.toContain('administratorPosition');
  });

  it('also where somebody is entered as a contact for it', async () => {
    const contact = { unit: 'hotline', position: 'administrator', name: '管理岗', email: 'admin@hotline.example' };
    await asAdmin('POST', 'contacts', contact);
    await asAdmin('POST', 'accounts', { signInName: 'third', name: '丙', positions: [ADMINISTRATOR] });
    const { rows } = await world.database.pool.query(
      `SELECT channel, status FROM notice WHERE template = 'administratorPosition' ORDER BY created_at DESC, channel LIMIT 2`,
    );
    expect(rows).toEqual([
      { channel: 'email', status: 'pending' },
      { channel: 'inApp', status: 'sent' },
    ]);
  });

  it('by the command line, one by one or from a file', async () => {
    const add = ['add', 'by.hand', '--name', '丁', '--role', 'administrator', '--unit', 'hotline'];
    await printed('accounts', defineAccounts, add);
    expect((await told())[0]).toContain(`huiying accounts gave ${await idOf('by.hand')} the position`);
    const file = join(folder, 'people.csv');
    await writeFile(file, 'signInName,name,role,unit,from,until\nby.file,戊,administrator,hotline,,\n');
    const before = (await told()).length;
    await printed('accounts', defineAccounts, ['import', file, '--dry-run']);
    expect(await told()).toHaveLength(before);
    for (const _time of [1, 2]) await printed('accounts', defineAccounts, ['import', file]);
    expect(await told()).toHaveLength(before + 1);
    expect((await told())[0]).toContain(await idOf('by.file'));
  });

  it('by the claims of an identity provider, once and not at each sign-in', async () => {
    const positions = [{ claim: 'groups', value: 'admins', ...ADMINISTRATOR }];
    const { issuer, clientSecret } = provider;
    await enter(world, 'city', { issuer, clientSecret, justInTime: true, positions });
    provider.people.set('chief', { claims: { groups: ['admins'], preferred_username: 'chief' } });
    const before = (await told()).length;
    for (const _time of [1, 2]) await signInAt(world, aBrowser(world), 'city', 'chief');
    expect(await told()).toHaveLength(before + 1);
    expect((await told())[0]).toContain(`city gave ${await idOf('chief@city')} the position of an administrator.`);
  });
});
