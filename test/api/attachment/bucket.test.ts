import { createAttachmentKeeping } from '../../../api/attachment/attachment-keeper.js';
import { REPORT } from '../open311/client.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { createCitizenBrowser } from '../../support/citizen-browser.js';
import { pdf, photograph, recording } from '../../support/files.js';
import { missingObjectStore, startObjectStore, type ObjectStore } from '../../support/object-store.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { formWith, sendForm, uploaded } from '../../support/uploading.js';

const HOUR_MS = 3_600_000;
const SOUND = recording(6_000_000);

describeUnlessMissing(missingObjectStore, 'Files of tickets in a bucket', () => {
  let store: ObjectStore;
  let world: ApiWorld;
  beforeAll(async () => {
    store = await startObjectStore();
    world = await createApiWorld(undefined, undefined, undefined, undefined, undefined, store.bucket, {
      citizenReports: true,
    });
  });
  afterAll(async () => {
    await world.close();
    await store.close();
  });

  const keep = (): Promise<void> => {
    const { attachments, uploads } = world.services;
    return createAttachmentKeeping({ store: attachments, uploads, clock: () => world.now().getTime() })();
  };
  const send = (content: Uint8Array, key = world.key('operator')): Promise<Reply> =>
    sendForm(world, '/api/v1/uploads', key, formWith(content, 'x.pdf', 'application/pdf'));
  const fetched = async (ticket: string, file: string, range?: string): Promise<{ status: number; bytes: Buffer }> => {
    const response = await fetch(`${world.base}/api/v1/tickets/${ticket}/attachments/${file}`, {
      headers: { Authorization: `Bearer ${world.key('operator')}`, ...(range !== undefined && { Range: range }) },
    });
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const rows = async (): Promise<number> =>
    (await world.database.pool.query<{ count: number }>('SELECT count(*)::int AS count FROM attachment')).rows[0]
      ?.count ?? -1;
  /** With this file, and withdrawn by its citizen. */
  const ended = async (file: string): Promise<string> => {
    const { id } = (await world.register({ attachments: [file] })).body;
    await world.act(id, 'accept', world.key('operator'));
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属供水职责' });
    await world.act(id, 'withdraw', world.key('operator'), { reason: '本人撤回' });
    return id;
  };
  const erased = async (ticket: string): Promise<void> => {
    const path = `/api/v1/tickets/${ticket}/erasure`;
    const asked = await world.send('POST', path, world.key('operator'), { body: { basis: 'citizenAsked' } });
    const granted = { body: { grant: true } };
    const done = await world.send('POST', `${path}/${asked.body.id}/decision`, world.key('director'), granted);
    expect([done.status, done.body.state]).toEqual([200, 'done']);
  };

  it('are sent, attached, shown whole and in parts, and lie there sealed, under ids', async () => {
    const operator = world.key('operator');
    const photo = await uploaded(world, operator, await photograph(), ['door.jpg', 'image/jpeg']);
    const sound = await uploaded(world, operator, SOUND, ['call.wav', 'audio/wav']);
    const { body: ticket } = await world.register({ attachments: [photo, sound] });

    const { objects, unfinished } = await store.inside();
    expect(objects).toEqual(
      [photo, sound, `${photo}.thumb`].map((name) => `${name.slice(0, 2)}/${name}`).sort((a, b) => (a < b ? -1 : 1)),
    );
    expect(unfinished).toEqual([]);
    expect((await fetched(ticket.id, sound)).bytes.equals(SOUND)).toBe(true);
    const part = await fetched(ticket.id, sound, 'bytes=5500000-5500099');
    expect([part.status, part.bytes.equals(SOUND.subarray(5_500_000, 5_500_100))]).toEqual([206, true]);
    expect((await fetched(ticket.id, `${photo}/thumbnail`)).bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  it('nobody names are swept after a day; what is too large or cut off leaves nothing', async () => {
    const before = await store.inside();
    const large = Buffer.concat([pdf(), Buffer.alloc(world.services.uploads.limits.mostBytes)]);
    expect((await send(large)).status).toBe(413);
    expect(await store.inside()).toEqual(before);
    await send(pdf('nobody’s'));
    expect((await store.inside()).objects).toHaveLength(before.objects.length + 1);
    world.later(25 * HOUR_MS);
    await keep();
    expect(await store.inside()).toEqual(before);
  });

  it('the bucket knows no word of what is in them', async () => {
    const id = await uploaded(world, world.key('operator'), pdf('canary-of-a-paper'), [
      'canary-name.pdf',
      'application/pdf',
    ]);
    const kept = await world.services.files.read(id, { from: 0, to: 10_000 });
    const pieces: Buffer[] = [];
    for await (const piece of kept) pieces.push(piece);
    expect(Buffer.concat(pieces).length).toBeGreaterThan(0);
    expect(Buffer.concat(pieces).toString('latin1')).not.toContain('canary');
  });

  describe('while the store is away', () => {
    const sent = { ticket: '', file: '' };
    let keptRows = 0;
    beforeAll(async () => {
      sent.file = await uploaded(world, world.key('operator'), pdf('before'), ['a.pdf', 'application/pdf']);
      sent.ticket = await ended(sent.file);
      await store.kill();
      keptRows = await rows();
    });

    it('who sends or fetches is told that nothing was lost, and when to come again', async () => {
      for (const reply of [
        await send(pdf('now')),
        await world.get(`/api/v1/tickets/${sent.ticket}/attachments/${sent.file}`, world.key('operator')),
      ]) {
        expect([reply.status, reply.body.code, reply.headers.get('retry-after')]).toEqual([503, 'unavailable', '30']);
        expect(reply.body.detail).toBe('The place of files does not answer. Nothing was lost; send it again soon.');
      }
    });

    it('a report by Open311 is taken without its file, and its sender told', async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ api_key: world.key('operator'), ...REPORT }))
        form.append(name, value);
      form.append('media', new Blob([Uint8Array.from(await photograph())], { type: 'image/jpeg' }), 'door.jpg');
      const path = `${world.base}/open311/v2/requests.json?locale=en`;
      const response = await fetch(path, { method: 'POST', body: form });
      expect([response.status, await response.text()]).toEqual([
        200,
        expect.stringContaining('were not kept') as unknown,
      ]);
    });

    it('what a citizen writes on a page is taken without its photo, and the page says that it can be added later', async () => {
      const browser = createCitizenBrowser(world);
      const form = await browser.open('/citizen/report?class=none');
      world.later(5_000);
      const photo = new File([Uint8Array.from(await photograph())], '门.jpg', { type: 'image/jpeg' });
      const typed = { text: '门口的井盖碎了', address: '建设路12号', name: '王小明', phone: '13800001234' };
      const receipt = await browser.send(form, typed, [photo]);
      expect([receipt.status, receipt.heading]).toEqual([200, '已登记']);
      expect(receipt.text).toContain('稍后再补充照片');
    });

    it('nobody’s tries are counted against what may be sent', async () => {
      for (let n = 0; n < 25; n += 1) expect((await send(pdf(`try ${n}`), world.key('handler'))).status).toBe(503);
    });

    it('the readiness says so with the network’s word for it, and the hotline goes on', async () => {
      const { status, body } = await world.get('/readyz', null);
      expect([status, body.ready, body.checks.files.state]).toEqual([200, true, 'warning']);
      expect(body.checks.files.detail).toContain('ECONNREFUSED');
      expect((await world.register()).status).toBe(201);
      expect(world.logged()).toContain('FilesAway');
    });

    it('a ticket is erased, and its files wait', async () => {
      await erased(sent.ticket);
      expect(world.logged()).toContain('Files of an erased ticket wait to be removed');
      expect(await rows()).toBeGreaterThan(keptRows);
    });

    it('when it is back all is taken, and what was begun or erased meanwhile is gone with its rows', async () => {
      await store.comeBack();
      await keep();
      expect(await rows()).toBe(keptRows - 1);
      const again = await send(pdf('now'));
      expect([again.status, (await world.get('/readyz', null)).body.checks.files.state]).toEqual([201, 'ok']);
      const { body } = await world.register({ attachments: [again.body.id] });
      expect((await fetched(body.id, again.body.id)).bytes.equals(pdf('now'))).toBe(true);
    });
  });

  it('go with the ticket that is erased', async () => {
    const operator = world.key('operator');
    const photo = await uploaded(world, operator, await photograph(), ['door.jpg', 'image/jpeg']);
    const ticket = await ended(photo);
    expect((await store.inside()).objects.filter((path) => path.includes(photo))).toHaveLength(2);
    await erased(ticket);
    expect((await store.inside()).objects.filter((path) => path.includes(photo))).toEqual([]);
  });
});
