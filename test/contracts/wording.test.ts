import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { FIELDS_IN_CHINESE } from '../../contracts/wording/fields.js';
import { inChinese } from '../../contracts/wording/in-chinese.js';
import { REQUESTS_IN_CHINESE } from '../../contracts/wording/requests.js';
import { RULES_IN_CHINESE } from '../../contracts/wording/rules.js';

const ROOT = join(import.meta.dirname, '../..');
/** Where messages for callers are written. A policy pack that does not fit is told to whoever writes packs. */
const FOLDERS = [
  'api',
  'contracts',
  'domain/ticket',
  'domain/intake',
  'domain/disclosure',
  'domain/erasure',
  'domain/data-request',
  'domain/export',
  'domain/knowledge',
  'workflows',
];
const NOT_FOR_CALLERS = ['contracts/policy-pack.ts'];

/** At which place a call takes its message. */
const MESSAGE_AT: Readonly<Record<string, number>> = {
  refuseUnless: 2,
  Refusal: 1,
  ApiProblem: 1,
  invalidField: 2,
  fault: 1,
  tooWide: 0,
  refine: 1,
  regex: 1,
  min: 1,
  max: 1,
  datetime: 0,
  date: 0,
  email: 0,
  url: 0,
};

/** Every message in the sources as it may be said, each fact as a sign of its own. */
function messagesIn(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const textsOf = (node: ts.Expression): string[] => {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isTemplateExpression(node)) {
      return [node.templateSpans.reduce((said, { literal }, at) => `${said}<${at}>${literal.text}`, node.head.text)];
    }
    if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
    if (ts.isObjectLiteralExpression(node)) {
      return node.properties.flatMap((one) =>
        ts.isPropertyAssignment(one) && ['message', 'error'].includes(one.name.getText())
          ? textsOf(one.initializer)
          : [],
      );
    }
    return [];
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.arguments) {
      const at = MESSAGE_AT[node.expression.getText().split('.').at(-1) ?? ''];
      const argument = at === undefined ? undefined : node.arguments[at];
      if (argument) found.push(...textsOf(argument));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter((text) => / /.test(text) && !/^<0>[^ ]* <1>$/.test(text));
}

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
).filter((path) => !NOT_FOR_CALLERS.includes(path) && !path.startsWith('contracts/wording'));

describe('what is said to callers', () => {
  it('is said in Chinese too, every sentence of the sources with every fact in it', () => {
    const messages = sources.flatMap((path) => messagesIn(path).map((message) => ({ path, message })));
    expect(messages.length).toBeGreaterThan(120);
    const untold = messages.filter(({ path, message }) => {
      // `invalidField` puts the place before what it says.
      if (path === 'api/http/problem.ts' && message === '<0>: <1>') return false;
      const chinese = inChinese(message);
      return chinese === null || (message.match(/<\d>/g) ?? []).some((fact) => !chinese.includes(fact));
    });
    expect(untold).toEqual([]);
  });

  it('has the same facts in both languages, and Chinese signs in Chinese', () => {
    for (const [english, chinese] of Object.entries({
      ...RULES_IN_CHINESE,
      ...REQUESTS_IN_CHINESE,
      ...FIELDS_IN_CHINESE,
    })) {
      const facts = (text: string): string[] => [...new Set(text.match(/\{\d\}/g))].sort();
      expect([english, facts(chinese)]).toEqual([english, facts(english)]);
      expect([english, chinese]).toEqual([english, expect.stringMatching(/[\p{Script=Han}：]/u)]);
    }
  });

  it('keeps a fact that is a sentence of its own in the same language', () => {
    expect(
      inChinese('A ticket has at most 40 requests in its life. Handle the ticket, reply to it, or ask for a return.'),
    ).toBe('一个工单最多 40 次申请。请继续办理、答复，或申请退单。');
  });

  it('is left as it is when nobody has worded it', () => {
    expect(inChinese('Nobody has ever said this.')).toBeNull();
  });
});
