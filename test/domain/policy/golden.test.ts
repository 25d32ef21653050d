import { parsePolicyPack } from '../../../contracts/policy-pack.js';
import { goldenMismatches } from '../../../domain/policy/golden.js';
import { golden, officialCalendar, pack, PACK_CODES, packJson } from './packs.js';

describe.each(PACK_CODES)('the golden vectors of %s', (code) => {
  const vectors = golden(code);

  it('hold', () => {
    expect(goldenMismatches(pack(code), officialCalendar, vectors)).toEqual([]);
  });

  it('break when any number of a limit or of the ladder changes', () => {
    const places = numbersIn(packJson(code)).filter(
      ([root]) => root === 'limits' || root === 'redo' || root === 'ladder',
    );
    expect(places.length).toBeGreaterThan(20);
    const unnoticed = places.filter((path) => {
      const changed = packJson(code);
      bump(changed, path);
      return goldenMismatches(parsePolicyPack(changed), officialCalendar, vectors).length === 0;
    });
    expect(unnoticed.map((path) => path.join('.'))).toEqual([]);
  });
});

describe('goldenMismatches', () => {
  it('names the clock, both dates and the row to look at', () => {
    const [vector] = golden('default');
    if (!vector) throw new Error('Expected a vector.');
    expect(
      goldenMismatches(pack('default'), officialCalendar, [
        { ...vector, rungs: undefined, dueAt: '2026-09-20T11:00:00+08:00' },
      ]),
    ).toEqual([
      'default@1 acknowledge P2 complaint from 2026-09-18T15:00:00+08:00: due is 2026-09-20T02:30:00.000Z, ' +
        'expected 2026-09-20T03:00:00.000Z (default@1 acknowledge * = 4 workingHours)',
    ]);
  });

  it('reports a clock that the pack does not have', () => {
    const [vector] = golden('default');
    if (!vector) throw new Error('Expected a vector.');
    const without = { ...pack('default'), limits: {} };
    expect(goldenMismatches(without, officialCalendar, [vector])[0]).toMatch(/no such clock/);
  });
});

type Path = readonly (string | number)[];

function numbersIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return path.at(-1) === 'level' ? [] : [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => numbersIn(item, [...path, index]));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, item]) => numbersIn(item, [...path, key]));
  return [];
}

function bump(value: unknown, path: Path): void {
  const [key, ...rest] = path;
  const holder = value as Record<string | number, unknown>;
  if (key === undefined) return;
  if (rest.length > 0) bump(holder[key], rest);
  else holder[key] = (holder[key] as number) + (key === 'fraction' ? 0.01 : 1);
}
