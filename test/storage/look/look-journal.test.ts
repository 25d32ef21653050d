import { randomBytes } from 'node:crypto';
import { appendFile, chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLookChain } from '../../../storage/look/look-chain.js';
import { createLookJournal } from '../../../storage/look/look-journal.js';
import { createLookSeals } from '../../../storage/look/look-seals.js';
import { createLookStore, type LookStore } from '../../../storage/look/look-store.js';
import { eventually } from '../../support/eventually.js';
import { aLook } from '../../support/looks.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const MINUTE_MS = 60_000;

describe('the journal of looks', () => {
  let database: TestDatabase;
  let folder: string;
  let now: number;
  const seals = createLookSeals(randomBytes(32));
  const clock = (): number => now;
  const stores: LookStore[] = [];
  beforeEach(async () => {
    database = await createTestDatabase();
    folder = join(await mkdtemp(join(tmpdir(), 'look-journal-')), 'looks');
    // Beside the times of the files.
    now = Date.now();
  });
  afterEach(async () => {
    for (const one of stores.splice(0)) await one.close();
    await database.close();
    await rm(join(folder, '..'), { recursive: true });
  });

  /** As a process has it. What PostgreSQL refuses is told to `late`. */
  function aProcess(late: unknown[] = []): LookStore {
    const journal = createLookJournal(folder, clock);
    const store = createLookStore(database.pool, seals, { journal, onLate: (error) => late.push(error) });
    stores.push(store);
    return store;
  }
  const lookNow = () => aLook({ at: new Date(now).toISOString() });
  const rows = async (): Promise<number> =>
    (await database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM look')).rows[0]?.n ?? -1;
  const files = (): Promise<string[]> => readdir(folder).catch(() => []);
  const link = () => createLookChain(database.pool, seals, clock).link();

  /** PostgreSQL takes no look for as long as the work goes on; the lock is one that writing waits for. */
  async function whileNothingIsWritten(work: () => Promise<void>): Promise<void> {
    await database.pool.query('ALTER TABLE look RENAME TO look_away');
    try {
      await work();
    } finally {
      await database.pool.query('ALTER TABLE look_away RENAME TO look');
    }
  }

  it('has them before the table, until they are rows that a block has linked', async () => {
    const store = aProcess();
    const { views } = await store.record([lookNow()]);
    expect(views).toBeInstanceOf(Promise);
    expect(await files()).toHaveLength(1);
    await views;
    expect(await rows()).toBe(1);
    expect(await store.makeSure()).toBe(0);
    expect(await files()).toHaveLength(1);
    await link();
    await store.makeSure();
    await store.close();
    expect(await files()).toEqual([]);
  });

  it('tells how much each has viewed once they are rows', async () => {
    const look = lookNow();
    const store = aProcess();
    await (
      await store.record([look])
    ).views;
    const views = await (await store.record([look, look])).views;
    expect(views.get(look.actor.id)?.hour.views).toBe(3);
  });

  it('keeps them while the table takes none, and brings them there by itself', async () => {
    const late: unknown[] = [];
    const store = aProcess(late);
    await whileNothingIsWritten(async () => {
      await store.record([lookNow(), lookNow()]);
      await eventually(() => expect(late).not.toEqual([]));
    });
    await eventually(async () => expect(await rows()).toBe(2));
  });

  it('is gone through by another process when one is gone: each becomes a row, and once', async () => {
    const gone = aProcess();
    await (
      await gone.record([lookNow(), lookNow()])
    ).views;
    await whileNothingIsWritten(async () => {
      await gone.record([lookNow(), lookNow(), lookNow()]);
      await gone.close();
    });
    expect(await rows()).toBe(2);
    // Torn off in the middle of a line that nobody was answered for.
    await appendFile(join(folder, (await files())[0] ?? ''), '{"at":"2026-');

    const [one, other] = [aProcess(), aProcess()];
    expect(await one.takeOver()).toEqual({ written: 0, refused: 0 });
    now += 2 * MINUTE_MS;
    const both = await Promise.all([one.takeOver(), other.takeOver()]);
    expect(both.map(({ written }) => written).sort()).toEqual([0, 3]);
    expect(await rows()).toBe(5);
    expect(await files()).toEqual([]);
  });

  it('takes no line that this system did not write', async () => {
    const gone = aProcess();
    await whileNothingIsWritten(async () => {
      await gone.record([lookNow()]);
      await gone.close();
    });
    const [file = ''] = await files();
    const tag = randomBytes(24).toString('hex');
    await appendFile(join(folder, file), `not JSON\n${JSON.stringify({ ...lookNow(), actor: 'framed', tag })}\n`);
    now += 2 * MINUTE_MS;
    expect(await aProcess().takeOver()).toEqual({ written: 1, refused: 2 });
  });

  it('that cannot be written makes each answer wait for its row', async () => {
    const late: unknown[] = [];
    await writeFile(folder, 'no folder');
    await chmod(folder, 0o400);
    const { views } = await aProcess(late).record([lookNow()]);
    expect(views).toBeInstanceOf(Map);
    expect(await rows()).toBe(1);
    expect(late).toHaveLength(1);
  });
});
