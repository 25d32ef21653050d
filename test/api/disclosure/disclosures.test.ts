import { randomUUID } from 'node:crypto';
import { createApiWorld, TICKET, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';

const MINUTE_MS = 60_000;
const REPORT = {
  type: 'report',
  accusedUnit: 'housing',
  title: '反映某科长收受好处',
  text: '我亲眼看见他收了红包。',
} as const;
/** What a person let units read of it. */
const READ_BY_UNITS = { title: '作风问题', text: '请核实有关情况。' } as const;
const { name: NAME, phone: PHONE } = TICKET.citizen;
const ASK = {
  fields: ['telephone', 'name'],
  purpose: 'callBack',
  words: '约定今天下午回电，须拨打其本人号码。',
} as const;

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const pathOf = (id: string, rest = ''): string => `/api/v1/tickets/${id}/disclosures${rest}`;
const ask = (id: string, key: string, body: object = ASK): Promise<Reply> =>
  world.send('POST', pathOf(id), key, { body });
const decide = (id: string, of: string, key: string, grant = true): Promise<Reply> =>
  world.send('POST', pathOf(id, `/${of}/decision`), key, { body: { grant } });
const withdraw = (id: string, of: string, key: string): Promise<Reply> =>
  world.send('POST', pathOf(id, `/${of}/withdrawal`), key);
const page = (id: string, key: string): Promise<Reply> => world.get(`/api/v1/tickets/${id}`, key);

/** With water, which asks to call the citizen back. */
async function dispatched(changes: object = REPORT): Promise<Json> {
  const { body } = await world.register(changes);
  await world.act(body.id, 'accept', world.key('operator'));
  if (body.protection !== 'open') await world.act(body.id, 'confirmRedaction', world.key('dispatcher'), READ_BY_UNITS);
  const sent = await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属供水职责' });
  if (sent.status !== 200) throw new Error(`Not dispatched: ${sent.text}`);
  return sent.body;
}
const unit = (): string => world.key('handler', 'water');

/** Later everywhere; nothing of the ticket's own is due by then. */
async function minutesLater(id: string, minutes: number): Promise<void> {
  await world.timeGoesOn(id, new Date(Date.now() + minutes * MINUTE_MS).toISOString());
}

describe('what a protected ticket keeps back', () => {
  it('is shown once a second person in another position has granted it, with until when, and to nobody else', async () => {
    const { id } = await dispatched();
    expect((await page(id, unit())).text).not.toContain(PHONE);
    const asked = await ask(id, unit());
    expect([asked.status, asked.body.state]).toEqual([202, 'waiting']);
    expect((await page(id, unit())).text).not.toContain(PHONE);
    const decided = await decide(id, asked.body.id, world.key('supervisor'));
    expect([decided.status, decided.body.state]).toEqual([200, 'holds']);
    const shown = (await page(id, unit())).body;
    expect(shown.citizen).toMatchObject({ name: NAME, phone: expect.stringContaining(PHONE) as string });
    const me = (await world.get('/api/v1/me', unit())).body.id;
    expect(shown.disclosures).toMatchObject([
      { id: asked.body.id, fields: ASK.fields, purpose: 'callBack', to: me, until: expect.any(String) as string },
    ]);
    expect((await world.get(`/api/v1/tickets/${id}/live`, unit())).text).toContain(PHONE);
    expect((await page(id, world.key('assessor'))).text).not.toContain(PHONE);
  });

  it('is asked of those who decide: one notice in their inbox, which names the ticket and neither who asked nor why', async () => {
    const { id, number } = await dispatched();
    const told = async (key: string): Promise<Json[]> =>
      (await world.get('/api/v1/notices?limit=100', key)).body.items.filter((one) =>
        JSON.stringify(one).includes('disclosureWaiting'),
      );
    await ask(id, unit());
    await ask(id, unit());
    for (const role of ['supervisor', 'dutyManager', 'director'] as const) {
      const notices = await told(world.key(role));
      expect([role, notices.length]).toEqual([role, 1]);
      expect(JSON.stringify(notices)).toContain(number);
      expect(JSON.stringify(notices)).not.toMatch(/water|callBack|约定今天下午/);
    }
    for (const key of [unit(), world.key('operator'), world.key('auditor')]) expect(await told(key)).toEqual([]);
    await ask(id, unit(), { ...ASK, fields: ['address'] });
    expect(await told(world.key('dutyManager'))).toHaveLength(2);
    // Of an ordinary ticket it is granted at once, and nobody has to decide.
    const { body } = await world.register();
    await ask(body.id, world.key('reviewer'), { ...ASK, fields: ['telephone'] });
    expect(await told(world.key('dutyManager'))).toHaveLength(2);
  });

  it('is in no list, no search hit and no answer that is kept, whatever was granted', async () => {
    const { id, number } = await dispatched();
    const { body } = await ask(id, unit(), { ...ASK, fields: ['title', 'name', 'telephone'] });
    await decide(id, body.id, world.key('director'));
    expect((await page(id, unit())).body.title).toBe(REPORT.title);
    for (const path of ['tickets?limit=5', `tickets?q=${number}`, 'inbox', 'events', 'approvals'])
      for (const word of [REPORT.title, PHONE, NAME])
        expect([path, word, (await world.get(`/api/v1/${path}`, unit())).text.includes(word)]).toEqual([
          path,
          word,
          false,
        ]);
    const key = randomUUID();
    const command = await world.act(id, 'acknowledge', unit(), {}, { key });
    expect(command.status).toBe(200);
    for (const word of [PHONE, NAME]) expect(command.text).not.toContain(word);
  });

  it('ends after fifteen minutes, without anybody doing anything', async () => {
    const { id } = await dispatched();
    const { body } = await ask(id, unit());
    await decide(id, body.id, world.key('supervisor'));
    await minutesLater(id, 14);
    expect((await page(id, unit())).text).toContain(PHONE);
    await minutesLater(id, 16);
    const after = await page(id, unit());
    expect(after.text).not.toContain(PHONE);
    expect(after.body.disclosures).toBeUndefined();
    const [kept] = (await world.get(pathOf(id), unit())).body.items;
    expect(kept).toMatchObject({ state: 'ended', words: ASK.words });
  });

  it('ends at once when it is taken back, by who asked and by who decides, and when the ticket is sent elsewhere', async () => {
    const { id } = await dispatched();
    for (const by of [unit(), world.key('supervisor')]) {
      const { body } = await ask(id, unit());
      await decide(id, body.id, world.key('supervisor'));
      expect((await page(id, unit())).text).toContain(PHONE);
      expect((await withdraw(id, body.id, by)).body.state).toBe('withdrawn');
      expect((await withdraw(id, body.id, by)).status).toBe(200);
      expect((await decide(id, body.id, world.key('supervisor'))).body.code).toBe('disclosure-over');
      expect((await page(id, unit())).text).not.toContain(PHONE);
    }
    const agent = world.key('reviewer');
    const { body } = await ask(id, agent);
    await decide(id, body.id, world.key('supervisor'));
    expect((await page(id, agent)).text).toContain(PHONE);
    await world.act(id, 'acknowledge', unit());
    await world.act(id, 'requestReturn', unit(), { reason: '非本局职责', basis: '三定方案' });
    expect((await page(id, agent)).text).toContain(PHONE);
    const returned = await world.act(id, 'decide', world.key('dispatcher'), {
      request: 1,
      grant: true,
      reason: '属实',
    });
    expect([returned.status, returned.body.lead]).toEqual([200, null]);
    expect((await page(id, agent)).text).not.toContain(PHONE);
  });

  it('is decided by nobody who asked, by no colleague in the same position, and by no unit', async () => {
    const { id } = await dispatched();
    const supervisor = world.key('supervisor');
    const { body } = await ask(id, supervisor, { ...ASK, purpose: 'danger' });
    const own = await decide(id, body.id, supervisor);
    expect([own.status, own.body.code]).toEqual([403, 'separation-of-duties']);
    const colleague = (await world.services.keys.create({ name: 'x', role: 'supervisor', unit: null })).apiKey;
    expect((await decide(id, body.id, colleague)).body.code).toBe('separation-of-duties');
    expect((await decide(id, body.id, unit())).status).toBe(403);
    expect((await decide(id, body.id, world.key('director'))).status).toBe(200);
  });

  it('is 409 when a day has passed, and when it was decided before; the same decision again is the same', async () => {
    const { id } = await dispatched();
    const first = (await ask(id, unit())).body;
    expect((await decide(id, first.id, world.key('supervisor'), false)).body.state).toBe('denied');
    expect((await decide(id, first.id, world.key('supervisor'), false)).status).toBe(200);
    expect((await decide(id, first.id, world.key('director'))).body.code).toBe('disclosure-over');
    expect((await page(id, unit())).text).not.toContain(PHONE);
    const second = (await ask(id, unit())).body;
    await minutesLater(id, 24 * 60 + 1);
    const late = await decide(id, second.id, world.key('supervisor'));
    expect([late.status, late.body.code]).toEqual([409, 'disclosure-over']);
  });

  it('is not asked for by who may not, for no purpose of theirs, nor twice at once', async () => {
    const { id } = await dispatched();
    expect((await ask(id, world.key('administrator'), { ...ASK, purpose: 'danger' })).status).toBe(403);
    expect((await ask(id, unit(), { ...ASK, purpose: 'curiosity' })).status).toBe(400);
    expect((await ask(id, unit(), { ...ASK, words: ' ' })).status).toBe(400);
    expect((await ask(id, unit(), { ...ASK, fields: [] })).status).toBe(400);
    expect((await ask(id, world.key('dispatcher'), { ...ASK, fields: ['text'] })).body.code).toBe(
      'disclosure-needless',
    );
    expect((await ask(id, world.key('handler', 'housing'))).status).toBe(404);
    const [one, again] = [await ask(id, unit()), await ask(id, unit())];
    expect(again.body.id).toBe(one.body.id);
  });

  it('is never shown to a key that only reads, though its person was granted it', async () => {
    const { id } = await dispatched();
    const { keys } = world.services;
    const reads = await keys.create({ name: 'x', role: 'reviewer', unit: null, scopes: ['read'] });
    expect((await ask(id, reads.apiKey)).body.code).toBe('scope-missing');
    const { body } = await ask(id, world.key('reviewer'));
    await decide(id, body.id, world.key('supervisor'));
    await world.database.pool.query('UPDATE disclosure SET asked_by = $1', [reads.id]);
    expect((await page(id, reads.apiKey)).text).not.toContain(PHONE);
  });

  it('leaves a look with its purpose, and its words where nobody reads them without the key', async () => {
    const { id } = await dispatched();
    const { body } = await ask(id, unit());
    await decide(id, body.id, world.key('supervisor'));
    await page(id, unit());
    const { items } = (await world.get(`/api/v1/tickets/${id}/looks`, world.key('auditor'))).body;
    expect(items.find((look) => (look as unknown as { how: string }).how === 'unmask')).toMatchObject({
      actor: { role: 'handler', unit: 'water' },
      purpose: 'callBack',
      fields: expect.arrayContaining(['name', 'telephone']) as string[],
    });
    const { rows } = await world.database.pool.query<{ sealed: string }>(
      `SELECT encode(words_sealed, 'escape') AS sealed FROM disclosure`,
    );
    expect(rows[0]?.sealed).not.toContain('回电');
  });

  it('is read of all requests by who decides and who audits, and of their own by everybody else', async () => {
    const { id } = await dispatched();
    await ask(id, unit());
    await ask(id, world.key('reviewer'));
    const count = async (key: string): Promise<number> => (await world.get(pathOf(id), key)).body.items.length;
    for (const role of ['supervisor', 'dutyManager', 'director', 'auditor'] as const)
      expect([role, await count(world.key(role))]).toEqual([role, 2]);
    expect([await count(unit()), await count(world.key('reviewer')), await count(world.key('dispatcher'))]).toEqual([
      1, 1, 0,
    ]);
  });
});

describe('what an ordinary ticket masks', () => {
  it('is granted at once, for fifteen minutes, and written down', async () => {
    const { id } = await dispatched({ title: '路灯不亮' });
    expect((await page(id, unit())).text).not.toContain(PHONE);
    const asked = await ask(id, unit(), { ...ASK, fields: ['telephone'] });
    expect([asked.status, asked.body.state]).toEqual([201, 'holds']);
    expect((await page(id, unit())).text).toContain(PHONE);
    await minutesLater(id, 16);
    expect((await page(id, unit())).text).not.toContain(PHONE);
  });
});
