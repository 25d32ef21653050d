import type { components } from '../generated/api.js';

export type Explanation = components['schemas']['Explanation'];
type Step = Explanation['steps'][number];

/** Of the bar: what was counted, what was not and why, what the clock stood still for, and what came after it. */
export const SORTS = [
  'working',
  'makeUpDay',
  'wall',
  'weekend',
  'holiday',
  'startDay',
  'night',
  'lunch',
  'off',
  'suspended',
  'rest',
] as const;
type Sort = (typeof SORTS)[number];

interface Part {
  readonly from: number;
  readonly to: number;
  readonly sort: Sort;
}

/** One line of what the steps tell: a suspension cuts what was foreseen, and what was worked out anew replaces it. */
export function partsOf({ steps }: Pick<Explanation, 'steps'>, now: number): readonly Part[] {
  let parts: Part[] = [];
  let stoodStillFrom: number | null = null;
  for (const { kind, at, dueAt, segments } of steps) {
    const moment = Date.parse(at);
    const [first] = segments;
    if (kind === 'suspended') {
      parts = before(parts, moment);
      stoodStillFrom = moment;
      continue;
    }
    if (stoodStillFrom !== null) {
      parts.push({ from: stoodStillFrom, to: moment, sort: 'suspended' });
      stoodStillFrom = null;
      if (!first && dueAt !== null) parts.push({ from: moment, to: Date.parse(dueAt), sort: 'rest' });
    }
    if (first) parts = [...before(parts, Date.parse(first.from)), ...segments.map(partOf)];
  }
  if (stoodStillFrom !== null)
    parts.push({ from: stoodStillFrom, to: Math.max(now, stoodStillFrom), sort: 'suspended' });
  return parts.filter(({ from, to }) => to > from);
}

function before(parts: readonly Part[], moment: number): Part[] {
  return parts.filter(({ from }) => from < moment).map((part) => ({ ...part, to: Math.min(part.to, moment) }));
}

function partOf({ from, to, kind, reason }: Step['segments'][number]): Part {
  return { from: Date.parse(from), to: Date.parse(to), sort: SORTS.find((one) => one === reason) ?? kind };
}
