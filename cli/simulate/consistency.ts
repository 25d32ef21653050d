import type { TicketSummaryBody } from '../../contracts/ticket.js';
import { differences, type CheckResult, type Finding } from './checks.js';
import type { Time } from './connection.js';
import type { EventBody, Hotline, LiveBody } from './hotline.js';
import type { Life } from './tally.js';

/** What came of comparing while everything moved. */
export interface Consistency {
  /** Tickets compared at least once, of all that there were. */
  readonly tickets: number;
  readonly of: number;
  readonly comparisons: number;
  /** Answers that said they came from the read model, and how old it was; those are allowed to differ. */
  readonly stale: number;
  readonly findings: readonly Finding[];
}

export interface ConsistencyWatch {
  appeared(life: Life): void;
  /** Compares whom it has not come to yet, and stops. */
  end(): Promise<Consistency>;
}

interface Watched {
  readonly life: Life;
  comparisons: number;
  busy: boolean;
}

type Verdict = 'same' | 'moving' | 'stale' | readonly string[];

const LANES = 2;
const PAUSE_MS = 150;
const ATTEMPTS = 8;
const AGAIN_AFTER_MS = 120;

/**
 * Compares, from the first ticket to the last and while others act on them, what three ways of asking say of a ticket:
 * the row of the list, the workflow itself, and the events. Whoever was compared least comes next.
 */
export function watchConsistency(hotline: Hotline, apiKey: string, time: Time): ConsistencyWatch {
  const watched: Watched[] = [];
  const found = { comparisons: 0, stale: 0, findings: [] as Finding[] };
  let stopped = false;

  async function compare(one: Watched): Promise<void> {
    one.busy = true;
    try {
      const verdict = await judge(one.life, hotline, apiKey, time);
      if (verdict === 'stale') found.stale += 1;
      if (verdict === 'stale' || verdict === 'moving') return;
      one.comparisons += 1;
      found.comparisons += 1;
      if (verdict !== 'same') found.findings.push(...verdict.map((says) => ({ ticket: one.life.number, says })));
    } finally {
      one.busy = false;
    }
  }

  async function lane(): Promise<void> {
    while (!stopped) {
      const next = leastCompared(watched);
      if (next) await compare(next);
      await time.sleep(PAUSE_MS);
    }
  }

  let failure: unknown;
  const lanes = Array.from({ length: LANES }, () =>
    lane().catch((error: unknown) => {
      failure ??= error;
    }),
  );
  return {
    appeared: (life) => watched.push({ life, comparisons: 0, busy: false }),
    async end() {
      stopped = true;
      await Promise.all(lanes);
      for (const one of watched) if (one.comparisons === 0 && failure === undefined) await compare(one);
      if (failure !== undefined) throw failure;
      return { ...found, tickets: watched.filter(({ comparisons }) => comparisons > 0).length, of: watched.length };
    },
  };
}

/** The result as one of the run's checks. */
export function consistencyCheck({ of, tickets, findings }: Consistency): CheckResult {
  const never = of - tickets;
  return {
    check: 'while it ran, list row, workflow and events said the same',
    looked: tickets,
    findings:
      never === 0 ? findings : [...findings, { ticket: 'the run', says: `${never} tickets were never compared` }],
  };
}

function leastCompared(watched: readonly Watched[]): Watched | undefined {
  return watched
    .filter(({ busy }) => !busy)
    .reduce<Watched | undefined>(
      (least, one) => (least && least.comparisons <= one.comparisons ? least : one),
      undefined,
    );
}

/** Asks again as long as the ticket moves between the questions; what stands still and differs, differs. */
async function judge({ id, number }: Life, hotline: Hotline, apiKey: string, time: Time): Promise<Verdict> {
  let before = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const row = await hotline.row(apiKey, number);
    const live = await hotline.live(apiKey, id);
    const events = await hotline.events(apiKey, id);
    if (live.source !== 'workflow') return staleness(live);
    const wrong = disagreements(row, live, events);
    if (wrong.length === 0) return 'same';
    const stand = JSON.stringify([row?.version, live.version, events.length, wrong]);
    if (stand === before && attempt > 2) return wrong;
    before = stand;
    await time.sleep(AGAIN_AFTER_MS * attempt);
  }
  return 'moving';
}

function staleness({ ageSeconds }: LiveBody): Verdict {
  return typeof ageSeconds === 'number' ? 'stale' : ['an answer from the read model does not say how old it is'];
}

/** What the row of the list and the events say otherwise than the workflow. */
export function disagreements(
  row: TicketSummaryBody | null,
  live: LiveBody,
  events: readonly Pick<EventBody, 'seq' | 'to'>[],
): string[] {
  const wrong = row === null ? ['is not in the list'] : differences(row, live);
  const last = events.at(-1);
  if (last?.seq !== live.version || events.length !== live.version)
    wrong.push(`${events.length} events up to ${last?.seq ?? 0}, the workflow is at version ${live.version}`);
  if (last && last.to !== live.state) wrong.push(`the events end in ${last.to}, the workflow says ${live.state}`);
  return wrong;
}
