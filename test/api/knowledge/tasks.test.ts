import { randomUUID } from 'node:crypto';
import { aColleague, commandEntry, ENTRY, publishedEntry, writeEntry } from '../../support/an-entry.js';
import { removeWords } from '../../../storage/erasure/words-of-ticket.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

/** As the tests read a task. */
interface Task {
  readonly id: string;
  readonly kind: string;
  readonly entry: string;
  readonly unit: { readonly id: string } | null;
  readonly times: number;
  readonly openedAt: string;
  readonly dueAt: string;
  readonly outcome: string | null;
  readonly endedBy: { readonly role: string } | null;
  readonly mayDismiss: boolean;
}

let world: ApiWorld;
let colleague: string;
beforeAll(async () => {
  world = await createApiWorld();
  colleague = await aColleague(world);
});
afterAll(() => world.close());

const taskOf = (reply: Reply): Task => reply.body as unknown as Task;
const writer = (): string => world.key('handler', 'water');
const ask = (id: string, question: string, key = world.key('operator')): Promise<Reply> =>
  world.send('PUT', `/api/v1/knowledge/${id}/gap`, key, { body: { question, classCode: ENTRY.classCode } });
const correct = (entry: string, id: string, about: string, version = 1): Promise<Reply> =>
  world.send('PUT', `/api/v1/knowledge/${entry}/corrections/${id}`, world.key('operator'), {
    body: { version, about, text: '时限已经改了。' },
  });
const dismiss = (task: string, key: string, reason: string): Promise<Reply> =>
  world.send('POST', `/api/v1/knowledge/tasks/${task}/commands/dismiss`, key, { body: { reason } });
const tasks = async (
  query: string,
  key = writer(),
): Promise<{ items: Task[]; nextCursor: string | null; mine: object }> =>
  (await world.get(`/api/v1/knowledge/tasks?${query}`, key)).body as never;
const published = (question: string, more: object = {}): Promise<string> =>
  publishedEntry(world, colleague, { ...ENTRY, question, ...more });
const disputed = async (question: string): Promise<unknown> => {
  const { body } = await world.send('POST', '/api/v1/knowledge/search', world.key('operator'), { body: { question } });
  return (body as unknown as { items: { disputed: boolean }[] }).items[0]?.disputed;
};

describe('an answer that is missing', () => {
  it('is asked for in one press, is its owner’s to write, and is counted when others ask the same', async () => {
    const [id, question] = [randomUUID(), '二次供水水箱多久清洗一次'];
    const asked = await ask(id, question);
    expect([asked.status, taskOf(asked)]).toMatchObject([
      201,
      { kind: 'gap', unit: { id: 'water' }, times: 1, entry: id },
    ]);
    expect((await ask(id, question)).status).toBe(200);
    expect(taskOf(await ask(randomUUID(), question))).toMatchObject({ id, times: 2 });
    const { items } = await tasks('mine=true&kind=gap');
    expect(items).toMatchObject([{ id, outcome: null }]);

    const content = { ...ENTRY, question };
    expect((await writeEntry(world, id, content)).status).toBe(201);
    expect((await tasks(`entry=${id}`)).items).toMatchObject([{ kind: 'gap' }]);
    await commandEntry(world, { id }, 'submit', writer());
    expect((await tasks(`entry=${id}`)).items).toMatchObject([{ kind: 'unitReview' }]);
    expect((await tasks(`entry=${id}&ended=true`)).items).toMatchObject([
      { kind: 'gap', outcome: 'done', endedBy: { role: 'handler' } },
    ]);
  });

  it('is dismissed with a reason by who would have to write it, or by the hotline, and by nobody else', async () => {
    const id = randomUUID();
    await ask(id, '水厂可以参观吗');
    expect((await dismiss(id, world.key('operator'), '没有')).status).toBe(403);
    expect((await dismiss(id, world.key('handler', 'housing'), '没有')).body.code).toBe('actor-not-allowed');
    expect(taskOf(await dismiss(id, writer(), '已有相同条目'))).toMatchObject({
      outcome: 'dismissed',
      mayDismiss: false,
    });
    expect((await dismiss(id, writer(), '已有相同条目')).status).toBe(200);
    expect((await dismiss(id, writer(), '另一个理由')).body.code).toBe('illegal-transition');
    expect((await dismiss(randomUUID(), writer(), '没有')).body.code).toBe('knowledge-task-not-found');
  });

  it('is the hotline’s to find an owner for, while nobody knows the class', async () => {
    const body = { question: '澄川一卡通丢了找谁', classCode: null };
    const asked = await world.send('PUT', `/api/v1/knowledge/${randomUUID()}/gap`, world.key('operator'), { body });
    expect(taskOf(asked)).toMatchObject({ kind: 'gap', unit: null, classCode: null });
  });

  it('is not asked for under the id of an entry that is there', async () => {
    expect((await ask(await published('水务热线的工作时间'), '别的问题')).body.code).toBe('illegal-transition');
  });

  it('keeps no search from finding what was published, though it has no version yet', async () => {
    await ask(randomUUID(), '水费账单看不懂');
    await published('水表冻裂了谁来修');
    expect(await disputed('水表冻裂谁修')).toBe(false);
  });
});

describe('a consult that was answered', () => {
  const consult = async (entry?: object, type = 'consult'): Promise<string> => {
    const title = `${randomUUID().slice(0, 4)}一户多人口怎么申请阶梯水价，电话13911110000`;
    const { body } = await world.register({ title, type, classCode: ENTRY.classCode });
    const told = await world.act(body.id as string, 'answer', world.key('operator'), {
      text: '凭户口本登记。',
      ...entry,
    });
    expect(told.status).toBe(200);
    return title.slice(0, 10);
  };
  const asked = async (title: string): Promise<Task[]> =>
    (await tasks('kind=gap&limit=100', world.key('operator'))).items.filter((one) =>
      (one as unknown as { question: string }).question.startsWith(title),
    );

  it('out of somebody’s own head opens a task of who owns the class, which names nobody', async () => {
    const title = await consult();
    const found = await asked(title);
    expect(found).toMatchObject([{ unit: { id: 'water' } }]);
    expect(JSON.stringify(found)).not.toContain('13911110000');
  });

  it('leaves no words of it, once the ticket is erased', async () => {
    const title = await consult();
    const [task] = await asked(title);
    const { pool } = world.database;
    const { rows } = await pool.query<{ ticket_id: string }>('SELECT ticket_id FROM knowledge_task WHERE id = $1', [
      task?.id,
    ]);
    await removeWords(pool, rows[0]?.ticket_id ?? '', world.now());
    expect(await asked(title)).toEqual([]);
    const left = await pool.query('SELECT question, outcome FROM knowledge_task WHERE id = $1', [task?.id]);
    expect(left.rows).toEqual([{ question: '', outcome: 'dismissed' }]);
  });

  it('from an entry opens none, and neither does what is no consult', async () => {
    const id = await published('阶梯水价怎么算');
    expect(await asked(await consult({ entry: { id, version: 1 } }))).toEqual([]);
    expect(await asked(await consult(undefined, 'report'))).toEqual([]);
  });
});

describe('a ticket that is over', () => {
  const draftOf = (id: string, key = world.key('reviewer')): Promise<Reply> =>
    world.get(`/api/v1/tickets/${id}/entry-draft`, key);
  const answered = async (changes: object): Promise<string> => {
    const { body } = await world.register({ classCode: ENTRY.classCode, ...changes });
    const text = '凭产权证到窗口登记，问13911110000。';
    expect((await world.act(body.id as string, 'answer', world.key('operator'), { text })).status).toBe(200);
    return body.id as string;
  };

  it('is the draft of an entry, without what names somebody', async () => {
    const { status, body } = await draftOf(await answered({ title: '过户后水费怎么改名，我的电话13911110000' }));
    expect([status, JSON.stringify(body).includes('13911110000')]).toEqual([200, false]);
    expect(body).toMatchObject({
      ...{ ownerUnit: 'water', classCode: ENTRY.classCode },
      question: expect.stringContaining('过户后水费怎么改名') as string,
      answer: expect.stringContaining('凭产权证到窗口登记') as string,
    });
  });

  it('gives none while it is open, none where who asked is protected, and none to who writes no entries', async () => {
    const { body } = await world.register({});
    expect((await draftOf(body.id as string)).body.code).toBe('illegal-transition');
    expect((await draftOf(await answered({ type: 'report' }))).body.code).toBe('illegal-transition');
    expect((await draftOf(await answered({}), world.key('operator'))).status).toBe(403);
  });
});

describe('a review', () => {
  it('is a task of the unit, then of the hotline, and ends with the yes', async () => {
    const id = randomUUID();
    await writeEntry(world, id, { ...ENTRY, question: '管道维修谁出钱' });
    await commandEntry(world, { id }, 'submit', writer());
    await commandEntry(world, { id }, 'approve', colleague);
    expect((await tasks(`entry=${id}`)).items).toMatchObject([{ kind: 'hotlineReview', unit: null }]);
    expect(
      (await tasks('mine=true&kind=hotlineReview', world.key('reviewer'))).items.map(({ entry }) => entry),
    ).toContain(id);
    await commandEntry(world, { id }, 'publish', world.key('reviewer'));
    expect((await tasks(`entry=${id}`)).items).toEqual([]);
    expect((await tasks(`entry=${id}&ended=true`)).items.map(({ kind }) => kind).sort()).toEqual([
      'hotlineReview',
      'unitReview',
    ]);
  });

  it('that was returned is nobody’s until the draft is handed in again', async () => {
    const id = randomUUID();
    await writeEntry(world, id, { ...ENTRY, question: '水质报告在哪里看' });
    await commandEntry(world, { id }, 'submit', writer());
    await commandEntry(world, { id }, 'return', colleague, '依据已失效');
    expect((await tasks(`entry=${id}`)).items).toEqual([]);
  });
});

describe('a correction', () => {
  it('of a wrong answer warns whoever finds it, until a better one is published', async () => {
    const question = '停水多久要提前通知';
    const id = await published(question);
    expect(taskOf(await correct(id, randomUUID(), 'wrong'))).toMatchObject({
      kind: 'correction',
      unit: { id: 'water' },
    });
    expect(await disputed(question)).toBe(true);
    const better = { ...ENTRY, question, answer: '提前二十四小时通知。' };
    const { headers } = await world.get(`/api/v1/knowledge/${id}`, writer());
    await writeEntry(world, id, better, { ifMatch: headers.get('etag') ?? '' });
    await publishedEntry(world, colleague, better, { id, version: 2 });
    expect(await disputed(question)).toBe(false);
    expect((await tasks(`entry=${id}&kind=correction&ended=true`)).items).toMatchObject([{ outcome: 'done' }]);
  });

  it('of a wording is due within two working hours, and one that does not hold is dismissed', async () => {
    const id = await published('水压测试怎么约');
    const task = taskOf(await correct(id, randomUUID(), 'wording'));
    const other = taskOf(await correct(id, randomUUID(), 'outdated'));
    expect(Date.parse(task.dueAt)).toBeLessThan(Date.parse(other.dueAt));
    expect(await disputed('水压测试怎么约')).toBe(false);
    await dismiss(task.id, writer(), '表述与文件一致');
    expect((await tasks(`entry=${id}`)).items.map((one) => one.id)).toEqual([other.id]);
  });

  it('of what is served no more is refused: the entry has to be read as it is now', async () => {
    const id = await published('老旧水管改造计划');
    await commandEntry(world, { id }, 'withdraw', writer(), '改造已完成');
    expect((await correct(id, randomUUID(), 'wrong')).body.code).toBe('illegal-transition');
    expect((await correct(randomUUID(), randomUUID(), 'wrong')).body.code).toBe('entry-not-found');
  });
});

it('an entry that has to be looked at anew within fifteen days, or ends within them, is a task at once', async () => {
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString();
  const id = await published('冬季水表防冻套领取', { until });
  expect((await tasks(`entry=${id}`)).items).toMatchObject([{ kind: 'expiry' }]);
  expect(Date.parse((await tasks(`entry=${id}`)).items[0]?.dueAt ?? '')).toBe(Date.parse(until));
});

it('tasks are read page by page, the soonest first', async () => {
  const first = await tasks('limit=2');
  expect(first.items).toHaveLength(2);
  const second = await tasks(`limit=2&cursor=${first.nextCursor ?? ''}`);
  const due = [...first.items, ...second.items].map(({ dueAt }) => Date.parse(dueAt));
  expect(due).toEqual([...due].sort((a, b) => a - b));
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(due.length);
  expect(first.mine).toMatchObject({ late: 0 });
});

it('figures tell how much ended on the line, from which unit’s entries, and who keeps its tasks in time', async () => {
  const id = await published('水表多久换一次');
  const day = new Date(world.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const figures = async (): Promise<Figures> =>
    (await world.get(`/api/v1/stats/knowledge?from=${day}&to=${day}`, world.key('director'))).body as never;
  const before = await figures();
  for (const entry of [{ entry: { id, version: 1 } }, {}]) {
    const { body } = await world.register({ classCode: ENTRY.classCode });
    await world.act(body.id as string, 'answer', world.key('operator'), { text: '六年一换。', ...entry });
  }
  await world.register({ classCode: ENTRY.classCode });
  const { whole, classes, operators, units } = await figures();
  const more = (of: keyof Figures['whole']): number => whole[of] - before.whole[of];
  expect([more('registered'), more('onTheLine'), more('byEntry')]).toEqual([3, 2, 1]);
  expect(classes.find(({ classCode }) => classCode === ENTRY.classCode)?.name).toBe('停水');
  expect(operators.reduce((sum, { registered }) => sum + registered, 0)).toBe(whole.registered);
  const water = units.find(({ unit }) => unit === 'water');
  expect([water?.answered, water?.wrong]).toEqual([
    (before.units.find(({ unit }) => unit === 'water')?.answered ?? 0) + 1,
    1,
  ]);
  expect(water?.inTime).toBe(water?.ended);
  expect((await world.get('/api/v1/stats/knowledge?from=2026-11-30&to=2026-11-01', world.key('director'))).status).toBe(
    400,
  );
});

interface Figures {
  readonly whole: { readonly registered: number; readonly onTheLine: number; readonly byEntry: number };
  readonly classes: readonly { readonly classCode: string; readonly name: string | null }[];
  readonly operators: readonly { readonly registered: number }[];
  readonly units: readonly {
    readonly unit: string;
    readonly answered: number;
    readonly wrong: number;
    readonly ended: number;
    readonly inTime: number;
  }[];
}
