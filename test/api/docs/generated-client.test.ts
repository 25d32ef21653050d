import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

/** A program of somebody who has nothing of us but the description and the address. */
const ROOT = join(import.meta.dirname, '../../..');
const OPTIONS = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023'],
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    types: ['node'],
  },
  files: ['life.ts'],
};

let world: ApiWorld;
let folder: string;
beforeAll(async () => {
  world = await createApiWorld();
  folder = mkdtempSync(join(tmpdir(), 'huiying-client-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(ROOT, 'examples/generated-client/life.ts'), join(folder, 'life.ts'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(OPTIONS));
  writeFileSync(join(folder, 'accounts.json'), JSON.stringify(world.database.accounts));
  await run('node_modules/openapi-typescript/bin/cli.js', [
    join(ROOT, 'docs/openapi.json'),
    '-o',
    'huiying.d.ts',
    '--default-non-nullable=false',
  ]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

/** Everything that a program said, once it has ended well. */
function run(program: string, options: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...options], { cwd: folder, env: { ...process.env, ...env } });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`${program} ended with ${code}:\n${said}`)),
    );
  });
}

const compile = (): Promise<string> => run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']);

describe('a client generated from the description', () => {
  it('compiles, and lives one whole ticket from the call to the callback', async () => {
    await compile();
    const said = await run('life.js', [], { HUIYING_API: world.base, HUIYING_ACCOUNTS: 'accounts.json' });
    const [number = ''] = said.split(' ');
    expect(number).toMatch(/^\d{8}-\d{6}$/);
    expect(said.replaceAll(`${number} `, '').trim().split('\n')).toEqual([
      'registered',
      'pendingDispatch',
      'too late: 412 stale-version',
      'dispatched',
      'inProgress',
      'owed: true',
      'inProgress',
      'replied',
      'callbackPending',
      'closed',
      'events: dispatched acknowledged contacted replied replyAccepted callbackRecorded',
    ]);
    expect((await world.get(`/api/v1/tickets/${number}`, world.key('supervisor'))).body.closingCode).toBe('solved');
  });

  it('does not compile with what the API would refuse', async () => {
    const wrong = [
      `GET('/api/v1/events', { params: { query: { limit: '50' } } })`,
      `GET('/api/v1/events', { params: { query: { wait: '1' } } })`,
      `GET('/api/v1/inbox', { params: { query: { overdue: 'yes' } } })`,
      `GET('/api/v1/nowhere')`,
      `POST('/api/v1/tickets/{id}/actions/accept', { params: { path: { id: '1' } }, body: {} })`,
      `POST('/api/v1/tickets/{id}/actions/reviewReply', { params: { path: { id: '1' }, header: { 'If-Match': '*' } }, body: {} })`,
    ];
    const lines = wrong.map((call) => `// @ts-expect-error\nawait client.${call};`);
    writeFileSync(
      join(folder, 'life.ts'),
      `import createClient from 'openapi-fetch';\nimport type { paths } from './huiying.js';
       const client = createClient<paths>({ baseUrl: '' });\n${lines.join('\n')}`,
    );
    // An error that is expected and does not come is one itself.
    expect(await compile()).toBe('');
  });
});
