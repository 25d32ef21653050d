import { readdirSync } from 'node:fs';
import { createAttachmentKeeping } from '../../../api/attachment/attachment-keeper.js';
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
const filesOnDisk = (): number =>
  readdirSync(world.filesDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
const stateOf = async (id: string): Promise<unknown> =>
  (await world.database.pool.query('SELECT state, found FROM attachment WHERE id = $1', [id])).rows[0];

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
});
