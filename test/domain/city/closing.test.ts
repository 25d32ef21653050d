import { alsoTakenFor, closingFaults, goesOnAs } from '../../../domain/city/closing.js';

interface Stands {
  readonly id: string;
  readonly path: readonly string[];
  readonly formerAbove: readonly string[];
  readonly successor: string | null;
}
/** `city/east/housing`, what it stood under, and who goes on for it. */
function unit(path: string, { under = [] as string[], successor = null as string | null } = {}): [string, Stands] {
  const ids = path.split('/');
  const id = ids.at(-1) ?? '';
  return [id, { id, path: ids, formerAbove: under, successor }];
}

describe('a unit is taken for', () => {
  it('nobody besides itself and those above it, as long as nothing was closed or moved', () => {
    expect(alsoTakenFor('water', new Map([unit('city'), unit('city/water'), unit('city/housing')]))).toEqual([]);
  });

  it('all that were closed in its favour, one after the other, and so are those below it', () => {
    const units = new Map([
      unit('city/wells', { successor: 'pipes' }),
      unit('city/pipes', { successor: 'water' }),
      unit('city/water'),
      unit('city/water/desk'),
    ]);
    expect(alsoTakenFor('water', units)).toEqual(['pipes', 'wells']);
    expect(alsoTakenFor('desk', units)).toEqual(['pipes', 'wells']);
    expect(alsoTakenFor('wells', units)).toEqual([]);
  });

  it('what it, or one above it, once stood under', () => {
    const units = new Map([
      unit('city/west/housing', { under: ['east'] }),
      unit('city/west/housing/desk'),
      unit('city/east'),
    ]);
    expect(alsoTakenFor('housing', units)).toEqual(['east']);
    expect(alsoTakenFor('desk', units)).toEqual(['east']);
    expect(alsoTakenFor('east', units)).toEqual([]);
  });
});

describe('what names a unit', () => {
  it('goes to whoever goes on for it in the end, and a circle holds nobody up', () => {
    const units = new Map([
      unit('city/wells', { successor: 'pipes' }),
      unit('city/pipes', { successor: 'water' }),
      unit('city/water'),
      unit('city/a', { successor: 'b' }),
      unit('city/b', { successor: 'a' }),
    ]);
    expect(goesOnAs('wells', units)).toBe('water');
    expect(goesOnAs('water', units)).toBe('water');
    expect(goesOnAs('nowhere', units)).toBe('nowhere');
    expect(['a', 'b']).toContain(goesOnAs('a', units));
  });
});

describe('a unit is not closed', () => {
  it('for one that is closed, or is itself, or is the whole city', () => {
    const standing = (id: string, path: string, closed = false) => ({
      ...{ id, name: id, nameEn: id, level: 'cityDepartment' as const, closed },
      ...{ parent: path.split('/').at(-2) ?? null, path: path.split('/') },
    });
    const units = [
      standing('city', 'city'),
      standing('water', 'city/water'),
      standing('wells', 'city/wells', true),
      standing('housing', 'city/housing'),
    ];
    expect(closingFaults('water', { successor: 'wells' }, units)).toMatchObject([{ field: 'successor' }]);
    expect(closingFaults('water', { successor: 'water' }, units)).toMatchObject([{ field: 'successor' }]);
    expect(closingFaults('water', { successor: 'city' }, units)).toMatchObject([{ field: 'successor' }]);
    expect(closingFaults('water', { successor: 'housing' }, units)).toEqual([]);
  });
});
