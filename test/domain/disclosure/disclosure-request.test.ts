import {
  assertMayAsk,
  assertMayDecide,
  disclosureState,
  fieldsOf,
  grantedBy,
  isToCall,
  PURPOSE_ROWS,
  PURPOSES,
  type DisclosureRequest,
  type Standing,
} from '../../../domain/disclosure/disclosure-request.js';
import { disclosureTo } from '../../../domain/ticket/disclosure.js';
import { ROLES } from '../../../domain/ticket/vocabulary.js';
import { units } from '../../support/people.js';

const at = (minutes: number): Date => new Date(Date.parse('2026-11-30T01:00:00.000Z') + minutes * 60_000);
const water = units['water'];
const housing = units['housing'];
if (!water || !housing) throw new Error('The small city has both.');
const standing: Standing = { level: 'reporterProtected', hop: 1, lead: water };

function aRequest(changes: Partial<DisclosureRequest> = {}): DisclosureRequest {
  return {
    id: 'd-1',
    ticket: 't-1',
    fields: ['telephone'],
    purpose: 'callBack',
    level: 'reporterProtected',
    hop: 1,
    lead: 'water',
    askedAt: at(0),
    askedBy: { id: 'callbackAgent-1', role: 'callbackAgent', unit: 'hotline' },
    decideUntil: at(24 * 60),
    decidedAt: null,
    decidedBy: null,
    granted: null,
    holdsUntil: null,
    withdrawnAt: null,
    relayed: false,
    ...changes,
  };
}
const aGrant = (changes: Partial<DisclosureRequest> = {}): DisclosureRequest =>
  aRequest({
    granted: true,
    decidedAt: at(10),
    decidedBy: { id: 'supervisor-1', role: 'supervisor', unit: 'hotline' },
    holdsUntil: at(25),
    ...changes,
  });

describe('what was asked', () => {
  it('waits a day for a decision, and has lapsed then', () => {
    expect(disclosureState(aRequest(), standing, at(24 * 60 - 1))).toBe('waiting');
    expect(disclosureState(aRequest(), standing, at(24 * 60))).toBe('lapsed');
  });

  it('holds until its instant once it is granted, and never after a denial', () => {
    expect(disclosureState(aGrant(), standing, at(24))).toBe('holds');
    expect(disclosureState(aGrant(), standing, at(25))).toBe('ended');
    expect(disclosureState(aGrant({ granted: false, holdsUntil: null }), standing, at(11))).toBe('denied');
  });

  it('ends when it is withdrawn, when the ticket goes to another unit or comes back from it, and when protection changes', () => {
    const now = at(12);
    expect(disclosureState(aGrant({ withdrawnAt: at(11) }), standing, now)).toBe('withdrawn');
    expect(disclosureState(aGrant(), { ...standing, hop: 2, lead: housing }, now)).toBe('ended');
    expect(disclosureState(aGrant(), { ...standing, lead: null }, now)).toBe('ended');
    expect(disclosureState(aGrant(), { ...standing, level: 'anonymous' }, now)).toBe('ended');
    expect(disclosureState(aRequest(), { ...standing, hop: 2 }, now)).toBe('lapsed');
  });

  it('lifts the fields of what holds and of nothing else', () => {
    const requests = [
      aGrant(),
      aGrant({ fields: ['name'] }),
      aGrant({ fields: ['address'], holdsUntil: at(11) }),
      aRequest(),
    ];
    expect([...fieldsOf(grantedBy(requests, standing, at(12)))]).toEqual(['telephone', 'name']);
    const relayed = aGrant({ fields: ['telephone', 'name'], relayed: true });
    expect([...fieldsOf([relayed])]).toEqual(['name']);
    expect([...fieldsOf([relayed, aGrant()])]).toEqual(['name', 'telephone']);
  });
});

describe('who asks', () => {
  const handler = disclosureTo({ role: 'handler' }, 'lead', 'reporterProtected');

  it('does so for a purpose of the role, and each purpose is somebody’s', () => {
    expect(() => assertMayAsk('handler', 'callBack', ['telephone'], handler)).not.toThrow();
    expect(() => assertMayAsk('handler', 'lawfulOrder', ['telephone'], handler)).toThrow(
      'Nobody asks for this purpose',
    );
    expect(() => assertMayAsk('administrator', 'danger', ['name'], handler)).toThrow('as administrator');
    for (const purpose of PURPOSES)
      expect(ROLES.filter((role) => PURPOSE_ROWS[purpose].roles.some((one) => one === role))).not.toEqual([]);
  });

  it('is to call, where another number would do, for two purposes alone', () => {
    const toCall = PURPOSES.filter((purpose) => isToCall({ purpose, fields: ['telephone', 'name'] }));
    expect(toCall).toEqual(['callBack', 'siteVisit']);
    expect(isToCall({ purpose: 'callBack', fields: ['name'] })).toBe(false);
  });

  it('does not ask for what is shown anyhow', () => {
    expect(() => assertMayAsk('handler', 'callBack', ['telephone', 'unitWords'], handler)).toThrow(
      'This is shown to you anyhow: unitWords.',
    );
  });
});

describe('who decides', () => {
  const supervisor = { id: 'supervisor-1', role: 'supervisor', unit: 'hotline' } as const;
  const bySupervisor = aRequest({ askedBy: { ...supervisor, id: 'supervisor-2' } });

  it('is a supervisor, a duty manager or a director', () => {
    expect(() => assertMayDecide(aRequest(), 'waiting', supervisor)).not.toThrow();
    expect(() => assertMayDecide(aRequest(), 'waiting', { ...supervisor, role: 'dispatcher' })).toThrow('decided by');
  });

  it('is neither who asked, whatever position is used, nor a colleague in the same position', () => {
    expect(() =>
      assertMayDecide(bySupervisor, 'waiting', { ...supervisor, id: 'supervisor-2', role: 'director' }),
    ).toThrow('Nobody decides their own request');
    expect(() => assertMayDecide(bySupervisor, 'waiting', supervisor)).toThrow('Who asked is supervisor too');
    expect(() => assertMayDecide(bySupervisor, 'waiting', { ...supervisor, role: 'director' })).not.toThrow();
  });

  it('comes in time, and first', () => {
    expect(() => assertMayDecide(aRequest(), 'lapsed', supervisor)).toThrow('was not decided within a day');
    for (const state of ['holds', 'denied', 'withdrawn', 'ended'] as const)
      expect(() => assertMayDecide(aRequest(), state, supervisor)).toThrow(`This request is ${state}`);
  });
});
