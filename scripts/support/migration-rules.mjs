/**
 * What a migration may do while the program before works on: schema N serves program N−1, and nobody waits for a lock.
 * Tables that the last release does not know may be changed at will. What breaks a rule says why that is right here, in
 * a comment of its statement that begins `-- Allowed:`, and what holds a lock says how long, as `3 s per million rows`.
 */
const ALLOWED = /--\s*Allowed:\s*\S/;
const HOW_LONG = /\d+(?:\.\d+)? (?:ms|s|min) per million rows/;
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|(\$\w*\$)[\s\S]*?\1|;/g;
/** Functions whose value is the same for all rows: PostgreSQL keeps it beside the table and rewrites nothing. */
const SAME_FOR_ALL_ROWS = /^(?:now|current_timestamp|array)$/;

/**
 * @param {{ name: string, sql: string }[]} migrations all of them, in order; those up to `lastMigration` were released.
 */
export function faultsOf(migrations, lastMigration) {
  const known = { tables: new Set(), unique: new Set(), indexes: new Map() };
  const faults = [];
  for (const { name, sql } of migrations) {
    const released = name <= lastMigration;
    for (const statement of statementsOf(sql)) {
      const said = plain(statement);
      if (released) learn(said, known);
      else faults.push(...faultsIn(said, statement, known).map((fault) => `${name}: ${fault}`));
    }
  }
  return faults;
}

function statementsOf(sql) {
  const statements = [];
  let from = 0;
  for (const { 0: text, index } of sql.matchAll(TOKEN)) {
    if (text !== ';') continue;
    statements.push(sql.slice(from, index));
    from = index + 1;
  }
  return [...statements, sql.slice(from)];
}

/** Without comments and quotes, in small letters, on one line. */
function plain(statement) {
  return statement
    .replaceAll(TOKEN, (text) => (/^(?:--|\/\*)/.test(text) ? ' ' : text))
    .replaceAll(/"(\w+)"/g, '$1')
    .replaceAll(/\b(?:public|if not exists|if exists|only)\b\.?/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

function learn(said, known) {
  const [, table] = /^create table (\w+)/.exec(said) ?? [];
  if (table) known.tables.add(table);
  const [, unique, index] = /^create (unique )?index (\w+)/.exec(said) ?? [];
  if (unique) known.unique.add(index);
}

function faultsIn(said, statement, { tables, unique }) {
  const breaks = [];
  const locks = [];
  const [, altered, changes = ''] = /^alter table (\w+) (.*)$/.exec(said) ?? [];
  if (tables.has(altered)) for (const change of partsOf(changes)) judge(change, { breaks, locks });
  const [, dropped] = /^drop table (\w+)/.exec(said) ?? [];
  if (tables.has(dropped)) breaks.push(`drops the table ${dropped}, which the last release uses`);
  const [, uniquely, built, on] = /^create (unique )?index (?!concurrently)(\w+) on (\w+)/.exec(said) ?? [];
  if (tables.has(on)) {
    if (uniquely) breaks.push(`makes ${built} unique, which the last release does not know of`);
    locks.push(`builds ${built} while nobody can write to ${on}`);
  }
  const [, gone] = /^drop index (\w+)/.exec(said) ?? [];
  if (unique.has(gone))
    breaks.push(`drops the unique index ${gone}, by which the last release may recognise what it wrote before`);
  const [, filled] = /^(?:update|delete from) (\w+)/.exec(said) ?? [];
  if (tables.has(filled)) locks.push(`writes rows of ${filled}, which nobody else can change meanwhile`);
  if (
    /^(?:truncate|lock|cluster|vacuum full|drop sequence|drop type|drop function|drop trigger|alter sequence|alter type|alter index)\b/.test(
      said,
    )
  )
    breaks.push(`does what the last release may not survive: ${said.slice(0, 60)}`);
  const allowed = ALLOWED.test(statement);
  return [
    ...(allowed ? [] : breaks.map((what) => `${what}. Say why that is right here: -- Allowed: …`)),
    ...(allowed && HOW_LONG.test(statement)
      ? []
      : locks.map((what) => `${what}. Say why, and for how long: -- Allowed: …, 3 s per million rows`)),
  ];
}

/** Changes of one ALTER TABLE, which commas separate; those inside brackets do not. */
function partsOf(changes) {
  const parts = [''];
  let depth = 0;
  for (const letter of changes) {
    if (letter === '(' || letter === '[') depth += 1;
    if (letter === ')' || letter === ']') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

function judge(change, { breaks, locks }) {
  const [, added, rest = ''] =
    /^add (?:column )?(?!constraint\b|check\b|foreign\b|primary\b|unique\b|exclude\b)(\w+) (.*)$/.exec(change) ?? [];
  if (added) {
    const [, value] = /\bdefault (.*)$/.exec(rest) ?? [];
    if (/\bnot null\b/.test(rest) && value === undefined && !/serial\b|\bidentity\b|\bgenerated\b/.test(rest))
      breaks.push(`adds ${added}, NOT NULL and without a default: the last release cannot write a row any more`);
    const calls = [...(value ?? '').matchAll(/\b(\w+)\s*\(/g)].map(([, name]) => name);
    if (/serial\b|\bidentity\b|\bstored\b/.test(rest) || calls.some((name) => !SAME_FOR_ALL_ROWS.test(name)))
      locks.push(`adds ${added} with a value of its own for each row: the table is rewritten while nobody can read it`);
    if (/\bunique\b|\breferences\b|\bcheck\b|\bprimary key\b/.test(rest))
      breaks.push(`adds ${added} under a condition that the last release does not know`);
  } else if (/^add\b/.test(change)) {
    breaks.push('adds a constraint that the last release does not know');
    locks.push('adds a constraint, which looks at every row while nobody can write');
  } else if (/^drop (?:column |constraint )?/.test(change)) {
    if (!/^drop constraint /.test(change)) breaks.push(`${change.slice(0, 60)}: the last release uses it`);
  } else if (/^rename\b|^set schema\b/.test(change)) {
    breaks.push(`${change.slice(0, 60)}: the last release knows the old name`);
  } else if (/^alter (?:column )?\w+ (?:set data )?type\b/.test(change)) {
    breaks.push(`${change.slice(0, 60)}: the last release writes the old type`);
    locks.push('changes a type: the table is rewritten while nobody can read it');
  } else if (/\bset not null$/.test(change)) {
    breaks.push(`${change.slice(0, 60)}: the last release may leave it empty`);
    locks.push('sets NOT NULL, which looks at every row while nobody can read them');
  } else if (/\bdrop default$/.test(change)) breaks.push(`${change.slice(0, 60)}: the last release relies on it`);
}
