import { readdirSync } from 'node:fs';
import { createAttachmentKeeping } from '../../../api/attachment/attachment-keeper.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { clamdStandIn, type ClamdStandIn } from '../../support/clamd.js';
import { pdf } from '../../support/files.js';
import { formWith, sendForm } from '../../support/uploading.js';

let daemon: ClamdStandIn;
let world: ApiWorld;
beforeAll(async () => {
  daemon = await clamdStandIn();
  world = await createApiWorld(undefined, undefined, daemon.address);
});
afterAll(async () => {
  await world.close();
  await daemon.close();
});

const send = (text: string): Promise<Reply> =>
  sendForm(world, '/api/v1/uploads', world.key('operator'), formWith(pdf(text), 'x.pdf', 'application/pdf'));
const keep = (): Promise<void> => {
  const { attachments: store, uploads } = world.services;
  return createAttachmentKeeping({ store, uploads, clock: () => world.now().getTime() })();
};
const namesOnDisk = (): string[] =>
  readdirSync(world.filesDir, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [one.name] : [],
  );
const filesOnDisk = (): number => namesOnDisk().length;
const stateOf = async (id: string): Promise<unknown> =>
  (await world.database.pool.query('SELECT state, found FROM attachment WHERE id = $1', [id])).rows[0];

const alertsOf = async (role: Role) =>
  (await world.get('/api/v1/notices?limit=200', world.key(role))).body.items.filter(
    (one) => (one as unknown as { template: string }).template === 'fileInfected',
  ) as unknown as { readonly subject: object }[];

it('A file that the scanner finds clean is ready at once, and it was shown all of it', async () => {
  const reply = await send('nothing in it');
  expect([reply.status, reply.body.state]).toEqual([201, 'ready']);
  expect(daemon.received().equals(pdf('nothing in it'))).toBe(true);
});

it('A file in which something is found is refused and destroyed; a row and a line of the log say what it was', async () => {
  const before = filesOnDisk();
  const reply = await send('canary-virus');
  expect([reply.status, reply.body.code]).toEqual([422, 'file-infected']);
  expect(filesOnDisk()).toBe(before);
  const { rows } = await world.database.pool.query<{ found: string }>(
    `SELECT found FROM attachment WHERE state = 'infected'`,
  );
  expect(rows).toEqual([{ found: 'Canary-Test-Signature' }]);
  expect(world.logged()).toContain('Something was found in a file; it was destroyed');
});

describe('While the scanner is away', () => {
  const held = { clean: '', bad: '', ticket: '' };
  beforeAll(async () => {
    await daemon.close();
    const [clean, bad] = [await send('clean after all'), await send('canary-virus')];
    expect([clean.status, clean.body.state, bad.body.state]).toEqual([201, 'held', 'held']);
    const { body } = await world.register({ attachments: [clean.body.id, bad.body.id] });
    Object.assign(held, { clean: clean.body.id, bad: bad.body.id, ticket: body.id });
  });
  const get = (id: string): Promise<Reply> =>
    world.get(`/api/v1/tickets/${held.ticket}/attachments/${id}`, world.key('operator'));

  it('a file is taken and attached, and given to nobody, which is said', async () => {
    const listed = await world.get(`/api/v1/tickets/${held.ticket}/attachments`, world.key('operator'));
    expect(listed.body.items.map(({ state }) => state)).toEqual(['held', 'held']);
    expect([(await get(held.clean)).status, (await get(held.clean)).body.code]).toEqual([409, 'file-held']);
    await keep();
    expect(await stateOf(held.clean)).toEqual({ state: 'held', found: null });
    expect(world.logged()).toContain('The virus scanner does not answer');
  });

  it('it waits until the scanner is back, which frees what is clean and destroys what is not', async () => {
    daemon = await clamdStandIn(daemon.address.port);
    await keep();
    expect((await get(held.clean)).text).toBe(pdf('clean after all').toString());
    expect(await stateOf(held.bad)).toEqual({ state: 'infected', found: 'Canary-Test-Signature' });
    expect([(await get(held.bad)).status, (await get(held.bad)).body.code]).toEqual([422, 'file-infected']);
  });

  it('of what was found in a file that had been taken the administrators and the duty desk are told, once', async () => {
    const number = (await world.get(`/api/v1/tickets/${held.ticket}`, world.key('operator'))).body.number;
    await keep();
    for (const role of ['administrator', 'dutyManager'] as const) {
      const [told, ...others] = await alertsOf(role);
      expect(others).toEqual([]);
      expect(told).toMatchObject({ level: 2, subject: { zh: `预警：工单${number}的附件检出病毒` } });
      expect((told as unknown as { text: { en: string } }).text.en).toContain(`the file ${held.bad} of ${number}`);
    }
    expect(await alertsOf('operator')).toEqual([]);
  });
});

it('A file that was clean is scanned again when the scanner knows more, and then found: destroyed, and told', async () => {
  const { body: file } = await send('only-known-tomorrow');
  const { body: ticket } = await world.register({ attachments: [file.id] });
  const path = `/api/v1/tickets/${ticket.id}/attachments/${file.id}`;
  const isOnDisk = (): boolean => namesOnDisk().some((name) => name.includes(file.id));
  daemon.learn('only-known-tomorrow');
  await keep();
  expect((await world.get(path, world.key('operator'))).status).toBe(200);
  expect(isOnDisk()).toBe(true);
  world.later(25 * 3_600_000);
  await keep();
  expect((await world.get(path, world.key('operator'))).body.code).toBe('file-infected');
  expect(isOnDisk()).toBe(false);
  const [told] = await alertsOf('dutyManager');
  expect(told?.subject).toEqual(expect.objectContaining({ zh: `预警：工单${ticket.number}的附件检出病毒` }));
});

it('A file that is clean is scanned a day, a week and a month after it came, and then no more', async () => {
  const { body: file } = await send('clean for ever');
  await world.register({ attachments: [file.id] });
  const next = async (): Promise<unknown> =>
    (
      await world.database.pool.query(
        'SELECT round(extract(epoch FROM scan_again_at - uploaded_at) / 86400)::int AS days FROM attachment WHERE id = $1',
        [file.id],
      )
    ).rows[0];
  for (const days of [1, 7, 30]) {
    expect(await next()).toEqual({ days });
    world.later(days * 24 * 3_600_000);
    await keep();
  }
  expect(await next()).toEqual({ days: null });
});
