import type { PlacedActor } from '../../../domain/ticket/permissions.js';
import type { PageStart } from '../../../storage/list/page.js';
import { conditions } from '../../../storage/ticket/ticket-filter.js';
import { searchNewestFirst } from '../../../storage/ticket/ticket-search.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

let world: ApiWorld;
/** All that were made, newest first, with their titles. */
const made: { id: string; title: string }[] = [];
const WORDS = ['路灯不亮', '暖气不热', '井盖破损', '夜间噪声'] as const;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  world = await createApiWorld();
  // A year and more, with one word that was common in its first half and is not heard since.
  for (let n = 0; n < 48; n += 1) {
    const title = n < 24 ? (WORDS[n % 4] ?? '') : WORDS[n % 2 === 0 ? 0 : 3];
    const { id } = (await world.register({ title })).body;
    const at = new Date(Date.now() - (48 - n) * 9 * DAY_MS);
    await world.database.pool.query('UPDATE ticket SET registered_at = $2 WHERE id = $1', [id, at]);
    await world.database.pool.query('UPDATE ticket_words SET registered_at = $2 WHERE ticket_id = $1', [id, at]);
    made.unshift({ id, title });
  }
});
afterAll(() => world.close());

const SUPERVISOR: PlacedActor = { id: 's', role: 'supervisor', unit: null, unitPath: [] };

async function pages(q: string, limit: number, looksThrough: number): Promise<string[]> {
  const { pool } = world.database;
  const asked = conditions(SUPERVISOR, { q }, new Date());
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
});
