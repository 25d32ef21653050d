import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Words } from '../../domain/ticket/words.js';
import { ATTRIBUTE_DATATYPES } from '../../domain/intake/service-definition.js';
import type { SeedClass, SeedService } from '../../storage/reference/seed-data.js';

const read = (path: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '../../data', path), 'utf8'));
const services = read('open311/services.json') as SeedService[];
const classes = new Map((read('city/classes.json') as SeedClass[]).map((row) => [row.code, row]));

const inBoth = ({ zh, en }: Words): boolean => /[\u4e00-\u9fff]/.test(zh) && /^[\x20-\x7e]+$/.test(en);
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

describe('the public service list', () => {
  it('speaks of classes that there are, once each', () => {
    expect(services.filter(({ classCode }) => !classes.has(classCode))).toEqual([]);
    expect(unique(services.map(({ classCode }) => classCode))).toBe(true);
  });

  it('asks only of classes that can be reported, and none that is hidden', () => {
    for (const { classCode, attributes, public: isPublic } of services) {
      if (attributes === undefined) continue;
      expect([classCode, classes.get(classCode)?.level, isPublic]).toEqual([classCode, 3, undefined]);
    }
  });

  it('never has a class that may not be declined: what is owed to a worker or a child is not for a public map', () => {
    const hidden = services.filter((row) => row.public === false).map(({ classCode }) => classCode);
    const protectedCodes = [...classes.values()].filter(({ neverDecline }) => neverDecline).map(({ code }) => code);
    expect(protectedCodes.length).toBeGreaterThan(0);
    for (const code of protectedCodes) expect(hidden.some((branch) => code.startsWith(branch))).toBe(true);
  });

  it('is written in both languages, and its keywords hold no comma', () => {
    for (const { description, keywords } of services) {
      if (description) expect(inBoth(description)).toBe(true);
      for (const word of [...(keywords?.zh ?? []), ...(keywords?.en ?? [])]) expect(word).toMatch(/^[^,，]+$/);
    }
  });

  it('asks questions that can be answered: known types, choices for lists and only for them, each code once', () => {
    for (const { attributes = [] } of services) {
      expect(unique(attributes.map(({ code }) => code))).toBe(true);
      for (const { code, variable, datatype, required, description, datatypeDescription, values } of attributes) {
        expect(code).toMatch(/^[a-z][A-Za-z0-9]*$/);
        expect(ATTRIBUTE_DATATYPES).toContain(datatype);
        expect([code, variable || !required]).toEqual([code, true]);
        expect([code, inBoth(description), !datatypeDescription || inBoth(datatypeDescription)]).toEqual([
          code,
          true,
          true,
        ]);
        expect([code, values !== undefined]).toEqual([code, datatype.endsWith('list')]);
        expect(unique((values ?? []).map(({ key }) => key))).toBe(true);
        for (const { key, name } of values ?? [])
          expect([key, /^\w+$/.test(key), name.zh !== '', name.en !== '']).toEqual([key, true, true, true]);
      }
    }
  });
});
