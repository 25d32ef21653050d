import { eventually } from '../../support/eventually.js';
import { createKnowledgeIndex } from '../../../api/knowledge/live-index.js';
import type { KeptEntry } from '../../../storage/knowledge/entry-rows.js';
import { ENTRY } from '../../support/an-entry.js';

/** Entries as the store tells them, in the order of their changes. */
function aStore() {
  const entries = new Map<string, KeptEntry>();
  let change = 0;
  return {
    write(id: number, question: string, isServed = true): void {
      change += 1;
      const content = {
        ...ENTRY,
        ...{ audience: 'public' as const, scene: null },
        question,
        phrasings: [],
        template: null,
        areas: [],
        people: null,
        from: null,
        until: null,
      };
      const actor = { id: 'x', role: 'handler', unit: 'water' } as const;
      entries.set(String(id), {
        ...{ id: String(id), revision: 1, change: String(change), newest: 1, served: isServed ? 1 : null },
        ...{ changedAt: new Date(0), disputed: false },
        version: {
          ...{ version: 1, state: isServed ? 'published' : 'withdrawn', content, writtenBy: actor, approvedBy: null },
          ...{ publishedBy: null, publishedAt: null, reviewBy: null, reason: null },
        },
      });
    },
    lastChange: () => Promise.resolve(String(change)),
    changedSince: (after: string, limit: number) =>
      Promise.resolve(
        [...entries.values()]
          .filter((one) => Number(one.change) > Number(after))
          .sort((a, b) => Number(a.change) - Number(b.change))
          .slice(0, limit),
      ),
  };
}
const SIGNS = [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏'];
/** Another for each number, as pairs tell them apart. */
const matter = (n: number): string =>
  [n % 24, Math.floor(n / 24) % 24, Math.floor(n / 576) % 24, (n * 7) % 24].map((at) => SIGNS[at] ?? '').join('水');

describe('the index of a process', () => {
  it('finds what was changed last, in whichever part it lies, and nothing that is out of date', async () => {
    const store = aStore();
    for (let n = 0; n < 4_500; n += 1) store.write(n, matter(n));
    const index = createKnowledgeIndex(store);
    const firstOf = async (question: string): Promise<string | undefined> =>
      (await index.search({ question, limit: 1, accepts: () => true }))[0]?.entry.id;
    expect(await firstOf(matter(4_321))).toBe('4321');
    // Again and again, by one and by many, until the parts have been made anew.
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 2_500; n += 1) store.write(n, `${matter(n)}第${round}回`);
      store.write(4_321, matter(4_321), round % 2 === 1);
      expect(await firstOf(`${matter(777)}第${round}回`)).toBe('777');
      expect((await firstOf(matter(4_321))) === '4321').toBe(round % 2 === 1);
      store.write(9_000 + round, `临时停水公告${round}`);
      expect(await firstOf(`临时停水公告${round}`)).toBe(String(9_000 + round));
    }
    expect(await firstOf(matter(4_499))).toBe('4499');
  });

  it('finds what was published while it was being read for somebody else', async () => {
    const store = aStore();
    store.write(1, matter(1));
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let reads = 0;
    const index = createKnowledgeIndex({
      ...store,
      async changedSince(after, limit) {
        const found = await store.changedSince(after, limit);
        reads += 1;
        if (reads === 1) await held;
        return found;
      },
    });
    const firstOf = async (question: string): Promise<string | undefined> =>
      (await index.search({ question, limit: 1, accepts: () => true }))[0]?.entry.id;
    const before = firstOf(matter(1));
    await eventually(() => expect(reads).toBe(1));
    store.write(2, matter(2));
    const after = firstOf(matter(2));
    goOn();
    expect(await Promise.all([before, after])).toEqual(['1', '2']);
  });
});
