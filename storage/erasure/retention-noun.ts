import { ruleCode, type RetentionRule } from '../../domain/erasure/retention.js';
import type { NounStore } from '../admin/noun-store.js';

export interface RuleValue extends Omit<RetentionRule, 'classCode'> {
  readonly [field: string]: unknown;
}

/** For how long tickets of a class are kept, by the name of the rule. */
export const retentionRuleNoun: NounStore<RuleValue> = {
  noun: 'retentionRule',
  async read(tx, id) {
    const row = await tx.retentionRule.findUnique({ where: { classCode: ruleCode(id) } });
    return row && { version: row.version, value: { years: row.years, source: row.source } };
  },
  async put(tx, id, { years, source }, before) {
    const classCode = ruleCode(id);
    const row = { years, source, since: new Date(), version: (before?.version ?? 0) + 1 };
    await tx.retentionRule.upsert({ where: { classCode }, create: { classCode, ...row }, update: row });
  },
  async remove(tx, id) {
    await tx.retentionRule.deleteMany({ where: { classCode: ruleCode(id) } });
  },
};
