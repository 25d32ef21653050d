import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { alertsIn, outageAt, sentinelOf } from '../../support/sentinel.js';

const ROOT = join(import.meta.dirname, '../../..');

/** Looks until it has written the first alert, says so, and goes no further. */
const STUCK = (url: string, key: string): string => `
  const { openDatabase } = await import('${ROOT}/dist/storage/postgres/database.js');
  const { createSealing } = await import('${ROOT}/dist/storage/secrets/sealing.js');
  const { createReferenceData } = await import('${ROOT}/dist/storage/reference/reference-data.js');
  const { createSentinelSteps } = await import('${ROOT}/dist/storage/sentinel/sentinel-step.js');
  const { createWatchedTickets } = await import('${ROOT}/dist/storage/sentinel/watched-tickets.js');
  const { pool } = openDatabase('${url}', { connections: 4, onError: () => undefined });
  const connect = pool.connect.bind(pool);
  // The pool itself asks with a callback.
  pool.connect = async (...callback) => {
    if (callback.length > 0) return connect(...callback);
    const client = await connect();
    const query = client.query.bind(client);
    client.query = async (asked, ...rest) => {
      const answer = await query(asked, ...rest);
      if (!/INSERT INTO alert_ticket/.test(asked.text ?? asked)) return answer;
      process.stdout.write('midway');
      return new Promise(() => undefined);
    };
    return client;
  };
  const tickets = createWatchedTickets(pool, createSealing(Buffer.from('${key}', 'hex')), (phone) => phone);
  const snapshot = await createReferenceData(pool, Date.now).current();
  setInterval(() => undefined, 1000);
  await createSentinelSteps(pool, tickets, 'city').step(new Date(), snapshot);
`;

describe('a worker that is killed while it groups', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await createApiWorld();
    await sentinelOf(world).look();
  }, 240_000);
  afterAll(() => world.close());

  it('has written nothing by half, and another raises each alert once', async () => {
    await outageAt(world, 'east-tinglan', 5);
    await outageAt(world, 'west-songdi', 3);
    const script = STUCK(world.database.url, world.masterKey.toString('hex'));
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => void errors.push(chunk.toString()));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await Promise.race([
      new Promise((resolve) => child.stdout.once('data', resolve)),
      ended.then(() => Promise.reject(new Error(`It ended before it was killed: ${errors.join('')}`))),
    ]);
    child.kill('SIGKILL');
    await ended;
    expect(await alertsIn(world)).toEqual([]);
    await Promise.all([sentinelOf(world).look(), sentinelOf(world).look()]);
    expect(await alertsIn(world)).toEqual([
      { place: 'east-tinglan', tickets: 5, linked: 5, told: 1 },
      { place: 'west-songdi', tickets: 3, linked: 3, told: 1 },
    ]);
  }, 240_000);
});
