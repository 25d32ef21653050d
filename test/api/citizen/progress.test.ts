import type { z } from 'zod';
import type { ProgressSchema } from '../../../contracts/progress.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../../../storage/access/citizen-links.js';
import { eventually } from '../../support/eventually.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

type Progress = z.output<typeof ProgressSchema>;

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const UNKNOWN = '9'.repeat(12);
const progressIn = (reply: Reply): Progress => JSON.parse(reply.text) as Progress;
const codeOf = (id: string): string => world.services.queryCodes.codeOf(id);
const linkOf = (id: string): string => world.services.progressLinks.linkTo(id);
const ask = (number: string, queryCode: string, phoneEnding?: string) =>
  world.send('POST', '/api/v1/progress', null, { body: { number, queryCode, ...(phoneEnding && { phoneEnding }) } });
/** Of the telephone number that is left with a ticket here. */
const ENDING = '1234';
const appeal = (id: string, reason: string) => world.send('POST', `${linkOf(id)}/appeal`, null, { body: { reason } });

async function dispatched(changes: object = {}): Promise<{ id: string; number: string }> {
  const { body } = await world.register(changes);
  await world.act(body.id, 'accept', world.key('operator'));
  await world.saysYes(body.id);
  await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  return { id: body.id, number: body.number };
}

async function declined(): Promise<{ id: string; number: string }> {
  const { body } = await world.register({ type: 'consult' });
  await world.act(body.id, 'decline', world.key('operator'), { code: 'privateCivil', reason: '邻里买卖纠纷' });
  return { id: body.id, number: body.number };
}

describe("the citizen's code and links", () => {
  it('are shown to those alone who tell them, by keys that may act, and to whom is written down', async () => {
    const { id } = await dispatched();
    const scoped = async (role: string, scopes: string[]): Promise<string> => {
      const body = { name: role, role, unit: 'hotline', scopes };
      const made = await world.send('POST', '/api/v1/keys', world.key('administrator'), { body });
      return (made.body as unknown as { apiKey: string }).apiKey;
    };
    const shown = async (apiKey: string): Promise<boolean> => {
      const { body } = await world.get(`/api/v1/tickets/${id}`, apiKey);
      expect(body.id).toBe(id);
      return 'queryCode' in body || 'progressLink' in body || 'ratingLink' in body;
    };
    for (const role of ['supervisor', 'administrator', 'director', 'dispatcher', 'auditor'] as const) {
      expect([role, await shown(world.key(role))]).toEqual([role, false]);
    }
    expect(await shown(await scoped('operator', ['read']))).toBe(false);
    const agent = await scoped('callbackAgent', ['read', 'command']);
    expect([await shown(agent), await shown(agent)]).toEqual([true, true]);
    const me = (await world.get('/api/v1/me', agent)).body.id;
    await eventually(async () => {
      const { rows } = await world.database.pool.query('SELECT account_id, times FROM hand_out WHERE ticket_id = $1', [
        id,
      ]);
      expect(rows).toContainEqual({ account_id: me, times: 2 });
      // The operator who registered it was shown them too; nobody else was.
      expect(rows).toHaveLength(2);
    }, 30_000);
  });
});

describe('a citizen who asks how it stands', () => {
  it('learns state, date, unit and steps with number and code, and gets a link that shows the same', async () => {
    const { id, number } = await dispatched();
    const { body: told } = await world.get(`/api/v1/tickets/${id}`, world.key('operator'));
    expect(told).toMatchObject({ queryCode: codeOf(id), progressLink: linkOf(id) });
    const ofUnit = await world.get(`/api/v1/tickets/${id}`, world.key('handler', 'water'));
    expect(ofUnit.body).not.toHaveProperty('queryCode');
    expect(ofUnit.body).not.toHaveProperty('progressLink');
    const byCode = await ask(number, told.queryCode ?? '', ENDING);
    expect(byCode.status).toBe(200);
    expect(byCode.headers.get('cache-control')).toBe('no-store');
    const progress = progressIn(byCode);
    const seen = await world.get(`/api/v1/tickets/${id}`, world.key('supervisor'));
    expect(progress).toMatchObject({
      number,
      state: 'dispatched',
      text: { en: 'Sent to the responsible unit, which has not acknowledged it yet.' },
      dueAt: seen.body.citizenDueAt,
      unit: { zh: seen.body.lead?.name },
      appealUntil: null,
      ratingLink: null,
    });
    expect(progress.steps.map(({ text }) => text.en)).toEqual(['registered', 'accepted', 'dispatched']);
    expect(progressIn(await world.get(progress.link ?? '', null))).toEqual(progress);
  });

  it('is told no link by the code alone, which is short enough to be guessed or overheard', async () => {
    const { id, number } = await dispatched();
    const byCode = progressIn(await ask(number, codeOf(id)));
    expect(byCode).toMatchObject({ state: 'dispatched', link: null, ratingLink: null });
    const { link, ...same } = progressIn(await ask(number, codeOf(id), ENDING));
    expect(link).toBe(linkOf(id));
    expect({ ...same, link: null }).toEqual(byCode);
  });

  it('learns nothing with the right code and the wrong end of the telephone number, as with a wrong code', async () => {
    const { body } = await world.register();
    const wrongCode = await ask(body.number, 'ABCD2345', ENDING);
    const wrongEnding = await ask(body.number, codeOf(body.id), '4321');
    const said = ({ status, body: { code, detail } }: Reply) => ({ status, code, detail });
    expect(said(wrongEnding)).toEqual(said(wrongCode));
    const silent = await world.register({ citizen: { identity: 'anonymous' } });
    expect((await ask(silent.body.number, codeOf(silent.body.id), '0000')).status).toBe(404);
    expect((await ask(silent.body.number, codeOf(silent.body.id))).status).toBe(200);
    expect((await ask(body.number, codeOf(body.id), '12345')).body.errors?.[0]?.pointer).toBe('/phoneEnding');
  });

  it('may write the code as it was read out', async () => {
    const { body } = await world.register();
    const code = codeOf(body.id).toLowerCase();
    expect((await ask(body.number, ` ${code.slice(0, 4)}-${code.slice(4)} `)).status).toBe(200);
  });

  it('may write number and code in full width, with blanks or without the dash', async () => {
    const { body } = await world.register();
    const wide = (text: string): string =>
      [...text].map((sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)).join('');
    const code = codeOf(body.id);
    for (const number of [wide(body.number), body.number.replace('-', ''), body.number.replace('-', ' ')]) {
      expect([number, (await ask(number, wide(code))).status]).toEqual([number, 200]);
    }
  });

  it('learns nothing with a wrong code, not even whether there is such a number', async () => {
    const { body } = await world.register();
    const other = await world.register();
    const withoutInstance = ({ status, body: { code, detail } }: Reply) => ({ status, code, detail });
    const wrong = withoutInstance(await ask(body.number, codeOf(other.body.id)));
    expect(wrong).toMatchObject({ status: 404, code: 'progress-not-found' });
    expect(withoutInstance(await ask(UNKNOWN, codeOf(body.id)))).toEqual(wrong);
    // An id is no number, though the system itself finds tickets by both.
    expect(withoutInstance(await ask(body.id, codeOf(body.id)))).toEqual(wrong);
    expect((await ask(body.number, '')).status).toBe(404);
  });

  it('is shown nothing that is personal, and nothing of the dispute about whose job it is', async () => {
    const { id, number } = await dispatched();
    const reason = '不属于我单位王科长管';
    await world.act(id, 'requestReturn', world.key('handler', 'water'), { reason, basis: '三定方案' });
    const decision = { request: 1, grant: true, reason: '同意退单' };
    await world.act(id, 'decide', world.key('dispatcher'), decision);
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'housing', reason: '改派' });
    const { text } = await ask(number, codeOf(id));
    expect(text).not.toMatch(/王科长|王小明|1380000|138\*|井盖|建设路|退单|return/);
    expect(progressIn(await ask(number, codeOf(id))).steps.map((step) => step.text.zh)).toEqual([
      '登记',
      '受理',
      '派单',
      '派单',
    ]);
    expect(world.logged()).not.toContain(codeOf(id));
    expect(world.logged()).not.toContain(linkOf(id).split('/').at(-1));
  });

  it('who reports somebody is never shown a unit', async () => {
    const { id, number } = await dispatched({ type: 'report', noneNamed: true });
    const { text } = await ask(number, codeOf(id));
    const seen = await world.get(`/api/v1/tickets/${id}`, world.key('supervisor'));
    expect(JSON.parse(text)).toMatchObject({ state: 'dispatched', unit: null });
    expect(text).not.toContain(seen.body.lead?.name ?? '');
    expect(text).not.toContain('"water"');
  });

  it('finds the link to rate by while a rating is awaited', async () => {
    const { id, number } = await dispatched();
    const water = world.key('handler', 'water');
    await world.act(id, 'acknowledge', water);
    const reply = { facts: '属实', basis: '条例', measures: '已换', contacted: '已联系', text: '已更换井盖' };
    await world.act(id, 'reply', water, reply);
    await world.act(id, 'reviewReply', world.key('reviewer'), { accept: true });
    const { ratingLink, dueAt } = progressIn(await ask(number, codeOf(id), ENDING));
    // What was promised is done.
    expect(dueAt).toBeNull();
    const rated = await world.send('POST', ratingLink ?? '', null, { body: { solved: 'yes', satisfied: 5 } });
    expect(rated.status).toBe(200);
    const after = progressIn(await ask(number, codeOf(id)));
    expect(after).toMatchObject({ state: 'closed', text: { en: 'Solved.' }, dueAt: null, ratingLink: null });
  });
});

describe('a citizen whose matter was declined', () => {
  it('sees why and until when to appeal, appeals by the link once, and another person decides', async () => {
    const { id, number } = await declined();
    const before = progressIn(await ask(number, codeOf(id)));
    expect(before.steps.at(-1)).toMatchObject({ reason: { zh: '属私人民事、市场行为' } });
    expect(before.appealUntil).toMatch(/\+08:00$/);

    const twice = await Promise.all([appeal(id, '是物业公司违规'), appeal(id, '是物业公司违规')]);
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);
    expect(progressIn(twice[0])).toMatchObject({ appealUntil: null });
    expect((await appeal(id, '再说一次')).body.code).toBe('request-open');

    const seen = await world.get(`/api/v1/tickets/${id}`, world.key('reviewer'));
    expect(seen.body.requests).toMatchObject([{ kind: 'appeal', status: 'open', by: { role: 'citizen' } }]);
    const grant = { request: 1, grant: true, reason: '属监管职责' };
    expect((await world.act(id, 'decide', world.key('operator'), grant)).body.code).toBe('actor-not-allowed');
    expect((await world.act(id, 'decide', world.key('reviewer'), grant)).status).toBe(200);
    const after = progressIn(await world.get(linkOf(id), null));
    expect(after.state).toBe('pendingDispatch');
    expect(after.steps.slice(-2).map(({ text }) => text.en)).toEqual(['appealed', 'appeal granted']);
    expect(world.logged()).not.toContain('物业');
  });

  it('is told what is wrong with an appeal, and nothing is lost by it', async () => {
    const { id } = await declined();
    const empty = await world.send('POST', `${linkOf(id)}/appeal`, null, { body: { reason: '' } });
    expect([empty.status, empty.body.errors?.[0]?.pointer]).toEqual([400, '/reason']);
    const { id: open } = await dispatched();
    const early = await appeal(open, '我不同意');
    expect([early.status, early.body.code]).toEqual([409, 'illegal-transition']);
  });
});

describe('a link', () => {
  const master = Buffer.alloc(32, 5);
  const id = '0192d3c4-0000-7000-8000-00000000000a';
  const links = createProgressLinks(master, 'https://hotline.example.org/');
  const tokenOf = (link: string): string => link.split('/').at(-1) ?? '';

  it('names its ticket to who made it and to nobody else', () => {
    const link = links.linkTo(id);
    expect(link).toMatch(/^https:\/\/hotline\.example\.org\/api\/v1\/progress\/[\w-]+$/);
    expect(links.read(tokenOf(link))).toEqual({ ticketId: id, generation: 0 });
    expect(links.read(tokenOf(links.linkTo(id, 3)))).toEqual({ ticketId: id, generation: 3 });
    expect(createProgressLinks(Buffer.alloc(32, 6), undefined).read(tokenOf(link))).toBeNull();
  });

  it('of one kind never passes for one of the other, nor does a code', () => {
    const ratings = createRatingLinks(master, undefined);
    expect(links.read(tokenOf(ratings.linkTo(id, 1)))).toBeNull();
    expect(ratings.read(tokenOf(links.linkTo(id)))).toBeNull();
    expect(links.read(createQueryCodes(master).codeOf(id))).toBeNull();
  });

  it('that was altered leads nowhere', async () => {
    const { body } = await world.register();
    const link = linkOf(body.id);
    const altered = `${link.slice(0, -4)}AAAA`;
    for (const path of [altered, '/api/v1/progress/x', `${link}A`]) {
      expect((await world.get(path, null)).status).toBe(404);
      expect((await world.send('POST', `${path}/appeal`, null, { body: { reason: '不服' } })).status).toBe(404);
    }
  });
});
