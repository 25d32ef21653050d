import { TICKET_COLUMNS } from '../../../storage/ticket/step-rows.js';
import { rebuild, type RebuildDeps } from '../../../storage/reconcile/rebuild.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { walkAtRandom } from '../../support/random-walks.js';
import { rowDifferences, setAside } from '../../support/row-differences.js';

let world: ApiWorld;
let ids: string[];
beforeAll(async () => {
  world = await createApiWorld();
  ids = [await returnedAndSentOn(), ...(await walkAtRandom(world, 30, 16))].sort();
});
afterAll(() => world.close());

const sql = async (text: string): Promise<Record<string, unknown>[]> =>
  (await world.database.pool.query<Record<string, unknown>>(text)).rows;

/** A clock that ended with one unit, and one that lives on with the next. */
async function returnedAndSentOn(): Promise<string> {
  const { id } = (await world.register({ classCode: '010102' })).body;
  const dispatcher = world.key('dispatcher');
  const because = { reason: '不属于本单位' };
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', dispatcher, { unit: 'water', ...because });
  await world.act(id, 'acknowledge', world.key('handler', 'water'));
  await world.act(id, 'requestReturn', world.key('handler', 'water'), { ...because, basis: '职责清单' });
  await world.act(id, 'decide', dispatcher, { request: '1', grant: true, ...because });
  const { status } = await world.act(id, 'dispatch', dispatcher, { unit: 'housing', ...because });
  expect(status).toBe(200);
  return id;
}

function deps(changes: Partial<RebuildDeps> = {}): RebuildDeps {
  return {
    pool: world.database.pool,
    sealing: world.services.sealing,
    keyedWords: world.services.keyedWords,
    ask: (id) => Promise.resolve(world.gateway.ticket(id) ?? null),
    progress: () => 'go on',
    ...changes,
  };
}

const TABLES = ['ticket', 'ticket_clock', 'ticket_words', 'ticket_event'];

const differences = (): Promise<Record<string, unknown>[]> => rowDifferences(sql, TABLES);

/** Every projected column gets the emptiest value that its type allows. */
async function blank(): Promise<void> {
  const columns = (await sql(
    `SELECT column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable, column_default AS made
     FROM information_schema.columns WHERE table_name = 'ticket' AND table_schema = 'public' ORDER BY ordinal_position`,
  )) as { name: string; type: string; nullable: boolean; made: string | null }[];
  const projected = columns.filter(({ name }) => name in TICKET_COLUMNS);
  const empty = ({ type, nullable }: { type: string; nullable: boolean }): string => {
    if (nullable) return 'NULL';
    return { integer: '0', text: "''", boolean: 'false', json: "'{}'", ARRAY: "'{}'" }[type] ?? "'epoch'";
  };
  await sql(`UPDATE ticket SET ${projected.map((column) => `${column.name} = ${empty(column)}`).join(', ')}`);
}

describe('Rebuilding the read model', () => {
  it('has something to rebuild: many states, clocks that ended, units that changed', async () => {
    const [seen] = await sql(
      `SELECT (SELECT count(DISTINCT state) FROM ticket)::int AS states, (SELECT count(*) FROM ticket_clock WHERE state = 'cancelled')::int AS cancelled,
         (SELECT count(*) FROM ticket WHERE hop > 1)::int AS sent_on, (SELECT count(*) FROM ticket_event)::int AS events`,
    );
    expect(seen?.['states']).toBeGreaterThan(4);
    expect(seen?.['cancelled']).toBeGreaterThan(5);
    expect(seen?.['sent_on']).toBeGreaterThan(0);
    expect(seen?.['events']).toBeGreaterThan(ids.length * 5);
    expect(
      await sql(`SELECT key, unit_id, state FROM ticket_clock WHERE key IN ('handle', 'citizen')
        AND ticket_id = (SELECT id FROM ticket ORDER BY registered_at LIMIT 1) ORDER BY id`),
    ).toEqual([
      { key: 'citizen', unit_id: 'housing', state: 'running' },
      { key: 'handle', unit_id: 'water', state: 'cancelled' },
      { key: 'handle', unit_id: 'housing', state: 'running' },
    ]);
  });

  it('gives the same rows after the tables were emptied and every projected column blanked', async () => {
    await setAside(sql, TABLES);
    await sql('TRUNCATE ticket_clock, ticket_words');
    await blank();
    expect((await differences()).length).toBeGreaterThan(ids.length);
    const made = await rebuild(deps());
    expect(await differences()).toEqual([]);
    expect(made).toMatchObject({
      tickets: ids.length,
      fromWorkflow: ids.length,
      fromSnapshot: 0,
      movedOn: 0,
      withoutSource: [],
    });
  });

  it('takes the kept state where the workflow is past its retention, and says so', async () => {
    await setAside(sql, TABLES);
    await sql('TRUNCATE ticket_clock, ticket_words');
    await sql("UPDATE ticket SET state = 'registered', level = 5, overdue = NOT overdue, lead_path = '{}'");
    const made = await rebuild(deps({ ask: () => Promise.resolve(null) }));
    expect(await differences()).toEqual([]);
    expect(made).toMatchObject({ fromWorkflow: 0, fromSnapshot: ids.length });
  });

  it('leaves a ticket alone that went further while it was asked about', async () => {
    const id = ids[0] ?? '';
    const before = world.gateway.ticket(id);
    if (!before) throw new Error('no ticket');
    await sql(`UPDATE ticket SET version = version + 1 WHERE id = '${id}'`);
    await setAside(sql, TABLES);
    const made = await rebuild(deps());
    expect(made.movedOn).toBe(1);
    expect(await differences()).toEqual([]);
    await sql(`UPDATE ticket SET version = version - 1 WHERE id = '${id}'`);
  });

  it('names what it has no source for, and goes on after the last ticket that an interrupted run did', async () => {
    await setAside(sql, TABLES);
    const id = ids.at(-1) ?? '';
    await sql(`UPDATE ticket SET snapshot = '{}' WHERE id = '${id}'`);
    const made = await rebuild(
      deps({ ask: (one) => Promise.resolve(one === id ? null : (world.gateway.ticket(one) ?? null)) }),
    );
    expect(made.withoutSource).toHaveLength(1);
    const rest = await rebuild(deps(), ids.at(-3) ?? null);
    expect(rest).toMatchObject({ tickets: 2, fromWorkflow: 2 });
    expect(await differences()).toEqual([]);
  });
});
