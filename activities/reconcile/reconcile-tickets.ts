import type { TicketState } from '../../domain/ticket/ticket.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import type { OpenPlace, ReconcileStore } from '../../storage/reconcile/reconcile-store.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import {
  calendarAmiss,
  differences,
  stateOf,
  STARTS_WITHIN_MS,
  type Difference,
  type FindingKind,
  type Looked,
  type View,
} from './ticket-differences.js';

export interface Finding {
  readonly kind: FindingKind;
  readonly ticketId: string;
  readonly number: string;
  readonly says: string;
  readonly repaired: boolean;
}

/** What reconciling and rebuilding ask of the workflow engine. Each rejects when it does not answer. */
export interface TicketEngine {
  look(ticketId: string): Promise<Looked>;
  /** What its workflow left behind; `null` where it runs, was broken off or is missing. Wakes nobody, unlike `look`. */
  endOf(ticketId: string): Promise<Pick<TicketState, 'state' | 'version'> | null>;
  /** Idempotent: a ticket that has a workflow, or has had one, keeps it. */
  start(ticket: TicketState): Promise<void>;
  /** For a workflow that was lost or broken off: begins anew from this state. */
  restart(ticket: TicketState): Promise<void>;
  /** Has the ticket ask for its dates again, by this version of its calendar. */
  revise(ticketId: string, calendarVersion: string): Promise<void>;
}

export type ReconcileScope =
  /** What was touched lately, what waits to be started, and some of the open ones from a place on. */
  | {
      readonly sinceMinutes: number;
      readonly limit: number;
      readonly rotate: { from: OpenPlace | null; limit: number } | null;
    }
  | 'all';

export interface ReconcileOptions {
  readonly repair: boolean;
  /** Also begin lost workflows anew from what the read model showed last. */
  readonly restartLost?: boolean;
}

export interface Reconciled {
  readonly looked: number;
  /** The engine did not say anything about so many. */
  readonly unanswered: number;
  readonly findings: readonly Finding[];
  /** Where the next run goes on with the open tickets that nothing happened to. */
  readonly next: OpenPlace | null;
}

export interface ReconcileDeps {
  readonly store: ReconcileStore & { markStarted(ids: readonly string[]): Promise<void> };
  readonly engine: TicketEngine;
  readonly reference: Pick<ReferenceData, 'current'>;
  readonly pause: (ms: number) => Promise<unknown>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told of every ticket that was looked at; may reject to stop. */
  readonly progress?: (looked: number) => void;
}

/** Few, for each look may be a replay, and clerks are waiting for the same workers. */
const AT_ONCE = 4;
const PAGE = 200;
/** So many without an answer, and the rest is not asked: the engine is away. */
const PATIENCE = 10;
/** A step is shown before the workflow has it; only what is still so a moment later is a difference. */
const SECOND_LOOK_AFTER_MS = 1_500;

/**
 * Compares what PostgreSQL shows with what the workflows know, and writes anew what can be. Safe beside a running
 * system.
 */
export async function reconcileTickets(
  deps: ReconcileDeps,
  scope: ReconcileScope,
  options: ReconcileOptions,
): Promise<Reconciled> {
  const { store } = deps;
  const found: Finding[] = [];
  let looked = 0;
  let unanswered = 0;
  let next: OpenPlace | null = null;

  async function work(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length && unanswered < PATIENCE; at += PAGE) {
      const page = await checkPage(deps, ids.slice(at, at + PAGE), options);
      looked += page.looked;
      unanswered += page.unanswered;
      found.push(...page.findings);
      deps.progress?.(looked);
    }
  }

  if (scope === 'all') {
    let from: OpenPlace | null = null;
    do {
      const page: Awaited<ReturnType<ReconcileStore['open']>> = await store.open(from, PAGE);
      await work(page.ids);
      from = page.next;
    } while (from !== null && unanswered < PATIENCE);
    return { looked, unanswered, findings: found, next: null };
  }
  const ids = new Set([
    ...(await store.waiting(STARTS_WITHIN_MS, scope.limit)),
    ...(await store.touchedWithin(scope.sinceMinutes, scope.limit)),
  ]);
  if (scope.rotate !== null) {
    const older = await store.open(scope.rotate.from, scope.rotate.limit);
    for (const id of older.ids) ids.add(id);
    next = older.next;
  }
  await work([...ids]);
  return { looked, unanswered, findings: found, next };
}

async function checkPage(
  deps: ReconcileDeps,
  ids: readonly string[],
  options: ReconcileOptions,
): Promise<Omit<Reconciled, 'next'>> {
  const first = await viewsOf(deps, ids);
  const suspected = first.views.flatMap((view) => differences(view, deps.clock()));
  if (suspected.length === 0) return { looked: first.views.length, unanswered: first.unanswered, findings: [] };
  await deps.pause(SECOND_LOOK_AFTER_MS);
  const marks = new Set(suspected.map(({ mark }) => mark));
  const second = await viewsOf(deps, [...new Set(suspected.map(({ view }) => view.id))]);
  const lasting = second.views.flatMap((view) => differences(view, deps.clock())).filter(({ mark }) => marks.has(mark));
  const findings: Finding[] = [];
  for (const difference of lasting) findings.push(await settle(deps, difference, options));
  return { looked: first.views.length, unanswered: first.unanswered + second.unanswered, findings };
}

async function viewsOf(
  { store, engine, reference, clock }: ReconcileDeps,
  ids: readonly string[],
): Promise<{ views: View[]; unanswered: number }> {
  const kept = await store.ended(ids);
  const looked = new Map<string, Looked>();
  let unanswered = 0;
  await mapConcurrently(ids, AT_ONCE, async (id) => {
    if (unanswered >= PATIENCE) return;
    try {
      const found = await lookAt(engine, id, kept.get(id));
      looked.set(id, found);
      if (found.is === 'silent') unanswered += 1;
    } catch {
      unanswered += 1;
    }
  });
  const asked = [...looked.keys()];
  // Read after the workflows: what they said is shown by now.
  const [rows, events, data] = await Promise.all([store.versions(asked), store.events(asked), reference.current()]);
  const compared = await store.compare([...looked.values()].map(stateOf).filter((state) => state !== null));
  const at = new Date(clock()).toISOString();
  const views = [...looked].flatMap(([id, one]): View[] => {
    const row = rows.get(id);
    if (!row) return [];
    const state = one.is === 'well' ? one.state : null;
    const calendar = state && calendarAmiss(state, data, at);
    return [{ id, row, looked: one, compared: compared.get(id), events: events.get(id) ?? [], calendar }];
  });
  return { views, unanswered };
}

/**
 * An ended ticket must be replayed to speak, and there are many of them. Where its workflow ended just as the kept
 * state says, that state stands for it.
 */
async function lookAt(engine: TicketEngine, id: string, kept: TicketState | undefined): Promise<Looked> {
  if (kept) {
    const end = await engine.endOf(id);
    if (end?.version === kept.version && end.state === kept.state) return { is: 'well', state: kept };
  }
  return engine.look(id);
}

async function settle(
  deps: ReconcileDeps,
  { kind, says, view }: Difference,
  options: ReconcileOptions,
): Promise<Finding> {
  const repaired = options.repair && (await repair(deps, kind, view, options.restartLost === true));
  return { kind, ticketId: view.id, number: view.row.number, says, repaired };
}

async function repair(
  { store, engine }: ReconcileDeps,
  kind: FindingKind,
  { id, row, looked, calendar }: View,
  restartLost: boolean,
): Promise<boolean> {
  const state = stateOf(looked);
  switch (kind) {
    case 'not-started': {
      const ticket = await store.snapshot(id);
      if (ticket === null) return false;
      await engine.start(ticket);
      await store.markStarted([id]);
      return true;
    }
    case 'workflow-lost':
    case 'workflow-stopped': {
      const ticket = restartLost ? await store.snapshot(id) : null;
      if (ticket === null) return false;
      await engine.restart(ticket);
      return true;
    }
    case 'calendar-old':
      if (calendar === null) return false;
      await engine.revise(id, calendar);
      return true;
    case 'behind':
    case 'row-differs':
    case 'clocks-differ':
      return state !== null && (await store.rewrite(state));
    case 'ahead':
      return looked.is === 'well' && (await store.takeBack(looked.state, row.version));
    case 'no-answer':
    case 'event-gap':
    case 'chain-broken':
      return false;
  }
}

/** How many findings of each kind, those of none left out. */
export function countByKind(findings: readonly Finding[]): Partial<Record<FindingKind, number>> {
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
