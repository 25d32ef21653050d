import { randomUUID } from 'node:crypto';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface Links {
  readonly linkGeneration: number;
  readonly queryCode: string;
  readonly progressLink: string;
  readonly ratingLink: string | null;
}

const linksIn = (reply: Reply): Links => JSON.parse(reply.text) as Links;
const DAY = 86_400_000;
const water = () => world.key('handler', 'water');
const ask = (number: string, queryCode: string) =>
  world.send('POST', '/api/v1/progress', null, { body: { number, queryCode } });
const withdraw = (id: string, generation: number, reason = 'lost', apiKey = world.key('operator')) =>
  world.send('POST', `/api/v1/tickets/${id}/links`, apiKey, { body: { generation, reason } });

/** A ticket whose citizen is asked to rate, with what the citizen was told. */
async function awaitingRating(): Promise<Links & { readonly id: string; readonly number: string }> {
  const { body } = await world.register();
  const { id, number } = body;
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  await world.act(id, 'acknowledge', water());
  const reply = { facts: '属实', basis: '条例', measures: '已换', contacted: '已联系', text: '已更换井盖' };
  await world.act(id, 'reply', water(), reply);
  await world.act(id, 'reviewReply', world.key('reviewer'), { accept: true });
  return { ...linksIn(await world.get(`/api/v1/tickets/${id}`, world.key('operator'))), id, number };
}

const uses = (link: string, ratingLink: string): readonly (() => Promise<Reply>)[] => [
  () => world.get(link, null),
  () => world.send('POST', `${link}/appeal`, null, { body: { reason: '不服' } }),
  () => world.send('PUT', `${link}/messages`, null, { body: { wanted: true } }),
  () => world.send('POST', `${link}/attachments`, null, { body: { attachments: [randomUUID()] } }),
  () => world.get(ratingLink, null),
  () => world.send('POST', ratingLink, null, { body: { solved: 'no', satisfied: 1, reason: '未解决' } }),
];

describe('the links of a citizen who has lost the telephone', () => {
  it('open nothing once they are withdrawn, nor does the code, and those told instead do', async () => {
    const old = await awaitingRating();
    expect(old.linkGeneration).toBe(0);
    const reply = await withdraw(old.id, 0);
    expect(reply.status).toBe(200);
    const fresh = linksIn(reply);
    expect(fresh).toMatchObject({ linkGeneration: 1, ratingLink: expect.any(String) as string });
    for (const use of uses(old.progressLink, old.ratingLink ?? '')) {
      const refused = await use();
      expect([refused.status, refused.body.code]).toEqual([410, 'link-withdrawn']);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await ask(old.number, old.queryCode)).status).toBe(404);
    expect((await ask(old.number, fresh.queryCode)).status).toBe(200);
    expect((await world.get(fresh.progressLink, null)).status).toBe(200);
    const rated = await world.send('POST', fresh.ratingLink ?? '', null, { body: { solved: 'yes', satisfied: 5 } });
    expect(rated.status).toBe(200);
    const { rows } = await world.database.pool.query('SELECT * FROM link_withdrawal WHERE ticket_id = $1', [old.id]);
    expect(rows).toMatchObject([{ generation: 0, actor_role: 'operator', reason: 'lost' }]);
  });

  it('are withdrawn once when the operator clicks twice, and again when those were lost as well', async () => {
    const { id } = await awaitingRating();
    const [one, two] = await Promise.all([withdraw(id, 0), withdraw(id, 0)]);
    expect(linksIn(one)).toEqual(linksIn(two));
    expect(linksIn(await withdraw(id, 1, 'wrongPerson')).linkGeneration).toBe(2);
    // A click of long ago withdraws nothing that was told since.
    expect(linksIn(await withdraw(id, 0)).linkGeneration).toBe(2);
    const ahead = await withdraw(id, 2 + 1);
    expect(ahead.body.code).toBe('stale-version');
    const after = linksIn(await world.get(`/api/v1/tickets/${id}`, world.key('callbackAgent')));
    expect(after.linkGeneration).toBe(2);
  });

  it('are withdrawn by those alone who tell them, for a reason of the list', async () => {
    const { id } = await awaitingRating();
    for (const role of ['supervisor', 'dispatcher', 'auditor'] as const)
      expect([role, (await withdraw(id, 0, 'lost', world.key(role))).status]).toEqual([role, 403]);
    expect((await withdraw(id, 0, 'lost', water())).status).toBe(403);
    expect((await withdraw(id, 0, '手机丢了')).body.errors?.[0]?.pointer).toBe('/reason');
    expect((await withdraw('0192d3c4-0000-7000-8000-00000000000a', 0)).status).toBe(404);
    expect(linksIn(await world.get(`/api/v1/tickets/${id}`, world.key('operator'))).linkGeneration).toBe(0);
  });

  it('survive what happens to the ticket afterwards: a step leaves the generation as it is', async () => {
    const { id } = await awaitingRating();
    const { progressLink, ratingLink } = linksIn(await withdraw(id, 0));
    await world.send('POST', ratingLink ?? '', null, { body: { solved: 'no', satisfied: 1, reason: '还在漏' } });
    expect((await world.get(progressLink, null)).status).toBe(200);
    expect((await world.row(id))['link_generation']).toBe(1);
  });
});

describe('the links of a ticket that ended', () => {
  it('open for half a year, and then no more, while an open ticket’s go on', async () => {
    const { id, number, queryCode, progressLink, ratingLink } = await awaitingRating();
    const open = await awaitingRating();
    await world.send('POST', ratingLink ?? '', null, { body: { solved: 'yes', satisfied: 5 } });
    expect((await world.get(progressLink, null)).status).toBe(200);
    world.later(179 * DAY);
    expect((await world.get(progressLink, null)).status).toBe(200);
    world.later(2 * DAY);
    for (const use of uses(progressLink, ratingLink ?? '')) {
      const refused = await use();
      expect([refused.status, refused.body.code]).toEqual([410, 'link-ended']);
    }
    expect((await ask(number, queryCode)).body.code).toBe('link-ended');
    // Who guesses learns no more of it than of any other.
    expect((await ask(number, 'ABCD2345')).body.code).toBe('progress-not-found');
    expect((await world.get(open.progressLink, null)).status).toBe(200);
    expect((await world.get(`/api/v1/tickets/${id}`, world.key('operator'))).status).toBe(200);
  });
});
