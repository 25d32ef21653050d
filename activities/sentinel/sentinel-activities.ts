/** What came of one look. */
export interface SentinelLook {
  readonly more: boolean;
  /** `null`: nothing comes by time alone. */
  readonly looksAt: string | null;
}

export interface SentinelActivities {
  /** Looks at what was registered since the last look, and tells what is due by then. Safe to repeat. */
  lookOut(at: string): Promise<SentinelLook>;
}

export function createSentinelActivities(deps: {
  readonly step: (at: Date) => Promise<{ readonly more: boolean; readonly looksAt: Date | null }>;
}): SentinelActivities {
  return {
    async lookOut(at) {
      const { more, looksAt } = await deps.step(new Date(at));
      return { more, looksAt: looksAt?.toISOString() ?? null };
    },
  };
}
