import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

const EXAMPLE = join(import.meta.dirname, '../../../examples/telephone-platform/shift.py');
const run = promisify(execFile);

interface Shift {
  readonly calls: number;
  readonly answered: number;
  readonly transferred: number;
  readonly missed: number;
  readonly events: number;
  readonly sent: number;
  readonly again: number;
}

describe('A telephone platform, in another language', () => {
  let world: ApiWorld;
  const lines: string[] = [];
  let platform = '';
  beforeAll(async () => {
    world = await createApiWorld();
    const { keys } = world.services;
    platform = (await keys.create({ name: '话务平台', role: 'operator', unit: null, scopes: ['calls'] })).apiKey;
    for (const line of ['8012', '8013', '8020'])
      lines.push('--line', `${line}=${(await keys.create({ name: line, role: 'operator', unit: null })).id}`);
  }, 120_000);
  afterAll(() => world.close());

  const play = async (...more: string[]): Promise<Shift> => {
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HUIYING_API_KEY: platform, PYTHONDONTWRITEBYTECODE: '1' };
    const { stdout } = await run('python3', [EXAMPLE, '--api', world.base, ...lines, ...more], { env });
    return JSON.parse(stdout) as Shift;
  };
  const counted = async (sql: string): Promise<Record<string, number>> => {
    const { rows } = await world.database.pool.query<{ name: string; n: number }>(sql);
    return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
  };
  const statesNow = (): Promise<Record<string, number>> =>
    counted('SELECT state AS name, count(*)::int AS n FROM call GROUP BY state');

  it('plays a shift whose every call is known for what it was, though events come twice and out of order', async () => {
    const { calls, answered, transferred, missed, events, sent, again } = await play('--calls', '24');
    expect(again).toBeGreaterThan(0);
    expect(sent).toBe(events + again);
    expect(calls).toBe(answered + transferred + missed);
    expect(await statesNow()).toEqual({ ended: answered + transferred, missed });
    expect(await counted(`SELECT 'events' AS name, count(*)::int AS n FROM call_event`)).toEqual({ events });
    expect(
      await counted(`SELECT 'recorded' AS name, count(*)::int AS n FROM call WHERE recording_sealed IS NOT NULL`),
    ).toEqual({
      recorded: answered + transferred,
    });
    // Each who gave up waits once to be rung back, but for those who rang again, and those who are not known.
    const waiting = await counted(
      `SELECT COALESCE(outcome, 'waits') AS name, count(*)::int AS n FROM missed_call GROUP BY 1`,
    );
    expect(waiting).toEqual({ calledAgain: 2, waits: missed - 2 });
    expect(world.logged()).not.toMatch(/139\d{8}/);
  });

  it('plays another shift beside it', async () => {
    const before = await statesNow();
    const other = await play('--calls', '24', '--seed', '2');
    const after = await statesNow();
    expect((after.ended ?? 0) - (before.ended ?? 0)).toBe(other.answered + other.transferred);
  });
});
