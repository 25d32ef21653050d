import { randomUUID } from 'node:crypto';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defineAudit } from '../../../cli/audit.js';
import { defineErase } from '../../../cli/erase.js';
import { createErasureStore } from '../../../storage/erasure/erasure-store.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { printed } from '../../support/printed-by.js';

const before = { ...process.env };
let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
  process.env['DATABASE_URL'] = world.database.url;
  process.env['HUIYING_MASTER_KEY'] = world.masterKey.toString('base64');
  process.env['HUIYING_AUDIT_DIR'] = world.auditDir;
});
afterEach(async () => {
  process.env = { ...before };
  process.exitCode = 0;
  await world.close();
});

const erase = (...args: string[]): Promise<string> => printed('erase', defineErase, args);

async function ended(): Promise<{ id: string; number: string }> {
  const { body } = await world.register();
  await world.act(body.id, 'withdraw', world.key('operator'), { reason: '本人撤回' });
  return { id: body.id, number: body.number };
}

async function erased(): Promise<string> {
  const { id } = await ended();
  const path = `/api/v1/tickets/${id}/erasure`;
  const { body } = await world.send('POST', path, world.key('operator'), { body: { basis: 'citizenAsked' } });
  await world.send('POST', `${path}/${body.id}/decision`, world.key('director'), { body: { grant: true } });
  return id;
}

describe('huiying erase', () => {
  it('says what would go and what holds it, and erases nothing that two people have not decided', async () => {
    const { id, number } = await ended();
    const dry = JSON.parse(await erase(number, '--dry-run', '--json')) as object;
    expect(dry).toMatchObject({
      dryRun: true,
      id,
      isErased: false,
      held: [],
      granted: false,
      removes: { searchWords: 1 },
    });
    await expect(erase(number)).rejects.toThrow('nobody has granted it');
    await expect(erase('20200101-000001')).rejects.toThrow('there is no ticket 20200101-000001');
    expect((await world.row(id))['wrapped_key']).not.toBeNull();
  });

  it('carries out what was granted when the process that granted it died before it did', async () => {
    const { id, number } = await ended();
    const store = createErasureStore(world.database.pool);
    const [at, by] = [new Date(), { id: 'd', role: 'director', unit: null } as const];
    const request = {
      ...{ id: randomUUID(), ticket: id, basis: 'purposeMet' as const, askedAt: at, askedBy: { ...by, id: 'o' } },
      ...{ decideUntil: new Date(at.getTime() + 1_000), decidedAt: null, decidedBy: null, granted: null },
      ...{ withdrawnAt: null, doneAt: null },
    };
    await store.add(request, []);
    await store.decide(request.id, { by, granted: true, at });
    expect(await erase(number)).toContain(`${number} is erased.`);
    expect(await erase(number)).toContain('was erased before');
    expect(await store.find(id, request.id)).toMatchObject({ doneAt: expect.any(Date) as Date });
    expect((await readdir(world.auditDir)).filter((name) => name.startsWith('erasures-'))).toHaveLength(1);
  });
});

describe('a backup of before an erasure', () => {
  /** As the row was, with its key: what a restore brings back. */
  async function broughtBack(): Promise<string> {
    const { id } = await ended();
    const { pool } = world.database;
    const tables = ['ticket', 'ticket_event', 'ticket_words'] as const;
    for (const table of tables)
      await pool.query(
        `CREATE TABLE kept_${table} AS SELECT * FROM ${table} WHERE ${table === 'ticket' ? 'id' : 'ticket_id'} = $1`,
        [id],
      );
    const path = `/api/v1/tickets/${id}/erasure`;
    const { body } = await world.send('POST', path, world.key('operator'), { body: { basis: 'citizenAsked' } });
    await world.send('POST', `${path}/${body.id}/decision`, world.key('director'), { body: { grant: true } });
    for (const table of ['ticket_clock', 'ticket_event', 'ticket_words', 'erasure_request'])
      await pool.query(`DELETE FROM ${table} WHERE ticket_id = $1`, [id]);
    await pool.query('DELETE FROM ticket WHERE id = $1', [id]);
    await pool.query(
      'ALTER TABLE erasure DISABLE TRIGGER USER; DELETE FROM erasure; ALTER TABLE erasure ENABLE TRIGGER USER',
    );
    for (const table of tables) await pool.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
    return id;
  }

  it('shuts the API until the list was followed again, whatever holds the ticket by then', async () => {
    const id = await broughtBack();
    await world.services.erasures.setHold(id, { basis: 'audit', at: new Date(), by: 'x', role: 'auditor' });
    expect(await world.services.gate.look()).toBe(1);
    const shut = await world.get(`/api/v1/tickets/${id}`, world.key('director'));
    expect([shut.status, shut.body.code, shut.body.detail]).toEqual([
      503,
      'unavailable',
      expect.stringContaining('huiying erase replay') as string,
    ]);
    expect((await world.get('/readyz', null)).body).toMatchObject({
      ready: false,
      checks: { erasures: { state: 'failing' } },
    });
    expect((await world.get('/healthz', null)).status).toBe(200);
    expect(await erase('replay', '--dry-run')).toContain('1 would be erased again');
    expect(JSON.parse(await erase('replay', '--json'))).toMatchObject({ listed: 1, bad: 0, erasedAgain: [id] });
    expect((await world.row(id))['wrapped_key']).toBeNull();
    world.later(3_000);
    const open = await world.get(`/api/v1/tickets/${id}`, world.key('director'));
    expect([open.status, open.body.code]).toEqual([410, 'ticket-erased']);
    expect(JSON.parse(await erase('replay', '--json'))).toMatchObject({ erasedAgain: [] });
  });

  it('is told by audit verify, as is a ticket without a key that no line names, and a line that is not ours', async () => {
    const audit = () => printed('audit', defineAudit, ['verify']);
    await erased();
    expect(await audit()).toContain('1 erased tickets on the list');
    expect(process.exitCode).not.toBe(1);
    const [name = ''] = (await readdir(world.auditDir)).filter((file) => file.startsWith('erasures-'));
    const { id: other } = await ended();
    await world.database.pool.query('UPDATE ticket SET wrapped_key = NULL WHERE id = $1', [other]);
    await appendFile(
      join(world.auditDir, name),
      `${JSON.stringify({ ticket: other, at: '2026-11-29T00:00:00.000Z', basis: 'citizenAsked', signature: 'x' })}\n`,
    );
    const said = await audit();
    expect(said).toContain(`erasure-unlisted ${other}`);
    expect(said).toContain(`erasure-edited   ${name} line 2`);
    expect(process.exitCode).toBe(1);
  });
});
