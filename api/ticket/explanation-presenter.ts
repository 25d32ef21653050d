import type { z } from 'zod';
import type { ExplanationSchema, WhatIfAnswerSchema } from '../../contracts/explanation.js';
import type { WorkingCalendar } from '../../domain/calendar/types.js';
import { explainClock, type Explanation } from '../../domain/ticket/explain.js';
import type { Clock, TicketState } from '../../domain/ticket/ticket.js';
import { movedRungs, type WhatIf } from '../../domain/ticket/what-if.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';

export function presentExplanation(explanation: Explanation): z.input<typeof ExplanationSchema> {
  const { startedAt, dueAt, steps, rungs, ...rest } = explanation;
  return {
    ...rest,
    startedAt: chinaTime(startedAt),
    dueAt: chinaTime(dueAt),
    steps: steps.map((step) => ({
      ...step,
      at: chinaTime(step.at),
      dueAt: chinaTimeOrNull(step.dueAt),
      segments: step.segments.map((segment) => ({
        ...segment,
        from: chinaTime(segment.from),
        to: chinaTime(segment.to),
      })),
    })),
    rungs: rungs.map(({ at, firesAt, firesBy: _by, firedAt, ...rung }) => ({
      ...rung,
      at: chinaTime(at),
      ...(firesAt !== undefined && { firesAt: chinaTime(firesAt) }),
      firedAt: chinaTimeOrNull(firedAt),
    })),
  };
}

/** The clock asked about, before and after, and what else would move with it. */
export function presentWhatIf(
  ticket: TicketState,
  calendar: WorkingCalendar,
  clock: Clock,
  { ticket: then, calendar: by, refusal, decidedBy }: WhatIf,
): z.input<typeof WhatIfAnswerSchema> {
  const later = new Map(then.clocks.map((one) => [one.id, one]));
  const after = later.get(clock.id) ?? clock;
  return {
    clock: clock.id,
    allowed: refusal === null,
    refusal: refusal && { code: refusal.code, detail: refusal.message },
    decidedBy: [...decidedBy],
    before: presentExplanation(explainClock(calendar, clock)),
    after: presentExplanation(explainClock(by, after)),
    moved: ticket.clocks.flatMap(({ id, key, dueAt }) => {
      const moved = later.get(id)?.dueAt ?? dueAt;
      return moved === dueAt ? [] : [{ clock: id, key, before: chinaTime(dueAt), after: chinaTime(moved) }];
    }),
    rungs: movedRungs(clock, after).map(({ rung: { rung, effect, level, addressee }, before, after: at }) => ({
      rung,
      effect,
      ...(level !== undefined && { level }),
      addressee,
      before: chinaTimeOrNull(before),
      after: chinaTimeOrNull(at),
    })),
  };
}
