import { Counter, Gauge, type Registry } from 'prom-client';
import type { ViewSpan } from '../../domain/look/brake.js';
import type { LookWay } from '../../domain/look/look.js';

export interface LookMetrics {
  looked(how: LookWay, rows: number): void;
  alerted(span: ViewSpan): void;
  /** A head was written to the second place, or there was nothing new to write. */
  headWritten(): void;
}

/** `clock`: milliseconds since 1970. */
export function createLookMetrics(registry: Registry, clock: () => number): LookMetrics {
  const registers = [registry];
  const looks = new Counter({
    name: 'huiying_looks_total',
    help: 'Rows of the trail of looks, by the kind of answer',
    labelNames: ['how'],
    registers,
  });
  const alerts = new Counter({
    name: 'huiying_look_alerts_total',
    help: 'Persons who looked at more than one person does, by the span in which they did',
    labelNames: ['span'],
    registers,
  });
  let writtenAt = clock();
  new Gauge({
    name: 'huiying_look_heads_age_seconds',
    help: 'How long this process has not brought the newest head of the trail to the second place',
    registers,
    collect() {
      this.set(Math.max(0, (clock() - writtenAt) / 1_000));
    },
  });
  return {
    looked: (how, rows) => looks.inc({ how }, rows),
    alerted: (span) => alerts.inc({ span }),
    headWritten() {
      writtenAt = clock();
    },
  };
}
