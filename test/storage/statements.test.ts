import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type pg from 'pg';
import { projectRoot } from '../../config/paths.js';
import { writtenStatements, type Described } from '../../storage/postgres/statement.js';
import { composedQuestions } from '../support/composed-questions.js';
import { createDescriber, type Description } from '../support/described.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const root = projectRoot();
const FOLDERS = ['storage', 'api', 'activities', 'worker', 'cli', 'outbound', 'metrics', 'pacing'];
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.startsWith('generated'))
    .map((name) => join(folder, name)),
);

/** Where SQL is sent without being a statement of ours, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'storage/postgres/statement.ts': 'sends all the others',
  'storage/postgres/prisma.ts': 'sends them inside a transaction of Prisma Client',
  'storage/postgres/transaction.ts': 'begins and ends transactions',
  'storage/postgres/migrate.ts': 'works on a database that has no schema yet',
  'storage/postgres/migration-check.ts': 'works on a database that has no schema yet',
  'storage/erasure/reclaim.ts': 'vacuums and switches the log, which cannot be prepared',
  'storage/access/key-news.ts': 'listens to a channel',
  'cli/stack/application-database.ts': 'makes the database, and the account that comes to it',
  'cli/stack/postgres-probe.ts': 'asks a server which it is',
  'cli/stack/questions.ts': 'asks a server whether it is there',
};

describe('every statement that is written by hand', () => {
  let database: TestDatabase;
  let client: pg.PoolClient;
  let descriptionOf: (text: string) => Promise<Description>;
  beforeAll(async () => {
    for (const file of sources.filter((name) => name.startsWith('storage/')))
      await import(pathToFileURL(join(root, file)).href);
    database = await createTestDatabase();
    client = await database.pool.connect();
    descriptionOf = await createDescriber(client);
  });
  afterAll(async () => {
    client.release();
    await database.close();
  });

  it('fits the migrated schema, its parameters and columns being of the types that are declared', async () => {
    const faults: string[] = [];
    for (const { text, takes, gives } of writtenStatements().statements) {
      const fault = await faultOf(text, { gives }, takes);
      if (fault !== null) faults.push(fault);
    }
    expect(faults.join('\n\n')).toBe('');
    expect(writtenStatements().statements.length).toBeGreaterThan(50);
  });

  it('fits as well when it is put together for a question, whatever is asked for', async () => {
    const asked = await composedQuestions();
    const faults = new Map<string, string>();
    const seen = new Set<string>();
    for (const { text, values, of } of asked) {
      if (seen.has(text)) continue;
      seen.add(text);
      const fault = await faultOf(text, of, null, values);
      if (fault !== null) faults.set(fault.slice(0, 200), fault);
    }
    expect([...faults.values()].join('\n\n')).toBe('');
    // Whatever is new has to be asked in `composed-questions.ts` too.
    const known = new Set<Described>(asked.map(({ of }) => of));
    expect(writtenStatements().composed.flatMap((one) => (known.has(one) ? [] : [one.what]))).toEqual([]);
  });

  it('is sent by `statement.ts`, and nothing else is', () => {
    const sends = /\$(query|execute)Raw|\b(pool|client|database|db|fresh|current|connection|tx)\.query\b/;
    const strays = sources.filter((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      return file.startsWith('storage/') ? /\.query\b|\$(query|execute)Raw/.test(source) : sends.test(source);
    });
    expect(strays.filter((file) => !(file in ELSEWHERE))).toEqual([]);
    expect(Object.keys(ELSEWHERE).filter((file) => !strays.includes(file))).toEqual([]);
  });

  async function faultOf(
    text: string,
    { gives }: Described,
    takes: readonly { readonly type: string }[] | null,
    values: readonly unknown[] = [],
  ): Promise<string | null> {
    let said: Description;
    try {
      said = await descriptionOf(text);
    } catch (error) {
      return `${String(error)}\n${text}`;
    }
    const declared = Object.entries(gives).map(([name, { type }]) => `${name} ${type}`);
    const found = said.gives.map(({ name, type }) => `${name} ${type}`);
    const faults = [
      ...(takes === null
        ? []
        : differences(
            'parameters',
            takes.map(({ type }) => type),
            said.takes,
          )),
      ...said.takes.flatMap((type, n) => (takes !== null || fits(type, values[n]) ? [] : [`$${n + 1} is no ${type}`])),
      ...(declared.length === 0 ? [] : differences('columns', declared.toSorted(), found.toSorted())),
      ...said.gives.flatMap(({ name, notNull }) => {
        const kind = gives[name];
        return notNull === false && kind?.nullable === false && !('sure' in kind) ? [`${name} may be null`] : [];
      }),
    ];
    return faults.length === 0 ? null : `${faults.join('\n')}\n${text}`;
  }
});

/** Whether the driver makes of this value what the server expects. */
function fits(type: string, value: unknown): boolean {
  if (value === null) return true;
  if (type.endsWith('[]')) return Array.isArray(value) && value.every((one) => fits(type.slice(0, -2), one));
  if (type === 'timestamptz') return value instanceof Date || !Number.isNaN(Date.parse(String(value)));
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'int4') return Number.isSafeInteger(value);
  return typeof value === 'string' || (type === 'int8' && Number.isSafeInteger(value));
}

function differences(what: string, declared: readonly string[], found: readonly string[]): string[] {
  return declared.join(', ') === found.join(', ')
    ? []
    : [`${what}: declared ${declared.join(', ')}; the server says ${found.join(', ')}`];
}
