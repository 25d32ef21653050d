/**
 * What may never be declined, whatever a score says: a word found here makes a person take the ticket.
 * A row errs on the side of the citizen; a false alarm costs a minute, a missed one a wage or a life.
 */
export const PROTECTED_MATTERS: readonly { readonly matter: string; readonly pattern: RegExp }[] = [
  {
    matter: 'wages',
    pattern:
      /农民工.{0,12}(工资|薪)|(工资|薪水|工钱|薪资|劳务费).{0,12}(拖欠|不发|没发|未发|不给|讨要|克扣)|(拖欠|讨要|克扣|讨|欠).{0,8}(工资|薪|工钱|劳务费)|欠薪|讨薪|unpaid wages|wage arrears/iu,
  },
  {
    matter: 'minor',
    pattern: /未成年|儿童受(伤|害|虐)|虐待(儿童|孩子|小孩)|猥亵|拐卖|child abuse/iu,
  },
  { matter: 'selfHarm', pattern: /自杀|轻生|跳楼|不想活|活不下去|自残|suicide|self-harm/iu },
];

/** The words of the matters that a text touches, each once. */
export function protectedMattersIn(...texts: readonly string[]): string[] {
  const text = texts.join('\n').normalize('NFKC');
  return PROTECTED_MATTERS.filter(({ pattern }) => pattern.test(text)).map(({ matter }) => matter);
}
