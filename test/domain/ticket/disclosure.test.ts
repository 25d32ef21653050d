import {
  DISCLOSURE_FIELDS,
  disclosureOf,
  disclosureTo,
  levelsInClear,
  type DisclosureField,
  type Shown,
} from '../../../domain/ticket/disclosure.js';
import { inScope } from '../../../domain/ticket/permissions.js';
import { PROTECTION_LEVELS, protectionOf } from '../../../domain/ticket/protection.js';
import { RELATIONS, relationOf, type PlacedActor, type Relation } from '../../../domain/ticket/relations.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { ROLES, type ActorRole } from '../../../domain/ticket/vocabulary.js';
import { aLifeIn, BECAUSE, dispatcher, handlerOf, reviewer } from '../../support/lives.js';
import { actor, unit, UNITS } from '../../support/tickets.js';

const ofUnit = (id: string): PlacedActor => ({ ...handlerOf(id), unitPath: unit(id).path });
const ofHotline = (role: ActorRole): PlacedActor => ({ ...actor(role), unitPath: [] });
const PROTECTED = PROTECTION_LEVELS.filter((level) => level !== 'open');
const OF_UNITS = RELATIONS.filter((relation) => relation !== 'hotline');
const STAFF = ROLES.filter((role) => role !== 'handler');

const shownTo = (relation: Relation, level: (typeof PROTECTION_LEVELS)[number], fields: readonly DisclosureField[]) =>
  fields.map((field) => disclosureTo({ role: 'handler' }, relation, level)[field]);

describe('how far a ticket protects who asked', () => {
  it('goes by type and identity, and what a person has set goes before both', () => {
    expect(protectionOf({ type: 'help', identity: 'open' })).toBe('open');
    expect(protectionOf({ type: 'report', identity: 'open' })).toBe('reporterProtected');
    expect(protectionOf({ type: 'help', identity: 'hidden' })).toBe('reporterProtected');
    expect(protectionOf({ type: 'report', identity: 'anonymous' })).toBe('anonymous');
    expect(protectionOf({ type: 'report', identity: 'hidden', protection: 'hidden' })).toBe('hidden');
  });

  it('is the reporter’s where nobody wrote down what the citizen said', () => {
    expect(protectionOf({ type: 'help' })).toBe('reporterProtected');
  });
});

describe('how a unit stands towards a ticket', () => {
  const atStreet = () => aLifeIn('inProgress', { unit: UNITS.township });
  const seen = (id: string, ticket: TicketState): [Relation, boolean] => [
    relationOf(ofUnit(id), ticket),
    inScope(ofUnit(id), ticket),
  ];

  it('is the lead’s, that of the units above it, and nobody else’s', () => {
    const { ticket } = atStreet();
    expect(seen(UNITS.township, ticket)).toEqual(['lead', true]);
    expect(seen(UNITS.district, ticket)).toEqual(['above', true]);
    expect(seen(UNITS.community, ticket)).toEqual(['none', false]);
    expect(seen(UNITS.otherDepartment, ticket)).toEqual(['none', false]);
  });

  it('is a helper’s as long as its task is open', () => {
    const life = atStreet();
    const call = { case: 'hardProblem', units: [UNITS.otherDepartment, UNITS.thirdDepartment], ...BECAUSE } as const;
    life.does(handlerOf(UNITS.township), 'whistle', call);
    expect(seen(UNITS.otherDepartment, life.ticket)).toEqual(['task', true]);
    life.does(handlerOf(UNITS.otherDepartment), 'answerTask', { task: '1', result: 'done' });
    expect(seen(UNITS.otherDepartment, life.ticket)).toEqual(['formerTask', false]);
    const reply = { facts: 'f', basis: 'b', measures: 'm', contacted: 'c', text: 't', openTasksReason: 'r' };
    life.does(handlerOf(UNITS.township), 'reply', reply);
    expect(seen(UNITS.thirdDepartment, life.ticket)).toEqual(['task', true]);
    life.does(reviewer, 'reviewReply', { accept: true });
    expect(seen(UNITS.thirdDepartment, life.ticket)).toEqual(['formerTask', false]);
  });

  it('is a former lead’s once the ticket was taken from it', () => {
    const life = atStreet().does(handlerOf(UNITS.township), 'requestReturn', { ...BECAUSE, basis: 'duty list' });
    life.does(dispatcher, 'decide', { request: '1', grant: true, ...BECAUSE });
    expect(seen(UNITS.township, life.ticket)).toEqual(['formerLead', false]);
    life.does(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE });
    expect(seen(UNITS.township, life.ticket)).toEqual(['formerLead', false]);
    expect(seen(UNITS.otherDepartment, life.ticket)).toEqual(['lead', true]);
  });

  it('is the accused’s before anything else, for all below it too', () => {
    const ticket = { ...atStreet().ticket, accusedUnit: UNITS.district };
    expect(seen(UNITS.district, ticket)).toEqual(['accused', false]);
    expect(seen(UNITS.township, ticket)).toEqual(['accused', false]);
    expect(seen(UNITS.city, ticket)).toEqual(['above', true]);
  });

  it('is none where the tree does not know the unit any more, nor for who is no employee', () => {
    const { ticket } = atStreet();
    expect(relationOf({ ...ofUnit(UNITS.township), unitPath: [] }, ticket)).toBe('none');
    expect([relationOf(ofHotline('citizen'), ticket), relationOf(ofHotline('clock'), ticket)]).toEqual([
      'none',
      'none',
    ]);
    expect(relationOf(ofHotline('auditor'), ticket)).toBe('hotline');
  });
});

describe('what is shown of a ticket', () => {
  it.each(PROTECTED)('never names the citizen to a unit, nor where they live, at the level %s', (level) => {
    for (const relation of OF_UNITS) {
      const who = shownTo(relation, level, ['name', 'telephone', 'position', 'callbackNotes', 'reviewersWords']);
      expect([relation, ...who]).toEqual([relation, 'none', 'none', 'none', 'none', 'none']);
      const written = shownTo(relation, level, ['address', 'title', 'text', 'supplements', 'evidence']);
      expect([relation, written.filter((shown) => shown === 'clear')]).toEqual([relation, []]);
      expect(['coarse', 'none']).toContain(written[0]);
    }
  });

  it('keeps from every unit what was told to the callback agent', () => {
    const notes = PROTECTION_LEVELS.flatMap((level) =>
      OF_UNITS.flatMap((relation) => shownTo(relation, level, ['callbackNotes'])),
    );
    expect(new Set(notes)).toEqual(new Set(['none']));
  });

  it('gives the lead of an open ticket what it needs to reach the citizen and to act', () => {
    const fields = ['name', 'telephone', 'address', 'text', 'supplements', 'reviewersWords'] as const;
    expect(shownTo('lead', 'open', fields)).toEqual(['clear', 'masked', 'clear', 'clear', 'clear', 'clear']);
  });

  it('names a protected reporter to those who speak with citizens, and masked to who dispatches', () => {
    const named = STAFF.map((role): [string, Shown] => [
      role,
      disclosureTo({ role }, 'hotline', 'reporterProtected').name,
    ]).filter(([, shown]) => shown !== 'none');
    expect(Object.fromEntries(named)).toEqual({ operator: 'clear', callbackAgent: 'clear', dispatcher: 'masked' });
  });

  it.each(['auditor', 'assessor', 'administrator'] as const)(
    'gives the %s no words of a protected reporter',
    (role) => {
      for (const level of PROTECTED) {
        const { name, telephone, title, text, supplements, callbackNotes } = disclosureTo({ role }, 'hotline', level);
        expect([name, telephone, title, text, supplements, callbackNotes]).not.toContain('clear');
        expect([name, telephone]).toEqual(['none', 'none']);
      }
    },
  );

  it('shows no telephone number whole without a purpose', () => {
    const shown = PROTECTION_LEVELS.flatMap((level) => [
      ...OF_UNITS.map((relation) => disclosureTo({ role: 'handler' }, relation, level).telephone),
      ...STAFF.map((role) => disclosureTo({ role }, 'hotline', level).telephone),
    ]);
    expect(new Set(shown)).toEqual(new Set(['masked', 'none']));
  });

  it('is nothing for the accused, for who has no part in it, and for what no row names', () => {
    const nothing = DISCLOSURE_FIELDS.map(() => 'none');
    const all = new Set(DISCLOSURE_FIELDS);
    for (const level of PROTECTION_LEVELS) {
      for (const relation of ['accused', 'none'] as const)
        expect(Object.values(disclosureTo({ role: 'handler' }, relation, level, all))).toEqual(nothing);
      for (const role of ['citizen', 'clock', 'handler'] as const)
        expect(Object.values(disclosureTo({ role }, 'hotline', level))).toEqual(nothing);
    }
    const unknown = 'topSecret' as unknown as (typeof PROTECTION_LEVELS)[number];
    expect(Object.values(disclosureTo({ role: 'director' }, 'hotline', unknown))).toEqual(nothing);
  });

  it('shows in clear what was granted, and no more than that', () => {
    const ticket = aLifeIn('inProgress', { type: 'report', identity: 'open', unit: UNITS.township }).ticket;
    const lead = ofUnit(UNITS.township);
    expect(disclosureOf(lead, ticket)).toMatchObject({ name: 'none', telephone: 'none' });
    expect(disclosureOf(lead, ticket, new Set(['telephone']))).toMatchObject({ name: 'none', telephone: 'clear' });
  });

  it('is found by words only where they could be read', () => {
    const found = (role: ActorRole) => levelsInClear({ role }, 'text', PROTECTION_LEVELS);
    expect(found('handler')).toEqual(['open']);
    expect(found('auditor')).toEqual(['open']);
    expect(found('dispatcher')).toEqual([...PROTECTION_LEVELS]);
    expect(found('citizen')).toEqual([]);
  });
});
