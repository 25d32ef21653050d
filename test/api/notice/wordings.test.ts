import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const SHOUTED = {
  templates: {
    task: {
      sms: 'HY_TASK',
      subject: { zh: '请协助：{{number}}', en: 'Help wanted: {{number}}' },
      text: { zh: '工单{{number}}请贵单位协助。', en: 'Please help with ticket {{number}}.' },
    },
  },
};
const ask = (method: string, path = '', say: object = {}) =>
  world.send(method, `/api/v1/notice-wordings${path}`, world.key('administrator'), say);
const put = (body: object, ifMatch: string, code = 'default') => ask('PUT', `/${code}`, { body, ifMatch });

describe('the wording of notices', () => {
  it('is as it is shipped, until somebody says it otherwise; what is left out stays', async () => {
    const shipped = (await ask('GET', '/default')).body as unknown as {
      whole: { templates: Record<string, object> };
    };
    expect(shipped).toMatchObject({ version: 0, own: {} });
    const put1 = await put(SHOUTED, '"v0"');
    expect([put1.status, put1.headers.get('etag')]).toEqual([200, '"v1"']);
    const { whole } = put1.body as unknown as typeof shipped;
    expect(whole.templates['task']).toMatchObject(SHOUTED.templates.task);
    expect(whole.templates['reminder']).toEqual(shipped.whole.templates['reminder']);
  });

  it('is used by the inbox at once, without a restart', async () => {
    const { id } = (await world.register()).body;
    await world.act(id, 'accept', world.key('operator'));
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', coUnits: ['housing'], reason: '主管' });
    const inbox = async () =>
      JSON.stringify((await world.get('/api/v1/notices', world.key('handler', 'housing'))).body.items);
    expect(await inbox()).not.toContain('请贵单位协助');
    await put(SHOUTED, '"v0"');
    expect(await inbox()).toContain('请贵单位协助');
  });

  it('is refused when it asks for words that its notice has not got, and the place is named', async () => {
    const wrong = { templates: { task: { ...SHOUTED.templates.task, text: { zh: '{{citizen}}', en: 'x' } } } };
    const refused = await put(wrong, '"v0"');
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('{{citizen}} is not among number')]);
    expect(refused.text).toContain('/templates/task/text/zh');
  });

  it('of a pack lies over that for all, and neither is changed behind the back of another', async () => {
    const sign = { zh: '首都12345', en: 'Capital 12345' };
    await put(SHOUTED, '"v0"');
    expect((await put({ sign }, '"v0"', 'beijing')).body).toMatchObject({
      whole: { sign, templates: { task: SHOUTED.templates.task } },
    });
    expect((await put({}, '"v0"')).body.code).toBe('stale-version');
    expect((await put({ sign }, '"v0"', 'nowhere')).status).toBe(404);
  });

  it('is shown about an invented ticket before it is kept', async () => {
    const question = { template: 'task', own: SHOUTED };
    const shown = await ask('POST', '/default/preview', { body: question });
    expect(shown.body).toMatchObject({ en: { text: 'Please help with ticket 20261129000001.' } });
    expect((await ask('GET', '/default')).body).toMatchObject({ version: 0 });
    const { items } = (await ask('GET', '')).body;
    expect(items).toContainEqual({ code: 'default', version: 0, notices: [] });
    for (const template of ['reminder', 'citizenAccepted', 'citizenExtended', 'lookAlert', 'redo']) {
      const { text } = await ask('POST', '/default/preview', { body: { template } });
      expect([template, text]).toEqual([template, expect.not.stringMatching(/—|\{\{/)]);
    }
  });

  it('is put back by taking the change back, as a version of its own', async () => {
    await put(SHOUTED, '"v0"');
    const undone = await world.send('POST', '/api/v1/admin/changes/1/undo', world.key('administrator'));
    expect(undone.status).toBe(200);
    expect((await ask('GET', '/default')).body).toMatchObject({ version: 2, own: {} });
  });
});
