import type { AdminNoun } from '../../domain/admin/admin-change.js';
import { calendarYearNoun, officeHoursNoun } from '../reference/calendar-nouns.js';
import { classNoun, unitNoun } from '../reference/city-nouns.js';
import { contactNoun } from '../reference/contact-store.js';
import { retentionRuleNoun } from '../erasure/retention-noun.js';
import { wordingNoun } from '../notice/wording-noun.js';
import { policyAssignmentNoun } from '../reference/policy-nouns.js';
import type { Sealing } from '../secrets/sealing.js';
import type { NounStore } from './noun-store.js';

/** How each is put back as it was. */
export function createNounStores(sealing: Sealing): Readonly<Partial<Record<AdminNoun, NounStore>>> {
  return {
    unit: unitNoun as NounStore,
    class: classNoun as NounStore,
    calendarYear: calendarYearNoun as NounStore,
    officeHours: officeHoursNoun as NounStore,
    noticeWording: wordingNoun,
    retentionRule: retentionRuleNoun as NounStore,
    policyAssignment: policyAssignmentNoun as NounStore,
    contact: contactNoun(sealing) as NounStore,
  };
}
