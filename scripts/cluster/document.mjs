import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MARKED = /^<!-- step: ([a-z-]+) -->\n+```(\w+)\n([\s\S]*?)^```$/gm;
const MARK = /^<!-- step: .*-->$/gm;

/**
 * What the guide marks, in the order in which it is to be done: a marked block is typed, or is a file that a later one
 * reads.
 */
export const STEPS = {
  'postgres-accounts': 'sql',
  'postgres-rights': 'sql',
  'temporal-namespace': 'bash',
  'master-key': 'bash',
  settings: 'bash',
  prepare: 'bash',
  run: 'bash',
  contacts: 'json',
  city: 'bash',
  compare: 'bash',
};

/**
 * The blocks of a document that stand right below `<!-- step: name -->`, by name: what a reader is told to type, and
 * nothing else.
 */
export function stepsOf(markdown) {
  const steps = new Map();
  for (const [, name, language, text] of markdown.matchAll(MARKED)) {
    if (steps.has(name)) throw new Error(`Two blocks are marked as the step ${name}.`);
    steps.set(name, { language, text });
  }
  const marks = markdown.match(MARK)?.length ?? 0;
  if (marks !== steps.size) throw new Error(`${marks} steps are marked, and ${steps.size} have a block right below.`);
  return {
    languages: Object.fromEntries([...steps].map(([name, { language }]) => [name, language])),
    /**
     * A step with what the reader has instead of each example. One that no step gives is a mistake: of the guide, or of
     * whoever names it.
     */
    text(name, instead = {}) {
      const step = steps.get(name);
      if (step === undefined) throw new Error(`No block is marked as the step ${name}.`);
      return Object.entries(instead).reduce((text, [example, own]) => {
        if (![...steps.values()].some((one) => one.text.includes(example)))
          throw new Error(`No step says ${example}, which was to be replaced.`);
        return text.replaceAll(example, () => own);
      }, step.text);
    },
  };
}

/** The lines of a shell block that do something, one by one; those that go on on the next line are joined. */
export function commandsOf(text) {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The statements of an SQL block, one by one, without comments. */
export function statementsOf(text) {
  return text
    .replaceAll(/^--.*$/gm, '')
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** docs/operations.md, which has to mark what is followed, all of it and in this order. */
export function operationsGuide(
  markdown = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8'),
) {
  const guide = stepsOf(markdown);
  const [marked, wanted] = [Object.keys(guide.languages), Object.keys(STEPS)];
  const missing = wanted.filter((name) => !marked.includes(name));
  const strange = marked.filter((name) => !wanted.includes(name));
  const faults = [
    ...missing.map((name) => `the step ${name} is missing`),
    ...strange.map((name) => `nobody follows the step ${name}`),
    ...wanted
      .filter((name) => marked.includes(name) && guide.languages[name] !== STEPS[name])
      .map((name) => `the step ${name} is ${guide.languages[name]}, not ${STEPS[name]}`),
  ];
  if (faults.length === 0 && marked.join() !== wanted.join())
    faults.push(`the steps come as ${marked.join(', ')}, not as ${wanted.join(', ')}`);
  if (faults.length > 0) throw new Error(`docs/operations.md cannot be followed: ${faults.join('; ')}.`);
  return guide;
}
