import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inventCitizen } from '../../../cli/simulate/citizens.js';
import { chanceOf } from '../../../cli/simulate/chance.js';
import { guessClass, guessType, guessUrgency } from '../../../cli/simulate/guess.js';
import { readMessages } from '../../../cli/simulate/messages.js';

const said = (title: string, body = ''): { title: string; body: string; time: null } => ({ title, body, time: null });

describe('messages from a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'messages-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function file(...lines: readonly string[]): Promise<string> {
    const path = join(folder, 'messages.jsonl');
    await writeFile(path, lines.join('\n'));
    return path;
  }
  const line = (more: object = {}): string =>
    JSON.stringify({
      id: '1',
      user: 'U1',
      title: '路灯不亮',
      body: '三天了',
      time: '2026-09-18T10:00:00+08:00',
      ...more,
    });

  it('are read up to the limit, without who wrote them', async () => {
    const messages = await readMessages(await file(line(), '', line(), line()), 2);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toEqual({ title: '路灯不亮', body: '三天了', time: '2026-09-18T10:00:00+08:00' });
  });

  it('are made fit for the hotline: nothing blank, unprintable or longer than it takes', async () => {
    const odd = { title: `坑\u0000${'长'.repeat(300)}`, body: '  ', time: 'yesterday' };
    const [message] = await readMessages(await file(line(odd)));
    expect([...(message?.title ?? '')]).toHaveLength(200);
    expect(message?.body).toBe(message?.title);
    expect(message?.time).toBeNull();
  });

  it('say which line cannot be used, and what to do about an empty file', async () => {
    await expect(readMessages(await file(line(), '{"title":'))).rejects.toThrow('Line 2 of');
    await expect(readMessages(await file(''))).rejects.toThrow('Name another file with --messages.');
    await expect(readMessages(join(folder, 'absent.jsonl'))).rejects.toThrow('was not read');
  });
});

describe('guesses from words', () => {
  const chance = chanceOf('guess');
  const known = new Set(['010101', '010201', '030101', '050102', '090501']);

  it('take type, urgency and class from what is said', () => {
    expect(guessType(said('举报无证经营'), chance)).toBe('report');
    expect(guessType(said('建议增加路灯'), chance)).toBe('suggestion');
    expect(guessUrgency(said('楼下燃气味很重'))).toBe('P0');
    expect(guessUrgency(said('小区停水三天'))).toBe('P1');
    expect(guessUrgency(said('希望增加座椅'))).toBe('P2');
    expect(guessClass(said('路面有坑', '旁边路灯也不亮'), known)).toBe('010101');
    expect(guessClass(said('求助', '昨天开始停水'), known)).toBe('030101');
  });

  it('name only classes that the hotline knows', () => {
    expect(guessClass(said('电梯困人'), known)).toBe('090501');
    expect(guessClass(said('路面有坑'), new Set())).toBeNull();
  });

  it('ask for help in about three of four where the title does not say', () => {
    const types = Array.from({ length: 2_000 }, (_, index) => guessType(said('路灯不亮'), chanceOf(`type:${index}`)));
    expect(types.filter((type) => type === 'help').length / types.length).toBeCloseTo(0.88, 1);
  });
});

describe('invented citizens', () => {
  it('have a number of the demonstration range, or no name and number at all', () => {
    const citizens = Array.from({ length: 500 }, (_, index) => inventCitizen(chanceOf(`citizen:${index}`)));
    for (const { name, phone, identity } of citizens) {
      if (identity === 'anonymous') expect([name, phone]).toEqual([null, null]);
      else expect(phone).toMatch(/^1380000\d{4}$/);
    }
    expect(new Set(citizens.map(({ identity }) => identity))).toEqual(new Set(['open', 'hidden', 'anonymous']));
  });
});
