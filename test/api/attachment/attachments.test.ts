import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { AttachmentListBody } from '../../../contracts/attachments.js';
import { createAttachmentKeeping } from '../../../api/attachment/attachment-keeper.js';
import { CLOCK_ACTOR } from '../../../domain/ticket/vocabulary.js';
import { createErasing } from '../../../storage/erasure/erase-ticket.js';
import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';
import { pdf, photograph, pixelBomb, recording, zipBomb } from '../../support/files.js';
import { formWith, sendForm, uploaded } from '../../support/uploading.js';

const UPLOADS = '/api/v1/uploads';
const CANARY = '欧阳金丝雀的单元门.jpg';
const HOUR_MS = 3_600_000;

let world: ApiWorld;
let operator = '';
let lead = '';
beforeAll(async () => {
  world = await createApiWorld();
  operator = world.key('operator');
  lead = world.key('handler', 'water');
});
afterAll(() => world.close());

type Files = AttachmentListBody;

/** A ticket with the water works, and the files that its operator attached. */
async function ticketWith(files: readonly string[], changes: object = {}): Promise<string> {
  const { body } = await world.register({ ...changes, ...(files.length > 0 && { attachments: files }) });
  await world.act(body.id, 'accept', operator, { noneNamed: undefined });
  await world.saysYes(body.id);
  const sent = await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
  expect([sent.status, sent.status === 200 ? '' : sent.text]).toEqual([200, '']);
  return body.id;
}

const filesOf = async (id: string, key: string): Promise<Files> =>
  (await world.get(`/api/v1/tickets/${id}/attachments`, key)).body as unknown as Files;
const fileAt = (id: string, file: string, more = ''): string => `/api/v1/tickets/${id}/attachments/${file}${more}`;
const fetched = (path: string, key: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${world.base}${path}`, { headers: { Authorization: `Bearer ${key}`, ...headers } });
const onDisk = (): string[] =>
  readdirSync(world.filesDir, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name }) => name)
    .sort();
const rowsOf = async (where = 'true'): Promise<{ id: string; state: string }[]> =>
  (await world.database.pool.query<{ id: string; state: string }>(`SELECT * FROM attachment WHERE ${where}`)).rows;
const keep = (): Promise<void> => {
  const { attachments: store, uploads } = world.services;
  return createAttachmentKeeping({ store, uploads, clock: () => world.now().getTime() })();
};
const looksAt = async (id: string): Promise<{ how: string; fields: string[] }[]> =>
  (
    await world.database.pool.query<{ how: string; fields: string[] }>(
      `SELECT how, fields FROM look WHERE ticket_id = $1 AND 'evidence' = ANY(fields || masked) ORDER BY id`,
      [id],
    )
  ).rows;

describe('A photograph that the operator sends', () => {
  let photo = '';
  let ticket = '';
  beforeAll(async () => {
    photo = await uploaded(world, operator, await photograph(), [CANARY, 'image/jpeg']);
    ticket = await ticketWith([photo]);
  });

  it('is in the ticket from its first event on, and on its page, with its name', async () => {
    const page = (await world.get(`/api/v1/tickets/${ticket}`, operator)).body;
    expect(page.attachments).toMatchObject({ items: [{ id: photo, name: CANARY, sort: 'picture' }], keptBack: 0 });
    const events = await world.get(`/api/v1/tickets/${ticket}/events`, operator);
    expect(events.body.items[0]).toMatchObject({ type: 'registered', data: { attachments: [photo] } });
  });

  it('is given out as a download that runs nothing, without the place where it was taken', async () => {
    const response = await fetched(fileAt(ticket, photo), lead);
    expect(response.status).toBe(200);
    const content = Buffer.from(await response.arrayBuffer());
    expect(content.includes('canary-maker')).toBe(false);
    const { format, width, height, exif } = await sharp(content).metadata();
    expect([format, width, height, exif]).toEqual(['jpeg', 480, 640, undefined]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(content.length),
      'content-disposition': `attachment; filename="${photo}.jpg"; filename*=UTF-8''${encodeURIComponent(CANARY)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    const small = await fetched(fileAt(ticket, photo, '/thumbnail'), lead);
    expect((await sharp(Buffer.from(await small.arrayBuffer())).metadata()).height).toBe(320);
  });

  it('is nowhere in clear: not on the disk, in the database or in a log', async () => {
    expect(onDisk()).toEqual(expect.arrayContaining([photo, `${photo}.thumb`]));
    const kept = onDisk().map((name) => readFileSync(join(world.filesDir, name.slice(0, 2), name)));
    expect(kept.some((bytes) => bytes.includes('JFIF') || bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xd8])))).toBe(
      false,
    );
    const { rows } = await world.database.pool.query<{ row: string }>('SELECT a::text AS row FROM attachment a');
    const sealed = rows.map(({ row }) => row).join();
    for (const words of [CANARY, Buffer.from(CANARY).toString('hex')]) expect(sealed).not.toContain(words);
    expect(world.logged()).not.toContain('金丝雀');
    const [row] = (await world.database.pool.query(`SELECT * FROM attachment WHERE id = $1`, [photo]))
      .rows as unknown[];
    expect(row).toMatchObject({ upload_key: null });
  });

  it('is written down before each answer, and counts as one view', async () => {
    const before = (await looksAt(ticket)).filter(({ how }) => how === 'attachment').length;
    const responses = await Promise.all([1, 2, 3].map(() => fetched(fileAt(ticket, photo), lead)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    await Promise.all(responses.map((response) => response.arrayBuffer()));
    const after = (await looksAt(ticket)).filter(({ how }) => how === 'attachment');
    expect(after.length - before).toBe(3);
    expect(after.at(-1)).toEqual({ how: 'attachment', fields: ['evidence'] });
  });

  it('is out of sight with the ticket: another unit, and the one that had it before, find nothing', async () => {
    const stranger = await fetched(fileAt(ticket, photo), world.key('handler', 'housing'));
    expect([stranger.status, ((await stranger.json()) as Json).code]).toEqual([404, 'ticket-not-found']);
    await world.act(ticket, 'requestReturn', lead, { reason: 'x', basis: 'y' });
    await world.act(ticket, 'decide', world.key('dispatcher'), { request: '1', grant: true, reason: 'x' });
    await world.act(ticket, 'dispatch', world.key('dispatcher'), { unit: 'housing', reason: 'x' });
    expect((await fetched(fileAt(ticket, photo), lead)).status).toBe(404);
    expect((await fetched(fileAt(ticket, photo), world.key('handler', 'housing'))).status).toBe(200);
  });

  it('is gone with the ticket: whoever erases one has its files removed too', async () => {
    expect(await world.services.attachments.deleteAllOf(ticket)).toBe(1);
    expect(await world.services.attachments.deleteAllOf(ticket)).toBe(0);
    expect(onDisk().filter((name) => name.startsWith(photo))).toEqual([]);
    expect((await fetched(fileAt(ticket, photo), operator)).status).toBe(404);
  });
});

it('Files of a ticket that was erased where no files are go within a minute', async () => {
  const paper = await uploaded(world, operator, pdf(), ['x.pdf', 'application/pdf']);
  const ticketId = await ticketWith([paper]);
  const order = { basis: 'termOver', actor: CLOCK_ACTOR, at: world.now(), request: null, again: true } as const;
  await createErasing(world.database.pool).erase({ ticketId, ...order });
  expect(onDisk()).toContain(paper);
  expect((await fetched(fileAt(ticketId, paper), operator)).status).toBeGreaterThanOrEqual(404);
  await keep();
  expect(onDisk()).not.toContain(paper);
  expect(await rowsOf(`ticket_id = '${ticketId}'`)).toEqual([]);
});

describe('A recording', () => {
  const sound = recording(200_000);
  let file = '';
  let ticket = '';
  beforeAll(async () => {
    file = await uploaded(world, operator, sound, ['通话.wav', 'audio/wav']);
    ticket = await ticketWith([file]);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=65530-65550', 65_530, 65_551],
    ['bytes=-100', sound.length - 100, sound.length],
    ['bytes=150000-', 150_000, sound.length],
  ])('is given out by the part %s', async (range, from, to) => {
    const response = await fetched(fileAt(ticket, file), lead, { Range: range });
    expect([response.status, response.headers.get('content-range')]).toEqual([
      206,
      `bytes ${from}-${to - 1}/${sound.length}`,
    ]);
    expect(Buffer.from(await response.arrayBuffer()).equals(sound.subarray(from, to))).toBe(true);
  });

  it('is given out as a whole for several parts or a range that nobody can read, and not at all beyond its end', async () => {
    for (const range of ['bytes=0-1,5-6', 'lines=1-2', 'bytes=x']) {
      const response = await fetched(fileAt(ticket, file), lead, { Range: range });
      expect([range, response.status]).toEqual([range, 200]);
      expect(Buffer.from(await response.arrayBuffer()).equals(sound)).toBe(true);
    }
    const beyond = await fetched(fileAt(ticket, file), lead, { Range: 'bytes=999999-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${sound.length}`]);
  });

  it('asks for each part whether it may be given', async () => {
    const first = await fetched(fileAt(ticket, file), lead, { Range: 'bytes=0-99' });
    expect(first.status).toBe(206);
    await world.act(ticket, 'correct', world.key('dispatcher'), { identity: 'hidden', reason: 'x' });
    const next = await fetched(fileAt(ticket, file), lead, { Range: 'bytes=100-199' });
    expect([next.status, ((await next.json()) as Json).code]).toEqual([404, 'attachment-not-found']);
  });

  it('has no small picture, and its head says how long it is without a look', async () => {
    const before = (await looksAt(ticket)).length;
    const head = await fetch(`${world.base}${fileAt(ticket, file)}`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${operator}` },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(sound.length)]);
    expect((await looksAt(ticket)).length).toBe(before);
    expect((await fetched(fileAt(ticket, file, '/thumbnail'), operator)).status).toBe(404);
  });
});

describe('Of a ticket that protects who asked', () => {
  let ticket = '';
  const files = { photo: '', paper: '' };
  beforeAll(async () => {
    files.photo = await uploaded(world, operator, await photograph(), [CANARY, 'image/jpeg']);
    ticket = await ticketWith([files.photo], { citizen: { name: '王', phone: '13800001234', identity: 'hidden' } });
    await world.act(ticket, 'acknowledge', lead);
    files.paper = await uploaded(world, lead, pdf(), ['现场记录.pdf', 'application/pdf']);
    const attached = await world.act(ticket, 'attach', lead, { attachments: [files.paper] });
    expect([attached.status, attached.body.withheld]).toEqual([200, expect.arrayContaining(['evidence'])]);
  });

  it('its unit is given what units sent, and is told that there is more', async () => {
    const listed = await filesOf(ticket, lead);
    expect([listed.items.map(({ id }) => id), listed.keptBack]).toEqual([[files.paper], 1]);
    expect(JSON.stringify(listed)).not.toContain('金丝雀');
    expect((await fetched(fileAt(ticket, files.paper), lead)).status).toBe(200);
    for (const more of ['', '/thumbnail'])
      expect((await fetched(fileAt(ticket, files.photo, more), lead)).status).toBe(404);
    expect((await filesOf(ticket, operator)).items).toHaveLength(2);
  });

  it('its unit is given the rest for a purpose, as long as that was granted', async () => {
    const wish = { fields: ['evidence'], purpose: 'siteVisit', words: '需要现场照片' };
    const asked = await world.send('POST', `/api/v1/tickets/${ticket}/disclosures`, lead, { body: wish });
    expect([asked.status, asked.status === 202 ? '' : asked.text]).toEqual([202, '']);
    const decide = `/api/v1/tickets/${ticket}/disclosures/${asked.body.id}/decision`;
    expect((await world.send('POST', decide, world.key('supervisor'), { body: { grant: true } })).status).toBe(200);
    expect((await fetched(fileAt(ticket, files.photo), lead)).status).toBe(200);
    expect((await looksAt(ticket)).at(-1)).toEqual({ how: 'unmask', fields: ['evidence'] });
    world.later(16 * 60_000);
    expect((await fetched(fileAt(ticket, files.photo), lead)).status).toBe(404);
  });

  it('who only administers is told of neither', async () => {
    const listed = await filesOf(ticket, world.key('administrator'));
    expect([listed.items, listed.keptBack]).toEqual([[], 2]);
  });
});

describe('Whoever sends a file', () => {
  const problem = async (content: Uint8Array, name: string, mediaType: string): Promise<(string | number)[]> => {
    const { status, body } = await sendForm(world, UPLOADS, operator, formWith(content, name, mediaType));
    return [status, body.code];
  };
  let before: { disk: string[]; rows: number };
  beforeEach(async () => void (before = { disk: onDisk(), rows: (await rowsOf()).length }));
  const nothingIsLeft = async (): Promise<void> => {
    expect({ disk: onDisk(), rows: (await rowsOf()).length }).toEqual(before);
  };

  it('is refused what lies, is not taken, is damaged or is too large, and nothing of it stays', async () => {
    const photo = await photograph({ width: 2_000, height: 1_500 });
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect([
      await problem(photo, 'x.pdf', 'application/pdf'),
      await problem(svg, 'x.svg', 'image/svg+xml'),
      await problem(svg, 'x.png', 'image/png'),
      await problem(zipBomb('xl/workbook.xml', 50_000_000), 'x.xlsx', 'application/vnd.ms-excel'),
      await problem(Buffer.concat([Buffer.alloc(200_000, 'a'), Buffer.from([0, 1])]), 'x.txt', 'text/plain'),
      await problem(new Uint8Array(), 'x.txt', 'text/plain'),
      await problem(photo.subarray(0, photo.length / 2), 'x.jpg', 'image/jpeg'),
      await problem(pixelBomb(30_000, 30_000), 'x.png', 'image/png'),
      await problem(Buffer.concat([pdf(), Buffer.alloc(20 * 1_048_576)]), 'x.pdf', 'application/pdf'),
      await problem(pdf(), `${'长'.repeat(201)}.pdf`, 'application/pdf'),
    ]).toEqual([
      [422, 'file-kind-lies'],
      [415, 'file-kind-not-taken'],
      [415, 'file-kind-not-taken'],
      [415, 'file-kind-not-taken'],
      [422, 'file-kind-lies'],
      [415, 'file-kind-not-taken'],
      [422, 'picture-unreadable'],
      [422, 'picture-too-large'],
      [413, 'payload-too-large'],
      [400, 'validation-failed'],
    ]);
    await nothingIsLeft();
  });

  it('is refused a form without a file, with two, with more than a file, or with a name of megabytes', async () => {
    const two = formWith(pdf(), 'x.pdf', 'application/pdf');
    two.append('file', new Blob(['x']), 'y.txt');
    const more = formWith(pdf(), 'x.pdf', 'application/pdf');
    more.append('ticket', 'x');
    const forms: readonly FormData[] = [
      new FormData(),
      two,
      more,
      formWith(pdf(), 'x'.repeat(15_000_000), 'application/pdf'),
    ];
    for (const form of forms) {
      const { status, body } = await sendForm(world, UPLOADS, operator, form);
      expect([status, body.code]).toEqual([400, 'malformed-request']);
    }
    const json = await world.send('POST', UPLOADS, operator, { body: {} });
    expect([json.status, json.body.code]).toEqual([415, 'unsupported-media-type']);
    await nothingIsLeft();
  });

  it('leaves nothing when the connection breaks in the middle', async () => {
    const enough = new AbortController();
    const half = (async function* () {
      yield Buffer.from(
        '--b\r\nContent-Disposition: form-data; name="file"; filename="x.wav"\r\nContent-Type: audio/wav\r\n\r\n',
      );
      for (let n = 0; n < 20; n += 1) yield recording(50_000);
      // The sender is gone once a row of it is there.
      for (let n = 0; n < 500 && (await rowsOf(`state = 'arriving'`)).length === 0; n += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
      enough.abort();
    })();
    const sent = fetch(`${world.base}${UPLOADS}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${operator}`, 'Content-Type': 'multipart/form-data; boundary=b' },
      body: half as unknown as FormData,
      signal: enough.signal,
      duplex: 'half',
    } as RequestInit);
    await expect(sent).rejects.toThrow();
    for (let n = 0; n < 500 && (await rowsOf(`state = 'arriving'`)).length > 0; n += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await nothingIsLeft();
  });

  it('alone may attach it, to one ticket, and once', async () => {
    const photo = await uploaded(world, operator, await photograph(), ['x.jpg', 'image/jpeg']);
    const [first, second] = [await ticketWith([]), await ticketWith([])];
    const attach = (id: string, key: string, once = randomUUID()): Promise<Reply> =>
      world.act(id, 'attach', key, { attachments: [photo] }, { key: once });
    expect((await attach(first, lead)).body.code).toBe('attachment-not-found');
    const once = randomUUID();
    const done = await attach(first, operator, once);
    expect([done.status, (await attach(first, operator, once)).text]).toEqual([200, done.text]);
    expect((await attach(second, operator)).body.code).toBe('attachment-not-found');
    expect((await filesOf(first, operator)).items).toHaveLength(1);
    const other = await attach(second, world.key('handler', 'housing'));
    expect([other.status, other.body.code]).toEqual([404, 'ticket-not-found']);
  });

  it('has it again when the ticket would not have it, and finds it there when the answer was lost', async () => {
    const photo = await uploaded(world, operator, await photograph(), ['x.jpg', 'image/jpeg']);
    const ticket = await ticketWith([]);
    const stale = await world.act(ticket, 'attach', operator, { attachments: [photo] }, { ifMatch: '"v1"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale-version']);
    world.gateway.mood = 'losesAnswers';
    expect((await world.act(ticket, 'attach', operator, { attachments: [photo] })).status).toBe(503);
    world.gateway.mood = 'well';
    expect((await filesOf(ticket, operator)).items).toHaveLength(0);
    world.later(2 * 60_000);
    await keep();
    expect((await filesOf(ticket, operator)).items).toMatchObject([{ id: photo, state: 'ready' }]);
  });

  it('is told when a ticket has as many as it may have', async () => {
    const ticket = await ticketWith([]);
    await world.database.pool.query(
      `INSERT INTO attachment (id, ticket_id, state, media_type, bytes, name_sealed, sender, sender_role, uploaded_at, attached_at)
       SELECT gen_random_uuid(), $1, 'ready', 'application/pdf', 1, '', 'x', 'operator', now(), now() FROM generate_series(1, 40)`,
      [ticket],
    );
    const paper = await uploaded(world, operator, pdf(), ['x.pdf', 'application/pdf']);
    const full = await world.act(ticket, 'attach', operator, { attachments: [paper] });
    expect([full.status, full.body.code]).toEqual([422, 'too-many-attachments']);
  });

  it('has nothing any more of what was attached to no ticket within a day', async () => {
    await uploaded(world, operator, await photograph(), ['x.jpg', 'image/jpeg']);
    const ticket = await ticketWith([await uploaded(world, operator, pdf(), ['x.pdf', 'application/pdf'])]);
    world.later(22 * HOUR_MS);
    await keep();
    expect((await rowsOf('attached_at IS NULL')).length).toBeGreaterThan(0);
    world.later(2 * HOUR_MS);
    await keep();
    expect(await rowsOf('attached_at IS NULL')).toEqual([]);
    const kept = (await rowsOf(`name_sealed <> ''`)).map(({ id }) => id);
    expect(onDisk().filter((name) => !kept.includes(name.slice(0, 36)))).toEqual([]);
    expect((await filesOf(ticket, operator)).items).toHaveLength(1);
  });
});
