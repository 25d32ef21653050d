import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type pg from 'pg';
import { projectRoot } from '../../config/paths.js';
import { writtenStatements, type Described } from '../../storage/postgres/statement.js';
import { described, type Description } from '../support/described.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const root = projectRoot();
const sources = readdirSync(join(root, 'storage'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.startsWith('generated'))
  .map((name) => join('storage', name));

describe('every statement that is written by hand', () => {
  let database: TestDatabase;
  let client: pg.PoolClient;
  beforeAll(async () => {
    for (const file of sources) await import(pathToFileURL(join(root, file)).href);
    database = await createTestDatabase();
    client = await database.pool.connect();
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
    expect(writtenStatements().statements.length).toBeGreaterThan(25);
  });

  async function faultOf(
    text: string,
    { gives }: Described,
    takes: readonly { readonly type: string }[] | null,
  ): Promise<string | null> {
    let said: Description;
    try {
      said = await described(client, text);
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
      ...(declared.length === 0 ? [] : differences('columns', declared.toSorted(), found.toSorted())),
      ...said.gives.flatMap(({ name, notNull }) => {
        const kind = gives[name];
        return notNull === false && kind?.nullable === false && !('sure' in kind) ? [`${name} may be null`] : [];
      }),
    ];
    return faults.length === 0 ? null : `${faults.join('\n')}\n${text}`;
  }
});

function differences(what: string, declared: readonly string[], found: readonly string[]): string[] {
  return declared.join(', ') === found.join(', ')
    ? []
    : [`${what}: declared ${declared.join(', ')}; the server says ${found.join(', ')}`];
}
