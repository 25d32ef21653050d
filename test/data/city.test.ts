import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { protectedMattersIn } from '../../domain/intake/protected-matters.js';
import { PARENT_LEVELS } from '../../domain/city/unit-tree.js';
import { UNIT_LEVELS, type UnitLevel } from '../../domain/ticket/vocabulary.js';
import type { SeedClass, SeedUnit } from '../../storage/reference/seed-data.js';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../data', path), 'utf8');
const units = JSON.parse(read('city/units.json')) as SeedUnit[];
const classes = JSON.parse(read('city/classes.json')) as SeedClass[];
const unitById = new Map(units.map((unit) => [unit.id, unit]));
const classByCode = new Map(classes.map((row) => [row.code, row]));
const repeated = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);
const childrenOf = (id: string, level: UnitLevel): SeedUnit[] =>
  units.filter((unit) => unit.parent === id && unit.level === level);
const atLevel = (level: UnitLevel): SeedUnit[] => units.filter((unit) => unit.level === level);

describe('the units of the invented city', () => {
  it('have ids that are lower-case words, once each, and names in both languages', () => {
    expect(repeated(units.map(({ id }) => id))).toEqual([]);
    expect(repeated(units.map(({ name }) => name))).toEqual([]);
    for (const { id, name, nameEn, level } of units) {
      expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      expect(name).toMatch(/[\u4e00-\u9fff]/);
      expect(nameEn).toMatch(/^[A-Z][\x20-\x7e]+$/);
      expect(UNIT_LEVELS).toContain(level);
    }
  });

  it('hang on one root, each under a unit of the level above that stands before it', () => {
    expect(units.filter(({ parent }) => parent === null).map(({ id }) => id)).toEqual(['city']);
    const seen = new Set<string>();
    for (const { id, parent, level } of units) {
      if (parent !== null) {
        expect(seen).toContain(parent);
        expect(PARENT_LEVELS[level]).toContain(unitById.get(parent)?.level);
      }
      seen.add(id);
    }
    expect(unitById.get('hotline')).toMatchObject({ level: 'city', parent: 'city' });
  });

  it('give every district departments and townships, every township communities, every community a grid cell', () => {
    expect(atLevel('district')).toHaveLength(3);
    for (const { id } of atLevel('district')) {
      expect(childrenOf(id, 'districtDepartment')).toHaveLength(3);
      expect(childrenOf(id, 'township')).toHaveLength(3);
    }
    for (const { id } of atLevel('township')) expect(childrenOf(id, 'community').length).toBeGreaterThanOrEqual(1);
    for (const { id } of atLevel('community')) expect(childrenOf(id, 'grid').length).toBeGreaterThanOrEqual(1);
  });
});

describe('the classes and the dispatch catalogue', () => {
  const leaves = classes.filter(({ level }) => level === 3);

  it('nest by code in three levels, each code once, and no branch is bare', () => {
    expect(repeated(classes.map(({ code }) => code))).toEqual([]);
    for (const { code, parent, level } of classes) {
      expect(code).toMatch(/^(\d\d){1,3}$/);
      expect(code).toHaveLength(2 * level);
      expect(parent).toBe(level === 1 ? null : code.slice(0, -2));
      if (parent !== null) expect(classByCode.has(parent)).toBe(true);
      if (level < 3) expect(classes.some((row) => row.parent === code)).toBe(true);
    }
  });

  it('are told apart by name in either language', () => {
    expect(repeated(classes.map(({ name }) => name))).toEqual([]);
    expect(repeated(classes.map(({ nameEn }) => nameEn))).toEqual([]);
  });

  it('have owners where a ticket can be classed, and only there', () => {
    for (const { code, level, owners } of classes) {
      if (level < 3) expect({ code, owners }).toEqual({ code, owners: [] });
      else expect(owners.length).toBeGreaterThanOrEqual(1);
      expect(repeated(owners)).toEqual([]);
    }
  });

  it('never name a community or a grid cell as owner, nor a unit that does not exist', () => {
    const MAY_OWN: readonly UnitLevel[] = ['cityDepartment', 'district', 'districtDepartment', 'township'];
    for (const { code, owners } of leaves) {
      for (const owner of owners) {
        const level = unitById.get(owner)?.level;
        expect({ code, owner, fine: level !== undefined && MAY_OWN.includes(level) }).toEqual({
          code,
          owner,
          fine: true,
        });
      }
    }
  });

  it('keep what only departments may do with departments', () => {
    const departments = ['cityDepartment', 'districtDepartment'];
    const held = leaves.filter(({ departmentOnly }) => departmentOnly);
    expect(held.length).toBeGreaterThan(10);
    for (const { owners } of held)
      for (const owner of owners) expect(departments).toContain(unitById.get(owner)?.level);
  });

  it('say which law gives the longer time', () => {
    const statutory = leaves.filter(({ statutory: limit }) => limit !== null);
    expect(statutory.length).toBeGreaterThan(0);
    for (const { statutory: limit } of statutory) {
      expect(limit?.workingDays).toBeGreaterThan(5);
      expect(limit?.lawRef).toMatch(/^《.+》第.+条$/);
    }
  });

  it('never let unpaid wages or harm to a minor be declined, and give wages no longer time', () => {
    const kept = leaves.filter(({ neverDecline }) => neverDecline);
    expect(kept.map(({ name }) => name)).toEqual(['拖欠工资', '拖欠农民工工资', '侵害未成年人', '困境儿童救助']);
    expect(kept.filter(({ statutory: limit }) => limit !== null)).toEqual([]);
  });
});

describe('the sample messages', () => {
  interface Message {
    readonly id: string;
    readonly user: string;
    readonly title: string;
    readonly time: string;
    readonly body: string;
    readonly likes: number;
    readonly dislikes: number;
  }
  const messages = read('samples/messages.zh.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);

  it('are forty, by invented users, each with a time in the city', () => {
    expect(messages).toHaveLength(40);
    expect(repeated(messages.map(({ id }) => id))).toEqual([]);
    for (const message of messages) {
      expect(message).toEqual({
        id: expect.stringMatching(/^\d{4}$/),
        user: expect.stringMatching(/^U\d{4}$/),
        title: expect.stringMatching(/[\u4e00-\u9fff]{5}/),
        time: expect.stringMatching(/^2026-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/),
        body: expect.stringMatching(/[\u4e00-\u9fff]{8}/),
        likes: expect.any(Number),
        dislikes: expect.any(Number),
      });
      expect(Number.isNaN(Date.parse(message.time))).toBe(false);
    }
  });

  it('hold no number that could be a telephone or an identity', () => {
    for (const { title, body } of messages) expect(title + body).not.toMatch(/\d{5}/);
  });

  it('hold three citizens with one matter, and matters that may never be declined', () => {
    const samePothole = messages.filter(({ body }) => body.includes('汐桥路') && body.includes('灯影巷'));
    expect(new Set(samePothole.map(({ user }) => user)).size).toBe(3);
    const found = messages.flatMap(({ title, body }) => protectedMattersIn(title, body));
    expect(found.sort()).toEqual(['minor', 'wages']);
  });
});
