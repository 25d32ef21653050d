import { readMigrations } from '../../storage/postgres/migration-files.js';
import { lastRelease } from '../../scripts/support/released.mjs';
import { faultsOf } from '../../scripts/support/migration-rules.mjs';

const RELEASED = {
  name: '1',
  sql: 'CREATE TABLE "ticket" ("id" UUID NOT NULL, "state" TEXT); CREATE UNIQUE INDEX "ticket_key" ON "ticket"("id");',
};
const faults = (sql: string): string[] => faultsOf([RELEASED, { name: '2', sql }], '1');

describe('A migration after the last release', () => {
  it.each([
    [
      'a column without a default',
      'ALTER TABLE "ticket" ADD COLUMN "turn" INTEGER NOT NULL',
      /cannot write a row any more/,
    ],
    [
      'one of several such columns',
      'ALTER TABLE ticket ADD COLUMN a TEXT, ADD COLUMN b NUMERIC(4, 2) DEFAULT 0, ADD COLUMN c TEXT NOT NULL',
      /adds c, NOT NULL/,
    ],
    ['a column that is gone', 'ALTER TABLE "ticket" DROP COLUMN "state"', /the last release uses it/],
    ['another name', 'ALTER TABLE ticket RENAME COLUMN state TO phase', /knows the old name/],
    ['a table that is gone', 'DROP TABLE IF EXISTS "ticket"', /which the last release uses/],
    ['NOT NULL', 'ALTER TABLE ticket ALTER COLUMN state SET NOT NULL', /may leave it empty/],
    ['another type', 'ALTER TABLE ticket ALTER COLUMN state SET DATA TYPE JSON', /writes the old type/],
    ['no default any more', 'ALTER TABLE ticket ALTER COLUMN state DROP DEFAULT', /relies on it/],
    ['a constraint', 'ALTER TABLE ticket ADD CONSTRAINT c CHECK (state <> $$a;b$$)', /adds a constraint/],
    ['a unique index', 'CREATE UNIQUE INDEX ticket_state ON ticket (state)', /makes ticket_state unique/],
    ['a unique index that is gone', 'DROP INDEX "ticket_key"', /recognise what it wrote before/],
    ['a sequence that is gone', 'DROP SEQUENCE ticket_number_seq', /may not survive/],
  ])('may not surprise the program before by %s, unless it says why that is right', (_, sql, why) => {
    expect(faults(sql)).toContainEqual(expect.stringMatching(why));
    expect(faults(`-- Allowed: nobody has used it for two releases; 3 s per million rows.\n${sql};`)).toEqual([]);
  });

  it.each([
    ['a value of its own for each row', 'ALTER TABLE ticket ADD COLUMN key UUID NOT NULL DEFAULT gen_random_uuid()'],
    ['a number for each row', 'ALTER TABLE ticket ADD COLUMN feed_id BIGSERIAL NOT NULL'],
    ['an index', 'CREATE INDEX ticket_state ON ticket (state)'],
    ['what earlier rows lack', `UPDATE ticket SET state = 'open'`],
  ])('that holds up everybody for %s says for how long', (_, sql) => {
    expect(faults(sql)).toHaveLength(1);
    expect(faults(`-- Allowed: it has to be.\n${sql};`)).toHaveLength(1);
    expect(faults(`-- Allowed: it has to be; some 1.5 s per million rows.\n${sql};`)).toEqual([]);
  });

  it('does as it likes with its own tables, and adds columns that the program before need not know', () => {
    expect(
      faults(`-- A table; of this version. ALTER TABLE ticket DROP COLUMN state;
        CREATE TABLE note (id UUID NOT NULL); CREATE UNIQUE INDEX note_key ON note (id); INSERT INTO note VALUES ('a;b');
        ALTER TABLE note ADD COLUMN text TEXT NOT NULL; UPDATE note SET text = ''; DROP TABLE note;
        ALTER TABLE ticket ADD COLUMN "turn" INTEGER NOT NULL DEFAULT 0, ADD COLUMN note TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN at TIMESTAMPTZ DEFAULT now();
        CREATE INDEX CONCURRENTLY ticket_state ON ticket (state);`),
    ).toEqual([]);
  });
});

describe('The migrations of this version', () => {
  it('leave the last release at work', async () => {
    const migrations = await readMigrations();
    const { lastMigration } = lastRelease(process.cwd());
    expect(migrations.map(({ name }) => name)).toContain(lastMigration);
    expect(faultsOf(migrations, lastMigration)).toEqual([]);
  });

  it('would have been refused when calls could not be registered between migrating and the last new API', async () => {
    const faults = faultsOf(await readMigrations(), '20261123193000_notices');
    expect(faults).toContainEqual(
      expect.stringContaining('registered_at set not null: the last release may leave it empty'),
    );
  });
});
