/** By which rule an alert was raised; the first that fits tells it. */
export const ALERT_RULES = ['outage', 'star', 'place', 'surge', 'season'] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

/** `raised` until somebody has acknowledged it, `acknowledged` until it is known what it became, `over` then. */
export const ALERT_STATES = ['raised', 'acknowledged', 'over'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/**
 * What became of an alert. `merge`: one handling for all its tickets; `outage`: known, and callers are answered so;
 * `proactive`: somebody sees to it before more ask (未诉先办); `dismiss`: it was none, which counts against its rule.
 */
export const DISPOSITIONS = ['merge', 'outage', 'proactive', 'dismiss'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];
