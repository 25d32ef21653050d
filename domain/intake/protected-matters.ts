import { folded } from './folded-text.js';
import { undressed } from './undressed-text.js';

/** A row is told apart by its id. Who changes its pattern raises its version, so that what it found can be counted. */
export interface ProtectedMatterRow {
  readonly id: string;
  readonly version: number;
  readonly matter: 'wages' | 'minor' | 'selfHarm';
  readonly pattern: RegExp;
}

/**
 * What may never be declined, whatever a score says: a word found here makes a person take the ticket. A row errs on
 * the side of the citizen; a false alarm costs a minute, a missed one a wage or a life. Patterns meet a folded text
 * that is undressed: without blanks and the signs between characters.
 */
export const PROTECTED_MATTERS: readonly ProtectedMatterRow[] = [
  { id: 'migrantWages', version: 1, matter: 'wages', pattern: /农民工.{0,12}(工资|薪|血汗钱)|欠薪|讨薪/u },
  {
    id: 'wagesOwed',
    version: 1,
    matter: 'wages',
    pattern: /(工资|薪水|工钱|薪资|劳务费|血汗钱).{0,12}(拖欠|欠|讨要|克扣|[不没未]有?[发给付结])/u,
  },
  {
    id: 'owedWages',
    version: 1,
    matter: 'wages',
    pattern: /(拖欠|讨要|克扣|讨|欠).{0,8}(工资|薪|工钱|劳务费|血汗钱)/u,
  },
  {
    id: 'unpaidWages',
    version: 1,
    matter: 'wages',
    pattern:
      /(拿不到|拒绝?支?[发给付]|[不没未][有肯]?([给跟].{0,4})?支?[发给付结]).{0,8}(工资|薪水|薪资|工钱|劳务费|血汗钱)/u,
  },
  { id: 'wagesInEnglish', version: 1, matter: 'wages', pattern: /unpaidwages|wagearrears|owe[ds]?.{0,24}wages/iu },
  {
    id: 'minor',
    version: 1,
    matter: 'minor',
    pattern:
      /未成年|(儿童|孩子|小孩|幼儿|婴儿|女童|男童|学生).{0,6}(受伤|受害|受虐|虐待|被打|性侵|侵害|走失|失踪|被拐)|(虐待|性侵).{0,4}(儿童|孩子|小孩|幼儿|婴儿|学生)|猥亵|拐卖|childabuse|underage/iu,
  },
  {
    id: 'selfHarm',
    version: 1,
    matter: 'selfHarm',
    pattern: /自杀|轻生|跳楼|跳河|不想活|活不下去|不活了|自残|自伤|寻短见|suicid|self-?harm|killmyself|endmylife/iu,
  },
];

/** The words of the matters that a text touches, each once, however the text is dressed up. */
export function protectedMattersIn(...texts: readonly string[]): string[] {
  const { text } = undressed(folded(texts.join('\n')));
  return [...new Set(PROTECTED_MATTERS.filter(({ pattern }) => pattern.test(text)).map(({ matter }) => matter))];
}
