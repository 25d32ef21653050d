import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createAnchors } from '../../../api/anchor/anchors.js';
import { keepAnchors } from '../../../api/anchor/anchor-keeper.js';
import { feedSettled } from '../../support/feed-settled.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
let folder: string;
beforeEach(async () => {
  world = await createApiWorld();
  folder = await mkdtemp(join(tmpdir(), 'huiying-anchors-'));
});
afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const masterKey = randomBytes(32);
const DAY_MS = 86_400_000;

it('anchors what happened once a day, and says in log and metrics what does not hold, without a word of it', async () => {
  const { body } = await world.register({ title: '不可外传' });
  const lines: string[] = [];
  const observed: string[] = [];
  let at = Date.now();
  const turn = () =>
    keepAnchors({
      ...createAnchors(world.database.pool, masterKey, folder),
      observe: (fault) => observed.push(fault),
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      now: () => new Date(at),
    });
  await feedSettled(world);
  await turn();
  await turn();
  expect(await readdir(folder)).toHaveLength(1);
  expect(observed).toEqual([]);
  await world.database.pool.query(`UPDATE ticket_event SET actor_id = 'somebody' WHERE ticket_id = $1`, [body.id]);
  at += DAY_MS;
  await turn();
  expect(await readdir(folder)).toHaveLength(2);
  // The second file says nothing of a ticket to which nothing happened, so only what is drawn from the first is found.
  for (let tries = 0; tries < 60 && observed.length === 0; tries += 1) await turn();
  expect(new Set(observed)).toEqual(new Set(['event-edited']));
  expect(lines.at(-1)).toContain('"fault":"event-edited"');
  expect(lines.join('')).not.toMatch(/不可外传|王小明|13800001234/);
});
