/** Over how long views are counted. Someone who does their work looks at one protected ticket after the other. */
export const VIEW_SPANS = { tenMinutes: 600_000, hour: 3_600_000 } as const;
export type ViewSpan = keyof typeof VIEW_SPANS;
const SPANS = Object.keys(VIEW_SPANS) as readonly ViewSpan[];

/** How many views of protected content one person has in a span; `null`: as many as they like. */
export type ViewLimits = Readonly<Record<ViewSpan, number | null>>;

/** Views of a span, and the instant of the first of them in milliseconds since 1970. */
export interface Viewed {
  readonly views: number;
  readonly since: number;
}
export type Views = Readonly<Record<ViewSpan, Viewed>>;

export interface Excess {
  readonly span: ViewSpan;
  readonly views: number;
  /** When the first of the views is out of the span. */
  readonly endsAt: number;
}

/** The span in which there is no view left, if there is one; `more`: asked for meanwhile, and not counted yet. */
export function exhausted(views: Views, limits: ViewLimits, now: number, more = 0): Excess | null {
  return excessWhere(views, limits, now, more, (sum, limit) => sum >= limit);
}

/** The span in which there were more views than there may be, if there is one. */
export function exceeded(views: Views, limits: ViewLimits, now: number): Excess | null {
  return excessWhere(views, limits, now, 0, (sum, limit) => sum > limit);
}

function excessWhere(
  views: Views,
  limits: ViewLimits,
  now: number,
  more: number,
  is: (sum: number, limit: number) => boolean,
): Excess | null {
  for (const span of SPANS) {
    const limit = limits[span];
    const { views: counted, since } = views[span];
    const endsAt = since + VIEW_SPANS[span];
    // Once the first is out, nobody knows how many are left until they are counted anew.
    if (limit !== null && endsAt > now && is(counted + more, limit)) return { span, views: counted + more, endsAt };
  }
  return null;
}
