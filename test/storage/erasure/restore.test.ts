import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLOCK_ACTOR } from '../../../domain/ticket/vocabulary.js';
import { createErasedTickets } from '../../../storage/erasure/erased-tickets.js';
import { createErasing } from '../../../storage/erasure/erase-ticket.js';
import { createErasureList, createErasureSeal } from '../../../storage/erasure/erasure-list.js';
import { broughtBack, createErasureListing } from '../../../storage/erasure/listing.js';
import { replayErasures } from '../../../storage/erasure/replay.js';
import { openDatabase, type Database } from '../../../storage/postgres/database.js';
import { clusterIn, startCity } from '../../support/embedded-cluster.js';
import { keptTicket } from '../../support/kept-ticket.js';

let folder: string;
let secondPlace: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiying-restore-'));
  secondPlace = await mkdtemp(join(tmpdir(), 'huiying-second-place-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(secondPlace, { recursive: true, force: true });
});

/** The server runs for as long as it takes. */
async function whileItRuns<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const { postgres, url } = await startCity(folder);
  const database = openDatabase(url, { connections: 2, onError: () => undefined });
  try {
    return await work(database);
  } finally {
    await database.close();
    await postgres.stop();
  }
}

const keyOf = async ({ pool }: Database, id: string): Promise<unknown> =>
  (await pool.query<{ wrapped_key: unknown }>('SELECT wrapped_key FROM ticket WHERE id = $1', [id])).rows[0]
    ?.wrapped_key;

describe('a copy of the files of the database from before an erasure, put back', () => {
  it('brings the ticket back with its key, until the list outside the database is followed', async () => {
    const seal = createErasureSeal(randomBytes(32));
    const list = () => createErasureList(secondPlace, seal);
    const cluster = await clusterIn(folder);
    const ids = await whileItRuns(async ({ pool }) => [(await keptTicket(pool)).id]);
    const [id = ''] = ids;
    await cp(cluster, `${cluster}.backup`, { recursive: true });

    await whileItRuns(async (database) => {
      const order = { ticketId: id, basis: 'citizenAsked', actor: CLOCK_ACTOR, at: new Date(), request: null } as const;
      expect(await createErasing(database.pool).erase(order)).toMatchObject({ isNew: true });
      expect(await createErasureListing(createErasedTickets(database.pool), list()).bring()).toBe(1);
      expect(await createErasureListing(createErasedTickets(database.pool), list()).bring()).toBe(0);
      expect(await keyOf(database, id)).toBeNull();
    });

    await rm(cluster, { recursive: true });
    await rename(`${cluster}.backup`, cluster);
    await whileItRuns(async (database) => {
      const tickets = createErasedTickets(database.pool);
      expect(await keyOf(database, id)).not.toBeNull();
      expect(await broughtBack(tickets, list())).toEqual([id]);
      const deps = { list: list(), tickets, erasing: createErasing(database.pool), now: () => new Date() };
      expect(await replayErasures(deps, { dryRun: true })).toMatchObject({ erasedAgain: [id] });
      expect(await replayErasures(deps, { dryRun: false })).toEqual({ listed: 1, bad: 0, erasedAgain: [id] });
      expect(await keyOf(database, id)).toBeNull();
      expect(await broughtBack(tickets, list())).toEqual([]);
      const { rows } = await database.pool.query('SELECT type FROM ticket_event WHERE ticket_id = $1 ORDER BY seq', [
        id,
      ]);
      expect(rows).toEqual([{ type: 'registered' }, { type: 'erased' }]);
    });
  });
});
