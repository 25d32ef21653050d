import type { z } from 'zod';
import type { ExplanationSchema } from '../../contracts/explanation.js';
import type { Explanation } from '../../domain/ticket/explain.js';
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
    rungs: rungs.map((rung) => ({ ...rung, at: chinaTime(rung.at), firedAt: chinaTimeOrNull(rung.firedAt) })),
  };
}
