import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { photograph, pdf } from '../../support/files.js';
import { formWith, sendForm, uploaded } from '../../support/uploading.js';

let world: ApiWorld;
beforeAll(async () => void (world = await createApiWorld()));
afterAll(() => world.close());

const pathOf = (link: string | undefined): string => new URL(link ?? '', 'http://x').pathname;
const photo = async (): Promise<FormData> => formWith(await photograph(), '井盖.jpg', 'image/jpeg');

describe('A citizen, by the link of the message', () => {
  it('sends a photograph and attaches it, and it is the ticket’s, sent by a citizen', async () => {
    const { body } = await world.register();
    const link = pathOf(body.progressLink);
    const sent = await sendForm(world, `${link}/uploads`, null, await photo());
    expect([sent.status, sent.body]).toMatchObject([201, { sort: 'picture', state: 'ready' }]);
    const attach = () => world.send('POST', `${link}/attachments`, null, { body: { attachments: [sent.body.id] } });
    const first = await attach();
    expect([first.status, first.body]).toMatchObject([200, { number: body.number, attached: 1 }]);
    // A double click attaches once.
    expect((await attach()).text).toBe(first.text);
    const page = (await world.get(`/api/v1/tickets/${body.id}`, world.key('operator'))).body;
    expect(page.attachments?.items).toMatchObject([{ id: sent.body.id, by: { role: 'citizen', unit: null } }]);
    const events = (await world.get(`/api/v1/tickets/${body.id}/events`, world.key('operator'))).body.items;
    expect(events.filter(({ type }) => String(type) === 'attached')).toMatchObject([
      { actor: { role: 'citizen' }, data: { attachments: [sent.body.id] } },
    ]);
  });

  it('reads no file, and attaches neither what an operator sent nor what came by another link', async () => {
    const [one, other] = [await world.register(), await world.register()];
    const ofOperator = await uploaded(world, world.key('operator'), pdf(), ['x.pdf', 'application/pdf']);
    const ofOther = (await sendForm(world, `${pathOf(other.body.progressLink)}/uploads`, null, await photo())).body.id;
    for (const id of [ofOperator, ofOther]) {
      const path = `${pathOf(one.body.progressLink)}/attachments`;
      const reply = await world.send('POST', path, null, { body: { attachments: [id] } });
      expect([reply.status, reply.body.code]).toEqual([404, 'attachment-not-found']);
    }
    expect((await world.get(`${pathOf(one.body.progressLink)}/attachments`, null)).status).toBe(405);
  });

  it('sends no more than a link may, and nothing by one that was not made here', async () => {
    const { body } = await world.register();
    const link = pathOf(body.progressLink);
    for (let n = 0; n < 20; n += 1)
      expect((await sendForm(world, `${link}/uploads`, null, formWith(pdf(), 'x.pdf', 'application/pdf'))).status).toBe(
        201,
      );
    const more = await sendForm(world, `${link}/uploads`, null, await photo());
    expect([more.status, more.body.code]).toEqual([422, 'too-many-attachments']);
    expect((await sendForm(world, '/api/v1/progress/made-up/uploads', null, await photo())).status).toBe(404);
  });

  it('sends one by the link to rate with as well, while the ticket waits for the rating', async () => {
    const { id } = (await world.register()).body;
    const water = world.key('handler', 'water');
    await world.act(id, 'accept', world.key('operator'));
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
    await world.act(id, 'acknowledge', water);
    await world.act(id, 'reply', water, { facts: 'f', basis: 'b', measures: 'm', contacted: 'c', text: 't' });
    await world.act(id, 'reviewReply', world.key('reviewer'), { accept: true });
    const { ratingLink } = (await world.get(`/api/v1/tickets/${id}`, world.key('callbackAgent'))).body;
    const link = pathOf(ratingLink);
    const sent = await sendForm(world, `${link}/uploads`, null, await photo());
    const body = { attachments: [sent.body.id] };
    expect((await world.send('POST', `${link}/attachments`, null, { body })).status).toBe(200);
  });
});
