/**
 * Writes `docs/states.md` from the command table, so that the picture cannot say what the program does not do.
 *
 *   node scripts/draw-states.mjs           writes it
 *   node scripts/draw-states.mjs --check   fails when it is not what the table says today
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './support/build.mjs';

const root = join(import.meta.dirname, '..');
const path = join(root, 'docs/states.md');

if (!ensureBuilt(root)) {
  console.error('The build failed, so the states could not be drawn.');
  process.exit(1);
}
const built = (file) => import(pathToFileURL(join(root, 'dist/domain/ticket', file)).href);
const { COMMANDS } = await built('commands.js');
const { STATES, STATE_KIND } = await built('vocabulary.js');

/** What a granted or twice disputed request may lead to; together they are the row of `decide`. */
const DECIDED = {
  requestReturn: ['pendingDispatch', 'adjudication'],
  requestSuspension: ['suspended'],
  requestTermination: ['terminated'],
  // A declined ticket was never dispatched, so the duty board has nothing to rule on.
  appeal: ['pendingDispatch'],
};

/** What happens without a command: a clock came to its end, or the ticket that this one follows was answered. */
const BY_ITSELF = [
  ['suspended', 'inProgress', 'its date comes'],
  ['callbackPending', 'closed', 'the rating link lapses'],
  ['closed', 'archived', 'the time for reopening ends'],
  ['merged', 'callbackPending', 'the master is answered'],
  ['merged', 'closed', 'the master is answered, no callback wanted'],
  ['merged', 'registered', 'the master ends'],
  ['merged', 'pendingDispatch', 'the master ends'],
  ['merged', 'adjudication', 'the master ends'],
  ['split', 'closed', 'the last of its parts closes'],
  ['closed', 'split', 'a part is reopened'],
];

// Whoever has something to do with a request that was split does it to its parts.
const open = STATES.filter((state) => STATE_KIND[state] === 'open' && state !== 'split');
const fromEverywhere = (row) => open.every((state) => row.from.includes(state));

agree();
const text = page();
if (process.argv.includes('--check')) {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (before !== text) {
    console.error(
      'docs/states.md is not what the command table says. Run `node scripts/draw-states.mjs` and commit it.',
    );
    process.exit(1);
  }
  console.log('docs/states.md says what the command table says.');
} else {
  writeFileSync(path, text);
  console.log('docs/states.md is written.');
}

/** The two lists above are kept by hand; the table must know every word of them. */
function agree() {
  const problems = [];
  const decided = new Set(Object.values(DECIDED).flat());
  const named = new Set(COMMANDS.decide.to);
  if ([...decided].some((state) => !named.has(state)) || [...named].some((state) => !decided.has(state)))
    problems.push('DECIDED and the row of `decide` name different states.');
  for (const command of Object.keys(DECIDED))
    if (!(command in COMMANDS)) problems.push(`DECIDED: there is no command ${command}.`);
  for (const [from, to] of BY_ITSELF)
    for (const state of [from, to])
      if (!STATES.includes(state)) problems.push(`BY_ITSELF: there is no state ${state}.`);
  if (problems.length === 0) return;
  for (const problem of problems) console.error(`scripts/draw-states.mjs: ${problem}`);
  process.exit(1);
}

function arrows() {
  const labels = new Map();
  const draw = (from, to, label) => {
    if (from === to) return;
    const pair = `${from} --> ${to}`;
    labels.set(pair, [...(labels.get(pair) ?? []), label]);
  };
  for (const [command, row] of Object.entries(COMMANDS)) {
    if (fromEverywhere(row)) continue;
    for (const from of row.from) for (const to of row.to) draw(from, to, command);
  }
  for (const [command, states] of Object.entries(DECIDED))
    for (const from of COMMANDS[command].from) for (const to of states) draw(from, to, `decide (${command})`);
  for (const [from, to, why] of BY_ITSELF) draw(from, to, why);
  return [...labels].map(([pair, names]) => `  ${pair}: ${names.join(', ')}`);
}

function page() {
  const ends = STATES.filter((state) => STATE_KIND[state] === 'end');
  const everywhere = Object.entries(COMMANDS).filter(
    ([command, row]) => command !== 'decide' && fromEverywhere(row) && row.to.length > 0,
  );
  return `# States and commands

This page is made from the command table by \`node scripts/draw-states.mjs\`; do not edit it. The table is
[\`domain/ticket/commands.ts\`](../domain/ticket/commands.ts), the words are in the [glossary](glossary.md), and what each
command asks and does besides is in the rule of the same name in \`domain/ticket/rules/\`.

\`\`\`mermaid
stateDiagram-v2
  [*] --> ${STATES[0]}: POST /tickets
${arrows().join('\n')}
${ends.map((state) => `  ${state} --> [*]`).join('\n')}
\`\`\`

Not drawn, because it starts in every open state but \`split\`: ${everywhere
    .map(([command, row]) => `\`${command}\`, which leads to ${codes(row.to)}`)
    .join('; ')}. \`decide\` is drawn where the request that it decides leads somewhere else.

| kind | states | |
|---|---|---|
${[
  ['open', 'clocks run, somebody has to act'],
  ['closed', 'may be reopened for a while, then it is archived'],
  ['end', 'nothing more can happen'],
]
  .map(([kind, says]) => `| ${kind} | ${codes(STATES.filter((state) => STATE_KIND[state] === kind))} | ${says} |`)
  .join('\n')}

## Every command

"Place" says where a department handler must stand towards the ticket: in the lead unit, or in a unit that holds a task on
it. A command that leads nowhere leaves the state as it is.

| command | who | place | from | to |
|---|---|---|---|---|
${Object.entries(COMMANDS)
  .map(
    ([command, row]) =>
      `| \`${command}\` | ${[row.roles.join(', '), place(row), froms(row), codes(row.to)].join(' | ')} |`,
  )
  .join('\n')}
`;
}

function froms(row) {
  if (!fromEverywhere(row)) return codes(row.from);
  const others = row.from.filter((state) => !open.includes(state));
  return ['every open state but `split`', ...(others.length > 0 ? [codes(others)] : [])].join(', ');
}

function place({ relation }) {
  return { any: '', leadUnit: 'lead unit', taskUnit: 'task unit' }[relation];
}

function codes(list) {
  return list.map((word) => `\`${word}\``).join(', ');
}
