import { Counter, Histogram, type Registry } from 'prom-client';
import type { RecordedFacts } from '../activities/ticket/ticket-activities.js';
import type { FindingKind } from '../activities/reconcile/ticket-differences.js';

export interface WorkerMetrics {
  recorded(facts: RecordedFacts): void;
  found(kind: FindingKind, repaired: boolean): void;
  /** Tickets that a comparison could not ask. */
  unanswered(tickets: number): void;
}

const STEP_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const LATE_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600];

/** Labels hold words of our own only. */
export function createWorkerMetrics(registry: Registry): WorkerMetrics {
  const registers = [registry];
  const steps = new Histogram({
    name: 'huiying_step_write_seconds',
    help: 'Time to date a step and write it to the read model',
    buckets: STEP_SECONDS,
    registers,
  });
  const lateness = new Histogram({
    name: 'huiying_deadline_lateness_seconds',
    help: 'How long after its instant a rung of a clock fired, by clock',
    labelNames: ['clock'],
    buckets: LATE_SECONDS,
    registers,
  });
  const findings = new Counter({
    name: 'huiying_reconcile_findings_total',
    help: 'Differences between workflows and read model that were found, by kind and whether they were repaired',
    labelNames: ['kind', 'repaired'],
    registers,
  });
  const unanswered = new Counter({
    name: 'huiying_reconcile_unanswered_total',
    help: 'Tickets whose workflow did not answer when the two stores were compared',
    registers,
  });
  return {
    recorded({ seconds, fired }) {
      steps.observe(seconds);
      for (const { clock, lateSeconds } of fired) lateness.observe({ clock }, lateSeconds);
    },
    found: (kind, repaired) => findings.inc({ kind, repaired: String(repaired) }),
    unanswered: (tickets) => unanswered.inc(tickets),
  };
}
