import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineKeyring } from '../../../cli/keyring.js';
import { readRing, writeRing } from '../../../cli/stack/data-keys.js';
import { childEnvironment } from '../../../config/env.js';
import { liveKeyRing, type LiveKeyRing } from '../../../config/live-key-ring.js';
import { heldByKeys } from '../../../storage/secrets/resealing.js';
import { startRingReader } from '../../../storage/secrets/ring-reader.js';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { createKeyedWords } from '../../../storage/ticket/keyed-words.js';
import { wordsByKey } from '../../../storage/ticket/words-anew.js';
import { createApiWorld, TICKET, type ApiWorld } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';
import { printedBy } from '../../support/printed-by.js';

/** So many that a portion of 25 leaves time to end the program in the middle. */
const MANY = 1_500;
/** Found by words that no other ticket has. */
const OLD = { ...TICKET, text: '路口的古树名木倾斜，恐怕要倒。' };
const master = { id: 'k1', key: randomBytes(32) };
const before = { ...process.env };

let world: ApiWorld;
let folder: string;
let file: string;
let keys: LiveKeyRing;
let readers: { stop(): Promise<void> }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiying-ring-'));
  file = join(folder, 'key-ring.json');
  await writeRing(file, { version: 1, keys: [] });
  keys = liveKeyRing({ ring: await readRing(file), file, master });
  world = await createApiWorld(undefined, undefined, undefined, () => keys);
  const pool = world.database.pool;
  const process_ = (name: string, own: LiveKeyRing) =>
    startRingReader({ pool, keys: own, process: name, onNews: () => undefined, onFailure: () => undefined });
  readers = [process_('api', keys), process_('worker', liveKeyRing({ ring: await readRing(file), file, master }))];
  Object.assign(process.env, {
    DATABASE_URL: world.database.url,
    HUIYING_MASTER_KEY: master.key.toString('base64'),
    HUIYING_KEY_RING_FILE: file,
    // Nobody listens there: what asks Temporal says so.
    TEMPORAL_ADDRESS: '127.0.0.1:9',
  });
});
afterAll(async () => {
  process.env = { ...before };
  process.exitCode = 0;
  for (const one of readers) await one.stop();
  await world.close();
  await rm(folder, { recursive: true });
});

type Said = Readonly<Record<string, unknown>>;

/** `huiying keyring …` as a process of its own, ended with SIGKILL as soon as it says what `until` waits for. */
function run(args: readonly string[], until: (said: Said) => boolean = () => false) {
  return new Promise<{ said: Said[]; complaint: string; code: number | null; killed: boolean }>((resolve, reject) => {
    const program = spawn(process.execPath, ['dist/cli/main.js', 'keyring', ...args, '--json'], {
      env: childEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: Said[] = [];
    let [rest, complaint, killed] = ['', '', false];
    program.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const one = JSON.parse(line) as Said;
        said.push(one);
        if (!killed && until(one)) killed = program.kill('SIGKILL');
      }
    });
    program.once('error', reject);
    program.once('close', (code) => resolve({ said, complaint, code, killed }));
  });
}

const keyring = (...args: string[]) => printedBy('keyring', defineKeyring, args);

const held = async (): Promise<Record<string, number>> => {
  const rows: Record<string, number> = {};
  for (const { key, rows: some } of await heldByKeys(world.database.pool)) rows[key] = (rows[key] ?? 0) + some;
  return rows;
};

/** Tickets like one that is there, each with a data key of its own. */
async function manyLike(id: string): Promise<void> {
  const sealing = createSealing(keys);
  const ids = Array.from({ length: MANY }, () => randomUUID());
  const inserted = await world.database.pool.query(
    `INSERT INTO ticket SELECT copy.* FROM ticket t, unnest($2::uuid[], $3::text[]) AS g(id, wrapped),
       LATERAL jsonb_populate_record(NULL::ticket, to_jsonb(t) ||
         jsonb_build_object('id', g.id, 'number', 'copy-' || g.id, 'wrapped_key', '\\x' || g.wrapped,
           'citizen_sealed', NULL, 'content_sealed', NULL)) AS copy
     WHERE t.id = $1`,
    [id, ids, ids.map((one) => sealing.newDataKey(one).wrappedKey.toString('hex'))],
  );
  expect(inserted.rowCount).toBe(MANY);
}

/** Requests without a pause until told to stop, of all that opens something sealed or signed before. */
function requests(old: { id: string; number: string; link: string; code: string; repeated: string; cursor: string }) {
  const answers: { what: string; status: number }[] = [];
  let stopped = false;
  const ask = async (what: string, of: () => Promise<{ status: number }>): Promise<void> => {
    const { status } = await of().catch(() => ({ status: 0 }));
    answers.push({ what, status });
  };
  const operator = world.key('operator');
  /** The ticket by words of its text, whichever key its words are under. */
  async function found(id: string): Promise<{ status: number }> {
    const { status, text } = await world.get(
      `/api/v1/tickets?limit=100&q=${encodeURIComponent('古树名木倾斜')}`,
      operator,
    );
    return { status: text.includes(id) ? status : 404 };
  }
  const running = (async () => {
    for (let n = 0; !stopped; n += 1) {
      await ask('register', () => world.register({ title: `第${n}个` }));
      await ask('page', () => world.get(`/api/v1/tickets/${old.id}`, world.key('dispatcher')));
      await ask('list', () => world.get(`/api/v1/tickets?limit=1&cursor=${old.cursor}`, operator));
      await ask('search', () => found(old.id));
      await ask('link', () => world.get(old.link, null));
      // A number may be asked for twenty times in ten minutes.
      if (n % 40 === 0 && n < 700)
        await ask('code', () =>
          world.send('POST', '/api/v1/progress', null, { body: { number: old.number, queryCode: old.code } }),
        );
      await ask('again', () => world.send('POST', '/api/v1/tickets', operator, { body: OLD, key: old.repeated }));
    }
  })();
  return {
    answers,
    async stop() {
      stopped = true;
      await running;
      return answers.filter(({ status }) => status < 200 || status > 299);
    },
  };
}

async function handedOut() {
  const repeated = randomUUID();
  const { body } = await world.send('POST', '/api/v1/tickets', world.key('operator'), { body: OLD, key: repeated });
  await world.register();
  const { id, number } = body as { id: string; number: string };
  const list = await world.get('/api/v1/tickets?limit=1', world.key('operator'));
  return {
    ...{ id, number, repeated },
    link: world.services.progressLinks.linkTo(id),
    code: world.services.queryCodes.codeOf(id),
    cursor: String((list.body as unknown as { nextCursor: unknown }).nextCursor),
  };
}

describe('huiying keyring rotate, while requests go on', () => {
  it('moves everything to new keys, ended with kill -9 after each of its steps, and no request fails', async () => {
    const old = await handedOut();
    await manyLike(old.id);
    // What the trail says of people is sealed as well.
    const contact = { unit: 'water', position: 'liaison', name: '联络员岗', email: 'liaison@water.example' };
    await world.send('POST', '/api/v1/contacts', world.key('administrator'), { body: contact });
    const load = requests(old);
    const coming = await run(['rotate', '--portion', '25'], ({ step }) => step === 'new');
    expect([coming.killed, Object.keys(await held())]).toEqual([true, ['']]);
    const used = await run(['rotate', '--portion', '25'], ({ step }) => step === 'use');
    expect(used.killed).toBe(true);
    const half = await run(['rotate', '--portion', '25'], ({ resealed }) => Number(resealed) >= 100);
    expect([half.killed, half.complaint]).toEqual([true, '']);
    const [current] = (await readRing(file)).keys.filter(
      ({ for: of, state }) => of === 'sealing' && state === 'current',
    );
    const between = await held();
    expect(between['']).toBeGreaterThan(500);
    expect(between[current?.id ?? '']).toBeGreaterThanOrEqual(100);

    const last = await run(['rotate', '--portion', '25']);
    expect([last.code, last.complaint]).toEqual([0, '']);
    expect(last.said.at(-1)).toMatchObject({ step: 'done', current: current?.id, left: 0, unopened: [] });
    const asked = load.answers.length;
    await eventually(() => expect(load.answers.length).toBeGreaterThan(asked + 12));
    expect(await load.stop()).toEqual([]);
    expect(new Set(load.answers.map(({ what }) => what)).size).toBe(7);
    const { keyId } = createKeyedWords(keys).ofText('');
    expect((await wordsByKey(world.database.pool)).map((one) => one.keyId)).toEqual([keyId]);
    expect(Object.keys(await held())).toEqual([current?.id]);
    // The rotation that was begun was finished, and no other one begun.
    expect((await readRing(file)).keys.map((one) => [one.for, one.state])).toEqual([
      ['sealing', 'current'],
      ['signing', 'current'],
      ['payloads', 'current'],
    ]);
  });

  it('lets a key be removed only when nothing needs it, and then what it sealed is refused', async () => {
    const [first] = (await readRing(file)).keys;
    const wrapped = createSealing(keys).newDataKey('01999999-8888-7777-8666-555555555555').wrappedKey;
    const id = first?.id ?? '';
    expect((await keyring('remove', id)).error).toMatchObject({ why: 'it is current' });
    expect((await keyring('remove', 'none')).error).toMatchObject({ why: 'there is no such key' });
    const second = await run(['rotate', '--for', 'sealing']);
    expect([second.code, second.said.at(-1)]).toMatchObject([0, { step: 'done', left: 0 }]);
    expect((await keyring('remove', id)).error).toMatchObject({
      why: expect.stringContaining('less than a minute ago') as string,
    });
    const ring = await readRing(file);
    const long = new Date(Date.now() - 3_600_000).toISOString();
    await writeRing(file, { ...ring, keys: ring.keys.map((one) => (one.id === id ? { ...one, since: long } : one)) });
    const contact = randomUUID();
    const factor = createSealing(keys);
    await world.database.pool.query('INSERT INTO second_factor (person_id, secret_sealed) VALUES ($1, $2)', [
      contact,
      Buffer.concat([Buffer.from(`hy1.${id}.`), randomBytes(40)]),
    ]);
    expect((await keyring('remove', id)).error).toMatchObject({ why: 'it holds 1 rows' });
    expect((await run(['rotate', '--for', 'sealing'])).complaint).toContain(
      `no key of the ring opens second_factor.secret_sealed of ${contact}`,
    );
    await world.database.pool.query('DELETE FROM second_factor WHERE person_id = $1', [contact]);

    const removed = await keyring('remove', id);
    expect([removed.error, removed.printed]).toEqual([null, expect.stringContaining('is out of the ring')]);
    await eventually(() => expect(keys.keysFor('sealing').others.map((one) => one.id)).not.toContain(id));
    expect(() => factor.unwrap('01999999-8888-7777-8666-555555555555', wrapped)).toThrow(`the key ${id}`);
    expect(await readFile(file, 'utf8')).not.toContain(id);
  });

  it('waits for a process that has not read the ring, and says which', async () => {
    const frozen = {
      sealing: keys.keysFor('sealing'),
      signing: keys.keysFor('signing'),
      payloads: keys.keysFor('payloads'),
    };
    const deaf = startRingReader({
      pool: world.database.pool,
      keys: { keysFor: (purpose) => frozen[purpose], refresh: () => false },
      process: 'worker of yesterday',
      onNews: () => undefined,
      onFailure: () => undefined,
    });
    await keyring('new', '--for', 'signing');
    await eventually(async () =>
      expect((await keyring('use')).error).toMatchObject({
        why: expect.stringMatching(/^worker of yesterday [^,]+$/) as string,
      }),
    );
    expect((await readRing(file)).keys.filter(({ state }) => state === 'next')).toHaveLength(1);
    await deaf.stop();
    await eventually(async () => expect((await keyring('use')).error).toBeNull());
    expect((await readRing(file)).keys.filter(({ state }) => state === 'next')).toHaveLength(0);
  });

  it('lists what each key holds, and which processes know it', async () => {
    const { printed } = await keyring('list', '--json');
    const said = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Said);
    const sealing = said.find(({ for: of, state }) => of === 'sealing' && state === 'current');
    expect(sealing?.['columns']).toMatchObject({ 'ticket.wrapped_key': expect.any(Number) as number });
    expect(said.find(({ for: of }) => of === 'everything')).toMatchObject({ id: 'k1', state: 'retired', rows: 0 });
    expect(said.filter(({ reader }) => reader !== undefined).map(({ process: name }) => name)).toEqual([
      'api',
      'worker',
    ]);
    const ring = await readRing(file);
    const long = new Date(Date.now() - 3_600_000).toISOString();
    await writeRing(file, { ...ring, keys: ring.keys.map((one) => ({ ...one, since: long })) });
    expect((await keyring('remove', 'k1', '--ends-links')).error).toMatchObject({
      why: 'how many workflows need it is not known',
    });
  });
});
