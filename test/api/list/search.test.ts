import { randomBytes } from 'node:crypto';
import { wordsFinding } from '../../../cli/doctor-tables.js';
import { probeDatabase } from '../../../cli/stack/postgres-probe.js';
import { wordsOfText } from '../../../domain/intake/search-words.js';
import { rebuild } from '../../../storage/reconcile/rebuild.js';
import { createKeyedWords } from '../../../storage/ticket/keyed-words.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
const ids: Record<string, string> = {};
let number = '';
beforeAll(async () => {
  world = await createApiWorld();
  const texts = {
    water: { title: '12栋水管爆裂', text: '住户1202 1302都进水，物业没有人来修。' },
    lamp: { title: '路灯不亮', text: '建設路的路燈一直不亮，請儘快修。' },
    often: { title: '反复停水', text: `${'停水'.repeat(300)}以后锅炉也坏了` },
    noise: { title: '噪声扰民', text: '夜里施工，请打138 0013 8000联系我。' },
  };
  for (const [name, said] of Object.entries(texts)) {
    const { body } = await world.register(said);
    ids[name] = body.id;
    if (name === 'lamp') number = body.number;
  }
}, 120_000);
afterAll(() => world.close());

const search = (q: string, more = ''): Promise<Reply> =>
  world.get(`/api/v1/tickets?q=${encodeURIComponent(q)}&count=capped${more}`, world.key('supervisor'));
const found = async (q: string, more = ''): Promise<string[]> => {
  const { status, body, text } = await search(q, more);
  expect([status, text]).toEqual([200, text]);
  expect(body.total).toBe(body.items.length);
  return body.items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? id);
};

describe('a search among tickets', () => {
  it.each([
    ['words that stand apart', '物业 水管', 'water'],
    ['words in another order', '不亮 路灯', 'lamp'],
    ['rooms written side by side', '1302', 'water'],
    ['rooms written side by side', '1202 1302', 'water'],
    ['a house', '12栋', 'water'],
    ['simplified characters in a traditional text', '建设路的路灯', 'lamp'],
    ['traditional characters in a simplified text', '水管爆裂 進水', 'water'],
    ['characters that were spaced out', '锅 炉', 'often'],
    ['what follows a word that stands there three hundred times', '停水以后锅炉', 'often'],
  ])('finds %s: %s', async (_what, q, name) => {
    expect(await found(q)).toEqual([name]);
    expect(await found(q, '&sort=registeredAt')).toEqual([name]);
    expect(await found(q, '&state=registered')).toEqual([name]);
    expect(await found(q, '&list=silent')).toEqual([]);
  });

  it('wants all words', async () => {
    expect(await found('路灯 水管')).toEqual([]);
    expect(await found('路灯噪声')).toEqual([]);
  });

  it('finds a ticket by its number, however it is written', async () => {
    const full = [...number].map((sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)).join('');
    for (const q of [
      number,
      number.replace('-', ' '),
      number.replace('-', ''),
      full,
      ` ${number.replace('-', '—')} `,
    ]) {
      expect([q, await found(q)]).toEqual([q, ['lamp']]);
    }
    expect(await found('20200101-000001')).toEqual([]);
  });

  it.each(['灯', ' 灯 ', '。', '13800138000', '138 0013 8000', '\u200B\u3000'])(
    'says what to write instead of answering nothing: %j',
    async (q) => {
      const { status, body } = await search(q);
      expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([400, 'validation-failed', '?q']);
    },
  );

  const kept = async (id = ''): Promise<string[]> => {
    const { rows } = await world.database.pool.query<{ words: string[] }>(
      'SELECT tsvector_to_array(words) AS words FROM ticket_words WHERE ticket_id = $1',
      [id],
    );
    return rows[0]?.words ?? [];
  };

  it('keeps nothing in its index that can be read, and no two words under one sign', async () => {
    const all = await kept(ids['water']);
    // The mark of who called stands beside the signs of what was said.
    expect(all.filter((word) => word.startsWith('+'))).toEqual([expect.stringMatching(/^\+[\w-]{22}$/)]);
    const words = all.filter((word) => !word.startsWith('+'));
    const ofText = wordsOfText('12栋水管爆裂\n住户1202 1302都进水，物业没有人来修。');
    expect(words.length).toBe(ofText.length);
    expect(words.filter((word) => !/^[\w-]{6}$/.test(word))).toEqual([]);
    // Another key would keep other signs.
    const other = createKeyedWords(randomBytes(32)).ofText('12栋水管爆裂').words;
    expect(other.filter((word) => words.includes(word))).toEqual([]);
  });

  it('keeps no number in its index that names somebody', async () => {
    const { ofText } = world.services.keyedWords;
    const words = await kept(ids['noise']);
    expect(words).toEqual(expect.arrayContaining(ofText('施工').words));
    for (const part of ['138', '0013', '8000']) {
      // Alone it is a number like any other, and would be found.
      expect([part, ofText(part).words.length]).toEqual([part, 1]);
      expect([part, words.filter((word) => ofText(part).words.includes(word))]).toEqual([part, []]);
    }
  });

  it('finds what the program before wrote in clear, and the same once that is rebuilt', async () => {
    const words = wordsOfText('路灯不亮\n建設路的路燈一直不亮，請儘快修。');
    await world.database.pool.query(
      'UPDATE ticket_words SET words = array_to_tsvector($2::text[]), key_id = NULL WHERE ticket_id = $1',
      [ids['lamp'], words],
    );
    const asked = ['不亮 路灯', '建设路的路灯'];
    for (const q of asked) expect([q, await found(q)]).toEqual([q, ['lamp']]);
    const { pool, url } = world.database;
    const doctorSays = async () => wordsFinding((await probeDatabase(url)).wordsInClear)[0]?.status;
    expect(await doctorSays()).toBe('warn');
    const { sealing, keyedWords } = world.services;
    await rebuild({ pool, sealing, keyedWords, ask: () => Promise.resolve(null), progress: () => 'go on' });
    expect((await kept(ids['lamp'])).filter((word) => words.includes(word))).toEqual([]);
    expect(await doctorSays()).toBe('ok');
    for (const q of asked) expect([q, await found(q)]).toEqual([q, ['lamp']]);
  });

  it('takes signs of the database as signs', async () => {
    expect(await found("路灯' | '水管")).toEqual([]);
    expect(await found("路灯' & !'不亮")).toEqual(['lamp']);
    expect(await found('路灯:* <-> 不亮')).toEqual(['lamp']);
  });
});
