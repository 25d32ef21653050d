import { classTree, type ClassWish } from '../../../domain/city/class-tree.js';
import { unitTree, type ListFault, type UnitWish } from '../../../domain/city/unit-tree.js';
import type { UnitLevel } from '../../../domain/ticket/vocabulary.js';

const unit = (id: string, level: UnitLevel, parent: string | null): UnitWish => ({
  id,
  name: id,
  nameEn: id,
  level,
  parent,
});
const CITY = unit('city', 'city', null);
const WATER = unit('water', 'cityDepartment', 'city');

const aClass = (code: string, parent: string | null, owners: readonly string[] = []): ClassWish => ({
  code,
  name: code,
  nameEn: code,
  parent,
  owners,
  departmentOnly: false,
  neverDecline: false,
  statutory: null,
});
const saying = (answer: object): string[] =>
  'faults' in answer ? (answer.faults as ListFault[]).map(({ of, says }) => `${of}: ${says}`) : [];

describe('a list of units', () => {
  it('gives each unit its path, in whatever order the list stands', () => {
    const tree = unitTree([], [unit('town', 'township', 'east'), unit('east', 'district', 'city'), CITY]);
    expect('units' in tree && tree.units.map(({ path }) => path.join('/'))).toEqual([
      'city',
      'city/east',
      'city/east/town',
    ]);
  });

  it('goes together with what is there: all below a unit that is moved move with it', () => {
    const known = [
      CITY,
      unit('east', 'district', 'city'),
      unit('west', 'district', 'city'),
      unit('town', 'township', 'east'),
    ];
    const tree = unitTree([...known, unit('street', 'community', 'town')], [unit('town', 'township', 'west')]);
    expect('units' in tree && tree.units.find(({ id }) => id === 'street')?.path.join('/')).toBe(
      'city/west/town/street',
    );
  });

  it.each<[string, UnitWish[], string]>([
    ['a parent that nobody knows', [unit('x', 'cityDepartment', 'nowhere')], 'x: There is no unit nowhere.'],
    [
      'a level that cannot lie there',
      [unit('x', 'township', 'city')],
      'x: A township lies under a district, not a city.',
    ],
    ['a second root', [unit('other', 'city', null)], 'other: There is one root, and it is city.'],
    ['a department under nothing', [unit('x', 'cityDepartment', null)], 'x: Only the city lies under nothing.'],
    ['the same id twice', [WATER, WATER], 'water: This id stands in the list twice.'],
    [
      'units that lie under each other',
      [unit('a', 'city', 'b'), unit('b', 'city', 'a')],
      'a: It lies under itself: a, b, a.',
    ],
  ])('with %s is not taken', (_what, wishes, says) => {
    expect(saying(unitTree([CITY], wishes))).toContain(says);
  });
});

describe('a list of classes', () => {
  const units = new Map([
    ['water', { closedAt: null, successor: null }],
    ['gas', { closedAt: '2026-11-01T00:00:00Z', successor: 'water' }],
  ]);

  it('says how deep each lies by the branch above it', () => {
    const tree = classTree([aClass('03', null)], [aClass('030102', '0301', ['water']), aClass('0301', '03')], units);
    expect('classes' in tree && tree.classes.map(({ code, level }) => `${code} ${level}`).sort()).toEqual([
      '03 1',
      '0301 2',
      '030102 3',
    ]);
  });

  it.each<[string, ClassWish[], string]>([
    ['an owner that is no unit', [aClass('01', null, ['nobody'])], '01: There is no unit nobody.'],
    ['a branch that is not there', [aClass('0101', '01')], '0101: There is no class 01.'],
    ['the same code twice', [aClass('01', null), aClass('01', null)], '01: This code stands in the list twice.'],
    [
      'a fourth level',
      [aClass('1', null), aClass('2', '1'), aClass('3', '2'), aClass('4', '3')],
      '4: Classes lie at most three deep, and none under itself.',
    ],
    ['a class under itself', [aClass('1', '1')], '1: Classes lie at most three deep, and none under itself.'],
    [
      'an owner that is closed',
      [aClass('01', null, ['gas'])],
      '01: gas is closed. Name water, which goes on with its matters.',
    ],
  ])('with %s is not taken', (_what, wishes, says) => {
    expect(saying(classTree([], wishes, units))).toContain(says);
  });

  it('keeps an owner that was closed meanwhile', () => {
    const known = aClass('01', null, ['gas']);
    expect(classTree([known], [{ ...known, name: '燃气' }], units)).toMatchObject({ classes: [{ owners: ['gas'] }] });
  });
});
