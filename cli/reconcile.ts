import { InvalidArgumentError, type Command } from 'commander';
import colors from 'picocolors';
import {
  countByKind,
  reconcileTickets,
  type Reconciled,
  type ReconcileScope,
} from '../activities/reconcile/reconcile-tickets.js';
import type { FindingKind } from '../activities/reconcile/ticket-differences.js';
import { readEnv } from '../config/env.js';
import { openDatabase } from '../storage/postgres/database.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { createReconcileStore } from '../storage/reconcile/reconcile-store.js';
import { createTicketStore } from '../storage/ticket/ticket-store.js';
import { createTicketEngine } from '../worker/ticket-engine.js';
import { meantDatabase } from './running-database.js';
import { meantEngine } from './running-engine.js';
import { pause } from './stack/processes.js';
import { createTerminal, type Terminal } from './terminal.js';

interface ReconcileOptions {
  repair?: boolean;
  restartLost?: boolean;
  json?: boolean;
  since: number;
  all?: boolean;
}

const CONNECTIONS = 4;
const AT_MOST = 10_000;
const NAMED = 20;
const SINCE_MINUTES = 60;

/** What to do about a kind of difference that was not, or cannot be, repaired. */
const MEND: Readonly<Record<FindingKind, string>> = {
  'not-started': 'the API starts it within seconds, or --repair does',
  'workflow-lost':
    'if this is the right Temporal and its data is gone for good, --repair --restart-lost begins it anew from what is shown',
  'workflow-stopped': 'find out who broke it off; --repair --restart-lost begins it anew from what is shown',
  behind: '--repair writes it anew from the workflow',
  ahead: '--repair takes it back, and tells the feed so; the next step does too',
  'no-answer': 'look at the workers and their logs, and at the ticket with: huiying ticket show <number>',
  'calendar-old': '--repair has the tickets look at their dates again',
  'row-differs': '--repair writes it anew from the workflow',
  'clocks-differ': '--repair writes them anew from the workflow',
  'event-gap': 'events are written once: restore them from a backup',
  'chain-broken': 'somebody changed the record: compare it with a backup. This is never repaired',
};

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Give a number of minutes.');
  return value;
}

export function defineReconcile(command: Command): void {
  command
    .option('--repair', 'write anew what can be, and start what waits')
    .option('--restart-lost', 'with --repair: begin lost workflows anew from what the read model showed last')
    .option('--since <minutes>', 'tickets that something happened to in this time', minutes, SINCE_MINUTES)
    .option('--all', 'every ticket that has not ended')
    .option('--json', 'print JSON')
    .action((options: ReconcileOptions) => reconcile(options));
}

async function reconcile(options: ReconcileOptions): Promise<void> {
  const env = readEnv();
  const terminal = createTerminal(options.json === true);
  const engine = await meantEngine(env);
  const database = openDatabase(await meantDatabase(env), { connections: CONNECTIONS, onError: () => undefined });
  try {
    const { pool } = database;
    const scope: ReconcileScope =
      options.all === true ? 'all' : { sinceMinutes: options.since, limit: AT_MOST, rotate: null };
    const { markStarted } = createTicketStore(pool);
    const found = await reconcileTickets(
      {
        store: { ...createReconcileStore(pool), markStarted },
        engine: createTicketEngine(engine.client, env.temporal.taskQueue, Date.now),
        reference: createReferenceData(pool, Date.now),
        pause,
        clock: Date.now,
      },
      scope,
      { repair: options.repair === true, restartLost: options.restartLost === true },
    );
    tell(terminal, found);
    if (options.all !== true && found.looked >= AT_MOST)
      terminal.warn(`only the latest ${AT_MOST} tickets were compared; --all compares every one that has not ended`);
    if (found.unanswered > 0 || found.findings.some(({ repaired }) => !repaired)) process.exitCode = 1;
  } finally {
    await database.close();
    await engine.close();
  }
}

function tell(terminal: Terminal, { looked, unanswered, findings }: Reconciled): void {
  terminal.record({ looked, unanswered, found: countByKind(findings), findings });
  for (const kind of new Set(findings.map((finding) => finding.kind))) {
    const these = findings.filter((finding) => finding.kind === kind);
    const left = these.filter(({ repaired }) => !repaired);
    terminal.line(
      `${left.length === 0 ? colors.green('✓') : colors.yellow('!')} ${kind}: ${these.length}, repaired ${these.length - left.length}`,
    );
    for (const { number, says } of these.slice(0, NAMED)) terminal.line(`    ${number} ${says}`);
    if (these.length > NAMED) terminal.line(`    and ${these.length - NAMED} more; --json names all`);
    if (left.length > 0) terminal.line(`    ${colors.dim('→')} ${MEND[kind]}`);
  }
  if (unanswered > 0)
    terminal.line(
      `${colors.yellow('!')} The workflow server or its workers did not answer for ${ticketsOf(unanswered)}.`,
    );
  terminal.line(
    findings.length === 0
      ? `Compared: ${ticketsOf(looked)}. Nothing differs.`
      : `Compared: ${ticketsOf(looked)}. Differences: ${findings.length}, of which ${findings.filter(({ repaired }) => repaired).length} repaired.`,
  );
}

function ticketsOf(count: number): string {
  return count === 1 ? '1 ticket' : `${count} tickets`;
}
