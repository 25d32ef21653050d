import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnchorFiles } from '../../../storage/anchor/anchor-files.js';
import { createAnchoring } from '../../../storage/anchor/anchoring.js';
import { createAnchorSeals } from '../../../storage/anchor/anchor-seals.js';
import { checkChains, checkSome, type ChainFault } from '../../../storage/anchor/chain-check.js';
import { createChainRows } from '../../../storage/anchor/chain-rows.js';
import { chain } from '../../../storage/event/event-chain.js';
import { createReconcileStore } from '../../../storage/reconcile/reconcile-store.js';
import { feedSettled } from '../../support/feed-settled.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
let folder: string;
let ended: string;
let open: string;
let other: string;
const seals = createAnchorSeals(randomBytes(32));
const today = new Date();
const tomorrow = new Date(today.getTime() + 86_400_000);

beforeEach(async () => {
  world = await createApiWorld();
  folder = await mkdtemp(join(tmpdir(), 'huiying-chains-'));
  [ended = '', open = '', other = ''] = await Promise.all([withdrawn(), dispatched(), dispatched()]);
});
afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

async function dispatched(): Promise<string> {
  const { body } = await world.register();
  await world.act(body.id, 'accept', world.key('operator'));
  await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  return body.id;
}

async function withdrawn(): Promise<string> {
  const id = await dispatched();
  await world.act(id, 'withdraw', world.key('operator'), { reason: '本人撤回' });
  return id;
}

const rows = () => createChainRows(world.database.pool);
const files = (ofWhom = seals) => createAnchorFiles(folder, ofWhom);
async function anchor(at = today) {
  await feedSettled(world);
  return createAnchoring(rows(), files(), seals).bring(at);
}
const deps = () => ({ rows: rows(), store: createReconcileStore(world.database.pool), seals });
const check = async () => checkChains(deps(), await files().read());

/** What is found: the fault, the ticket, the event. */
async function found(): Promise<[ChainFault, string | null, number | null][]> {
  const { findings } = await check();
  return findings.map(({ fault, ticketId, seq }) => [fault, ticketId, seq]);
}

/** As the owner of the database does it. */
const sql = (text: string, values: readonly unknown[] = []) => world.database.pool.query(text, [...values]);

/** The whole chain of a ticket anew, after something in it was changed, so that it holds in itself. */
async function sealAnew(id: string): Promise<void> {
  const events = (await createReconcileStore(world.database.pool).events([id])).get(id) ?? [];
  let lastHash = '';
  for (const event of events) {
    const hash = chain({ id, lastHash }, [event])[0]?.hash ?? '';
    await sql('UPDATE ticket_event SET hash = $3 WHERE ticket_id = $1 AND seq = $2', [id, event.seq, hash]);
    lastHash = hash;
  }
  await sql(
    `UPDATE ticket SET snapshot = (snapshot::jsonb || jsonb_build_object('lastHash', $2::text))::json WHERE id = $1`,
    [id, lastHash],
  );
}

describe('the chains of tickets, held against what was anchored of them', () => {
  it('are as they were written, also after more has happened, and after the next anchor', async () => {
    expect(await anchor()).toMatchObject({ tickets: 3, more: false });
    await world.act(open, 'acknowledge', world.key('handler', 'water'));
    expect(await check()).toMatchObject({ tickets: 3, anchors: 3, files: 1, findings: [] });
    expect(await anchor(tomorrow)).toMatchObject({ tickets: 1 });
    expect(await check()).toMatchObject({ tickets: 3, anchors: 3, files: 2, findings: [] });
  });

  it('tell an event that was changed, removed, or cut off at the end, without any anchor or with', async () => {
    await sql(`UPDATE ticket_event SET actor_id = 'somebody' WHERE ticket_id = $1 AND seq = 2`, [open]);
    await sql('DELETE FROM ticket_event WHERE ticket_id = $1 AND seq = 2', [other]);
    expect(await found()).toEqual(
      expect.arrayContaining([
        ['event-edited', open, 2],
        ['event-removed', other, 2],
      ]),
    );
    await anchor();
    await sql('DELETE FROM ticket_event WHERE ticket_id = $1 AND seq = 3', [open]);
    expect(await found()).toContainEqual(['chain-cut', open, 3]);
  });

  it('tell an ended ticket whose whole chain was written anew, so that it holds in itself', async () => {
    await anchor();
    await sql(`UPDATE ticket_event SET actor_id = 'somebody' WHERE ticket_id = $1 AND seq = 2`, [ended]);
    await sealAnew(ended);
    expect(await found()).toEqual([['chain-rewritten', ended, 4]]);
  });

  it('tell another end of an ended ticket, and units or a place in the feed that were put into an event', async () => {
    await anchor();
    await sql(`UPDATE ticket SET snapshot = (snapshot::jsonb || '{"satisfied": 5}')::json WHERE id = $1`, [ended]);
    await sql(`UPDATE ticket_event SET units = units || '{housing}' WHERE ticket_id = $1 AND seq = 1`, [open]);
    await sql('UPDATE ticket_event SET feed_id = feed_id + 1000000 WHERE ticket_id = $1 AND seq = 3', [other]);
    expect((await found()).toSorted()).toEqual(
      [
        ['ticket-edited', ended, 4],
        ['sight-edited', open, 3],
        ['sight-edited', other, 3],
      ].toSorted(),
    );
  });

  it('tell a ticket that is gone, and do not take for changed what was shown and taken back in the open', async () => {
    await anchor();
    const taken = await sql('SELECT hash FROM ticket_event WHERE ticket_id = $1 AND seq = 3', [open]);
    await sql(
      `INSERT INTO retracted_event (ticket_id, seq, hash, type, at, actor_id, actor_role, from_state, to_state, data, retracted_at)
       SELECT ticket_id, seq, hash, type, at, actor_id, actor_role, from_state, to_state, data, now()
       FROM ticket_event WHERE hash = $1`,
      [taken.rows[0]?.['hash']],
    );
    await sql('DELETE FROM ticket_event WHERE ticket_id = $1 AND seq = 3', [open]);
    for (const table of ['ticket_event', 'ticket_clock', 'ticket_words', 'notice'])
      await sql(`DELETE FROM ${table} WHERE ticket_id = $1`, [other]);
    await sql('DELETE FROM idempotency_record WHERE ticket_id = $1', [other]);
    await sql('DELETE FROM ticket WHERE id = $1', [other]);
    expect(await found()).toEqual([['ticket-removed', other, null]]);
  });

  it('tell a file of anchors that was changed, or that was signed under another key', async () => {
    await anchor();
    const [name = ''] = await readdir(folder);
    const path = join(folder, name);
    const written = await readFile(path, 'utf8');
    await writeFile(path, written.replace(/"seq":\d/, '"seq":2'));
    expect((await check()).findings).toMatchObject([{ fault: 'anchor-edited', file: name }]);
    await expect(files().newest()).rejects.toThrow(`${name} is not as it was written`);
    await writeFile(path, written);
    expect((await check()).findings).toEqual([]);
    expect((await files(createAnchorSeals(randomBytes(32))).read()).bad).toEqual([name]);
  });

  it('are looked at a few at a time, until all were', async () => {
    await anchor();
    await sql(`UPDATE ticket SET snapshot = (snapshot::jsonb || '{"satisfied": 5}')::json WHERE id = $1`, [ended]);
    const turns = await Promise.all([0, 0.4, 0.8].map((at) => checkSome(deps(), files(), () => at, 1)));
    expect(turns.map(({ tickets }) => tickets)).toEqual([1, 1, 1]);
    expect(turns.flatMap(({ findings }) => findings)).toMatchObject([{ fault: 'ticket-edited', ticketId: ended }]);
  });
});

describe('anchoring', () => {
  it('is due before the first file and with each day of the city, and not before', async () => {
    const anchoring = createAnchoring(rows(), files(), seals);
    expect(await anchoring.isDue(today)).toBe(true);
    await feedSettled(world);
    await anchoring.bring(today);
    expect(await anchoring.isDue(new Date(today.getTime() + 1))).toBe(false);
    expect(await anchoring.isDue(tomorrow)).toBe(true);
    expect(await anchoring.bring(tomorrow)).toMatchObject({ tickets: 0 });
  });
});
