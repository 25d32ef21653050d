import colors from 'picocolors';
import type { CheckResult } from './checks.js';
import type { Consistency } from './consistency.js';
import { lateness } from './checks.js';
import type { Evidence } from './evidence.js';
import { spreadOf, type Spread } from './percentiles.js';
import type { Run } from './run.js';
import type { Broken, Tally } from './tally.js';
import { count } from './tally.js';

const namedTickets = 10;

export interface Report {
  readonly ok: boolean;
  readonly tickets: number;
  readonly seconds: number;
  readonly livesPerSecond: number;
  readonly commands: number;
  readonly repeatedUnderSameKey: number;
  readonly movedOnMeanwhile: number;
  readonly latencyMs: Readonly<Record<'command' | 'register' | 'look', Spread | null>>;
  readonly rungs: { readonly fired: number; readonly latenessMs: Spread | null };
  readonly escalationsByLevel: Readonly<Record<string, number>>;
  readonly escalationsByAddressee: Readonly<Record<string, number>>;
  readonly byClosingCode: Readonly<Record<string, number>>;
  readonly byPlot: Readonly<Record<string, number>>;
  readonly refusals: {
    readonly expected: Readonly<Record<string, number>>;
    readonly unexpected: Readonly<Record<string, number>>;
  };
  readonly retries: Readonly<Record<string, number>>;
  readonly whileRunning: {
    readonly tickets: number;
    readonly comparisons: number;
    readonly differences: number;
    readonly stale: number;
  } | null;
  readonly checks: readonly {
    readonly check: string;
    readonly ok: boolean;
    readonly looked: number;
    readonly found: number;
    readonly examples: readonly { readonly ticket: string; readonly says: string }[];
  }[];
}

const PROMISES: Readonly<Record<Broken['what'], string>> = {
  'refused-unexpectedly': 'nothing was refused that should be done',
  'not-refused': 'nothing was done that should be refused',
  'not-offered': 'what was done had been offered',
  'answered-differently': 'the same key had the same answer',
  'got-stuck': 'no ticket got stuck',
};

export function makeReport(
  run: Run,
  tally: Tally,
  evidence: readonly Evidence[],
  checks: readonly CheckResult[],
  consistency: Consistency | null = null,
): Report {
  const fired = lateness(evidence);
  const promises = Object.entries(PROMISES).map(([what, check]) => ({
    check,
    looked: tally.commands,
    findings: tally.broken.filter((one) => one.what === what),
  }));
  const results = [...checks, ...promises].map(({ check, looked, findings }) => ({
    check,
    ok: findings.length === 0,
    looked,
    found: findings.length,
    examples: findings.slice(0, namedTickets).map(({ ticket, says }) => ({ ticket, says })),
  }));
  const escalations = evidence.flatMap(({ events }) =>
    events.filter(({ type, data }) => (type === 'escalated' || type === 'overdue') && data['raised'] !== false),
  );
  return {
    ok: results.every(({ ok }) => ok),
    tickets: run.lives.length,
    seconds: rounded(run.seconds),
    livesPerSecond: rounded(run.lives.length / Math.max(run.seconds, 0.001)),
    commands: tally.commands,
    repeatedUnderSameKey: tally.repeated,
    movedOnMeanwhile: tally.moved,
    latencyMs: {
      command: spreadOf(tally.latencies.command),
      register: spreadOf(tally.latencies.register),
      look: spreadOf(tally.latencies.look),
    },
    rungs: { fired: fired.length, latenessMs: spreadOf(fired) },
    escalationsByLevel: counted(escalations.map(({ data }) => String(data['level'] ?? 0))),
    escalationsByAddressee: counted(
      escalations.flatMap(({ data }) => (typeof data['addressee'] === 'string' ? [data['addressee']] : [])),
    ),
    byClosingCode: counted(evidence.map(({ ticket }) => ticket.closingCode ?? ticket.state)),
    byPlot: counted(run.lives.map(({ plot }) => plot)),
    refusals: { expected: Object.fromEntries(tally.expected), unexpected: Object.fromEntries(tally.unexpected) },
    retries: Object.fromEntries(tally.retries),
    whileRunning: consistency && {
      tickets: consistency.tickets,
      comparisons: consistency.comparisons,
      differences: consistency.findings.length,
      stale: consistency.stale,
    },
    checks: results,
  };
}

function counted(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) count(counts, word);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function sentAgain(retries: Report['retries']): string {
  const times = Object.values(retries).reduce((sum, one) => sum + one, 0);
  if (times === 0) return 'nothing';
  const why = Object.entries(retries).map(([word, many]) => `${word === 'network' ? 'no answer' : word} ${many}`);
  return `${times} times under the same key: ${why.join(', ')}`;
}

function meanwhile(found: Report['whileRunning']): string {
  if (found === null) return 'nothing';
  const { tickets, comparisons, differences, stale } = found;
  return `${tickets} tickets ${comparisons} times, ${differences} differences, ${stale} answers that said how old they were`;
}

/** The report for people. */
export function reportLines(report: Report): string[] {
  const row = (label: string, value: string): string => `  ${label.padEnd(24)}${value}`;
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([word, times]) => `${word} ${times}`)
      .join(', ') || 'none';
  const spread = (values: Spread | null): string =>
    values === null
      ? 'none'
      : `p50 ${Math.round(values.p50)}, p95 ${Math.round(values.p95)}, p99 ${Math.round(values.p99)}, max ${Math.round(values.max)} ms (${values.count})`;
  return [
    '',
    row('tickets', `${report.tickets} in ${report.seconds} s, ${report.livesPerSecond} lives/s`),
    row('commands', `${report.commands}, of them sent twice ${report.repeatedUnderSameKey}`),
    row('command', spread(report.latencyMs.command)),
    row('registration', spread(report.latencyMs.register)),
    row('look', spread(report.latencyMs.look)),
    row('rungs fired', `${report.rungs.fired}, late by ${spread(report.rungs.latenessMs)}`),
    row('escalations by level', list(report.escalationsByLevel)),
    row('… by addressee', list(report.escalationsByAddressee)),
    row('closed as', list(report.byClosingCode)),
    row('plots', list(report.byPlot)),
    row('refused as expected', list(report.refusals.expected)),
    row('refused unexpectedly', list(report.refusals.unexpected)),
    row('sent again', sentAgain(report.retries)),
    row('compared meanwhile', meanwhile(report.whileRunning)),
    '',
    ...report.checks.flatMap(({ check, ok, found, looked, examples }) => [
      `  ${ok ? colors.green('✓') : colors.red('✗')} ${check} ${colors.dim(ok ? `(${looked})` : `(${found} found)`)}`,
      ...examples.map(({ ticket, says }) => `      ${ticket}: ${says}`),
    ]),
    '',
    report.ok ? colors.green('Every check holds.') : colors.red('Not every check holds.'),
  ];
}
