import { readdir } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { createExportMaker, type ExportMaker } from '../../../api/export/export-maker.js';
import { createExportWork } from '../../../storage/export/export-work.js';
import { createStatisticsViews } from '../../../storage/export/statistics-views.js';
import type { TicketViews } from '../../../storage/ticket/ticket-views.js';
import { pino } from 'pino';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { exporterOf, linkIn, EXPORTS, moreLike, type Exporter } from '../../support/exporting.js';

const LEASE_MS = 30_000;
const ROWS = 450;

let world: ApiWorld;
let of: Exporter;
let supervisor = '';
beforeEach(async () => {
  world = await createApiWorld();
  of = exporterOf(world);
  supervisor = world.key('supervisor');
  await moreLike(world, (await world.register()).body.id, ROWS - 1);
});
afterEach(() => world.close());

interface Halted {
  readonly maker: ExportMaker;
  /** It has written its first rows and stands still, as a process does that is gone, or that waits for the disk. */
  readonly reached: Promise<void>;
  goOn(): void;
}

/** Another process, which stands still when it has asked for its second portion. */
function halted(): Halted {
  let goOn = (): void => undefined;
  let reach = (): void => undefined;
  const going = new Promise<void>((resolve) => (goOn = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const { sealing, reference, files } = world.services;
  const { pool } = world.database;
  const views: Pick<TicketViews, 'list'> = {
    async list(actor, filter, order, limit, now) {
      if (order.after !== null) {
        reach();
        await going;
      }
      return world.services.views.list(actor, filter, order, limit, now);
    },
  };
  const maker = createExportMaker({
    ...{ views, reference, files, statistics: createStatisticsViews(pool), work: createExportWork(pool, sealing) },
    ...{ mostRows: 50_000, log: pino({ level: 'silent' }), clock: () => world.now().getTime() },
  });
  return { maker, reached, goOn };
}

const files = async (): Promise<string[]> => {
  const found = await readdir(world.filesDir, { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).map(({ name }) => name);
};
const numbersIn = (text: string): string[] => {
  const [, ...rows] = parse(text, { bom: true, from: 2 }) as string[][];
  return rows.map(([number]) => number ?? '');
};

describe('whoever makes an export', () => {
  it('says how far it is', async () => {
    const { id } = (await of.ask(supervisor, { columns: ['number'] })).body;
    const { maker, reached, goOn } = halted();
    const making = maker.make();
    await reached;
    expect(await of.stands(id, supervisor)).toMatchObject({ state: 'making', progress: { done: 200, of: ROWS } });
    goOn();
    await making;
    expect(await of.stands(id, supervisor)).toMatchObject({ state: 'ready', progress: { done: ROWS, of: ROWS } });
  });

  it('and dies, is followed by another when its lease is over; if it lives after all, it gives way', async () => {
    const { id } = (await of.ask(supervisor, { columns: ['number'] })).body;
    const { maker, reached, goOn } = halted();
    const making = maker.make();
    await reached;
    await of.made();
    expect((await of.stands(id, supervisor)).state).toBe('making');
    world.later(LEASE_MS);
    await of.made();
    expect(await of.stands(id, supervisor)).toMatchObject({ state: 'ready', progress: { done: ROWS } });
    goOn();
    await making;
    expect(await files()).toHaveLength(2);
    const numbers = numbersIn((await of.fetch(linkIn(await of.link(id, supervisor)), supervisor)).text);
    expect([numbers.length, new Set(numbers).size]).toEqual([ROWS, ROWS]);
  });

  it('stops when it is taken back, and leaves nothing behind', async () => {
    const { id } = (await of.ask(supervisor)).body;
    const { maker, reached, goOn } = halted();
    const making = maker.make();
    await reached;
    await world.send('POST', `${EXPORTS}/${id}/withdrawal`, supervisor);
    goOn();
    await making;
    expect((await of.stands(id, supervisor)).state).toBe('withdrawn');
    expect(await files()).toEqual([]);
  });

  it('and is told to stop, lets go of it for another to begin at once', async () => {
    const { id } = (await of.ask(supervisor)).body;
    const { maker, reached, goOn } = halted();
    let stopping = false;
    const making = maker.make(() => stopping);
    await reached;
    stopping = true;
    goOn();
    await making;
    expect(await files()).toEqual([]);
    await of.made();
    expect((await of.stands(id, supervisor)).state).toBe('ready');
  });

  it('five times in vain, gives it up', async () => {
    const { id } = (await of.ask(supervisor)).body;
    for (let attempt = 0; attempt < 6; attempt += 1) {
      expect((await of.stands(id, supervisor)).state).not.toBe('failed');
      const { rows } = await world.database.pool.query(
        'UPDATE export_job SET lease_until = now(), attempts = $1, file = gen_random_uuid(), made_at = now() RETURNING 1',
        [attempt],
      );
      expect(rows).toHaveLength(1);
    }
    world.later(LEASE_MS);
    await of.made();
    expect(await of.stands(id, supervisor)).toMatchObject({ state: 'failed', failure: 'broken' });
  });
});
