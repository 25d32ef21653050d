import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import dayjs from 'dayjs';
import { fieldsOf } from '../../web/forms/fields.js';
import { valuesOf, wordsOf } from '../../web/forms/draft-words.js';
import { KeptDraft, NOTHING_SAID, type Kept, type Said, type Words } from '../../web/forms/kept-draft.js';

const AWAY = new Error('away');
const OWN_KEY = 'made here';

/** One draft as the API keeps it, which several pages write. */
class ApiDraft {
  there: Kept | null = null;
  isAway = false;
  losesAnswers = false;
  readonly writes: Words[] = [];

  find = async (): Promise<Kept | null> => {
    if (this.isAway) throw AWAY;
    return this.there;
  };
  put = async (words: Words, version: number): Promise<Kept | null> => {
    if (this.isAway) throw AWAY;
    if (version !== (this.there?.version ?? 0)) return null;
    const asJson = JSON.parse(JSON.stringify(words)) as Words;
    this.writes.push(asJson);
    this.there = {
      version: version + 1,
      requestKey: 'of the draft',
      updatedAt: '2026-03-02T10:32:07+08:00',
      words: asJson,
    };
    if (this.losesAnswers) throw AWAY;
    return this.there;
  };
  remove = async (): Promise<void> => {
    this.there = null;
  };
  passes = (error: unknown): boolean => error === AWAY;
}

async function later(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await setImmediate();
}

function page(api: ApiDraft): { draft: KeptDraft; said: () => Said } {
  let said = NOTHING_SAID;
  const draft = new KeptDraft(api, OWN_KEY, (news) => {
    said = news;
  });
  return { draft, said: () => said };
}

describe('a draft of the console', () => {
  let api: ApiDraft;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    api = new ApiDraft();
  });
  afterEach(() => mock.timers.reset());

  it('is kept a second after the last key, once, and says when', async () => {
    const { draft, said } = page(api);
    await draft.open();
    draft.write({ note: '已' });
    await later(900);
    draft.write({ note: '已电话联系' });
    await later(900);
    expect(api.writes).toEqual([]);
    await later(100);
    await draft.save();
    expect(api.writes).toEqual([{ note: '已电话联系' }]);
    expect(said()).toEqual({ savedAt: '2026-03-02T10:32:07+08:00', elsewhere: false, taken: 0 });
  });

  it('is offered by another page, with its key', async () => {
    const { draft } = page(api);
    draft.write({ note: '已电话联系' });
    await draft.save();
    const other = page(api);
    await other.draft.open();
    expect([other.draft.words, other.draft.key, other.said().taken]).toEqual([
      { note: '已电话联系' },
      'of the draft',
      1,
    ]);
  });

  it('keeps the key under which it was sent, though another becomes known', async () => {
    const { draft } = page(api);
    draft.write({ note: '已电话联系' });
    expect(draft.useKey()).toBe(OWN_KEY);
    await draft.save();
    expect(draft.useKey()).toBe(OWN_KEY);
  });

  it('writes nothing over what another page wrote meanwhile, keeps both, and takes the other’s when asked', async () => {
    const [mine, other] = [page(api), page(api)];
    await mine.draft.open();
    await other.draft.open();
    other.draft.write({ note: '另一页' });
    await other.draft.save();
    mine.draft.write({ note: '本页' });
    await mine.draft.save();
    mine.draft.write({ note: '本页又写' });
    await later(60_000);
    expect([api.there?.words, mine.draft.words]).toEqual([{ note: '另一页' }, { note: '本页又写' }]);
    expect(mine.said()).toMatchObject({ elsewhere: true, savedAt: null });
    mine.draft.takeTheirs();
    expect([mine.draft.words, mine.said()]).toMatchObject([{ note: '另一页' }, { elsewhere: false, taken: 1 }]);
    mine.draft.write({ note: '接着写' });
    await mine.draft.save();
    expect(api.there).toMatchObject({ version: 2, words: { note: '接着写' } });
  });

  it('stays on this page while the API is away, and is kept by itself once it is back', async () => {
    const { draft, said } = page(api);
    api.isAway = true;
    await draft.open();
    draft.write({ note: '已电话联系' });
    await later(5_000);
    expect([draft.words, said()]).toEqual([{ note: '已电话联系' }, NOTHING_SAID]);
    api.isAway = false;
    await later(15_000);
    expect(api.writes).toEqual([{ note: '已电话联系' }]);
  });

  it('takes its own words for its own when only the answer was lost', async () => {
    const { draft, said } = page(api);
    await draft.open();
    api.losesAnswers = true;
    draft.write({ note: '已电话联系' });
    await draft.save();
    api.losesAnswers = false;
    await draft.save();
    expect(said()).toEqual({ savedAt: '2026-03-02T10:32:07+08:00', elsewhere: false, taken: 0 });
    expect(api.writes).toHaveLength(1);
  });

  it('is gone when it was sent, also while it is being written, and does not come back', async () => {
    const { draft } = page(api);
    draft.write({ note: '已电话联系' });
    const writing = draft.save();
    await Promise.all([writing, draft.forget()]);
    draft.write({ note: '又写' });
    await later(60_000);
    expect(api.there).toBeNull();
  });

  it('brings a picked time back through JSON as it stood, and leaves files to be chosen again', () => {
    const fields = fieldsOf('requestSuspension');
    const time = fields.find(({ kind }) => kind === 'time');
    expect(time?.name).toBe('until');
    const words = wordsOf([...fields, { name: 'attachments', kind: 'files', required: false }], {
      until: dayjs('2026-03-09T18:00:00'),
      reason: '等待配件',
      attachments: ['file'],
    });
    expect(words).toEqual({ until: '2026-03-09T18:00:00', reason: '等待配件' });
    const { until, reason } = valuesOf(fields, JSON.parse(JSON.stringify(words)) as Words);
    expect([dayjs.isDayjs(until) && until.format('YYYY-MM-DD HH:mm'), reason]).toEqual([
      '2026-03-09 18:00',
      '等待配件',
    ]);
  });
});
