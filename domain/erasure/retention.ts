/** For how many years after its end a ticket of a class, or of one below it, is kept. */
export interface RetentionRule {
  /** `ALL_OTHERS`: those for whose class and all above it there is none. */
  readonly classCode: string;
  readonly years: number;
  /** Where the number comes from: a rule's name and article, an order. */
  readonly source: string;
}

export const ALL_OTHERS = '';
/** As people and the trail name it. */
export const OTHERS = 'others';
export const LONGEST_YEARS = 100;

export const ruleName = (classCode: string): string => (classCode === ALL_OTHERS ? OTHERS : classCode);
export const ruleCode = (name: string): string => (name === OTHERS ? ALL_OTHERS : name);

/** A class with the one above it. */
export interface ClassPlace {
  readonly code: string;
  readonly parent: string | null;
}

/** Tickets of this class that ended before this instant need not be kept any more; `null`: those without a class. */
export interface RetentionTerm {
  readonly classCode: string | null;
  readonly endedBefore: Date;
  /** The class of the rule. */
  readonly by: string;
}

/** What the rules mean today, class by class. The nearest rule above a class holds; without any nothing is erased. */
export function retentionTerms(
  rules: readonly RetentionRule[],
  classes: readonly ClassPlace[],
  now: Date,
): RetentionTerm[] {
  const ruleOf = new Map(rules.map((rule) => [rule.classCode, rule]));
  const parentOf = new Map(classes.map(({ code, parent }) => [code, parent]));
  const nearest = (code: string | null): RetentionRule | undefined => {
    const seen = new Set<string>();
    for (let at = code; at !== null && !seen.has(at); at = parentOf.get(at) ?? null) {
      seen.add(at);
      const rule = ruleOf.get(at);
      if (rule) return rule;
    }
    return ruleOf.get(ALL_OTHERS);
  };
  return [null, ...parentOf.keys()].flatMap((classCode) => {
    const rule = nearest(classCode);
    return rule ? [{ classCode, endedBefore: yearsBefore(now, rule.years), by: rule.classCode }] : [];
  });
}

/** The 29th of February is the 1st of March where there is none. */
function yearsBefore(now: Date, years: number): Date {
  const then = new Date(now);
  then.setUTCFullYear(now.getUTCFullYear() - years);
  return then;
}
