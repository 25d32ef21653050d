import type { PlacedActor } from '../../../domain/ticket/permissions.js';
import type { PageStart } from '../../../storage/list/page.js';
import { conditions } from '../../../storage/ticket/ticket-filter.js';
import { searchNewestFirst } from '../../../storage/ticket/ticket-search.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
/** All that were made, newest first, with their titles and who has them. */
const made: { id: string; title: string; path: string[]; helper: string | null }[] = [];
/** Where leads stood, before the tree was changed too; the last one has none yet. */
const PATHS = [
  ['city', 'water'],
  ['city', 'district-east'],
  ['city', 'district-east', 'east-tinglan'],
  ['city', 'counties', 'district-east', 'office', 'desk'],
  ['city', 'counties', 'north', 'office', 'desk', 'district-east'],
  [],
];
const WORDS = ['路灯不亮', '暖气不热', '井盖破损', '夜间噪声'] as const;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  world = await createApiWorld();
  // A year and more, with one word that was common in its first half and is not heard since.
  for (let n = 0; n < 48; n += 1) {
    const title = n < 24 ? (WORDS[n % 4] ?? '') : WORDS[n % 2 === 0 ? 0 : 3];
    const { id } = (await world.register({ title })).body;
    const at = new Date(Date.now() - (48 - n) * 9 * DAY_MS);
    const path = PATHS[n % PATHS.length] ?? [];
    const helper = n % 12 === 5 || n % 12 === 1 ? 'water' : null;
    await world.database.pool.query(
      'UPDATE ticket SET registered_at = $2, lead_path = $3, task_units = $4 WHERE id = $1',
      [id, at, path, helper === null ? [] : [helper]],
    );
    await world.database.pool.query('UPDATE ticket_words SET registered_at = $2 WHERE ticket_id = $1', [id, at]);
    made.unshift({ id, title, path, helper });
  }
});
afterAll(() => world.close());

const SUPERVISOR: PlacedActor = { id: 's', role: 'supervisor', unit: null, unitPath: [] };
const handlerOf = (...unitPath: string[]): PlacedActor => ({
  id: 'h',
  role: 'handler',
  unit: unitPath.at(-1) ?? null,
  unitPath,
});

interface Who {
  readonly actor: PlacedActor;
  readonly unit?: string[];
}

async function pages(
  q: string,
  limit: number,
  looksThrough: number,
  { actor, ...filter }: Who = { actor: SUPERVISOR },
): Promise<string[]> {
  const { pool } = world.database;
  const asked = conditions(actor, { q, ...filter }, new Date());
  const words = world.services.keyedWords.allOf(asked.words ?? []);
  const found: string[] = [];
  let after: PageStart | null = null;
  for (;;) {
    const rows = await searchNewestFirst(pool, asked, words, after, limit, looksThrough);
    found.push(...rows.map(({ id }) => id));
    const last = rows.at(-1);
    if (rows.length < limit || !last) return found;
    after = { sort: '-registeredAt', at: last.sorted_at.toISOString(), id: last.id };
  }
}

describe('a search, newest first', () => {
  it.each(['路灯', '暖气', '不热', '井盖破损', '地铁'])(
    'finds %s wherever it is, once and in order, whether by looking through or by the index',
    async (word) => {
      const expected = made
        .filter(({ title }) => `${title}建设路十二号门口的井盖碎了`.includes(word))
        .map(({ id }) => id);
      for (const looksThrough of [1, 5, 1_000]) {
        for (const limit of [1, 3, 100]) {
          expect([looksThrough, limit, await pages(word, limit, looksThrough)]).toEqual([
            looksThrough,
            limit,
            expected,
          ]);
        }
      }
    },
  );

  it.each<[string, Who, (of: (typeof made)[number]) => boolean]>([
    ['a unit', { actor: handlerOf('city', 'water') }, (of) => of.path.includes('water') || of.helper === 'water'],
    ['a district', { actor: handlerOf('city', 'district-east') }, ({ path }) => path.includes('district-east')],
    ['a part of a unit', { actor: SUPERVISOR, unit: ['east-tinglan'] }, ({ path }) => path.includes('east-tinglan')],
    ['the root', { actor: SUPERVISOR, unit: ['city'] }, ({ path }) => path.includes('city')],
    ['two units', { actor: SUPERVISOR, unit: ['water', 'east-tinglan'] }, ({ path }) => /water|ting/.test(`${path}`)],
    [
      'a unit, for who only helps',
      { actor: handlerOf('city', 'water'), unit: ['district-east'] },
      ({ path, helper }) => path.includes('district-east') && helper === 'water',
    ],
  ])('finds all of %s and nothing else, wherever in the tree that stood, and counts as many', async (_, who, isIn) => {
    for (const word of ['路灯', '暖气', '地铁']) {
      const expected = made.filter((of) => of.title.includes(word) && isIn(of)).map(({ id }) => id);
      for (const [looksThrough, limit] of [
        [1, 3],
        [5, 1],
        [5, 100],
        [1_000, 3],
      ] as const)
        expect([word, looksThrough, await pages(word, limit, looksThrough, who)]).toEqual([
          word,
          looksThrough,
          expected,
        ]);
      const { actor, ...filter } = who;
      const count = (atMost: number) => world.services.views.count(actor, { q: word, ...filter }, new Date(), atMost);
      expect([word, await count(1_000)]).toEqual([word, { total: expected.length, isAtLeast: false }]);
      if (actor.role === 'handler' && expected.length > 2)
        expect([word, await count(2)]).toEqual([word, { total: 2, isAtLeast: true }]);
    }
  });
});
