/** How often somebody may fail before the next attempt has to wait, and how long it waits then. */
export interface FailureLimit {
  readonly free: number;
  readonly firstSeconds: number;
  readonly mostSeconds: number;
  /** So long after the last failure it counts from the beginning. */
  readonly forgottenSeconds: number;
}

const COMMON = { firstSeconds: 30, mostSeconds: 900, forgottenSeconds: 3_600 } as const;
/** Of one account: the wait is doubled with every failure after these. */
export const OF_ACCOUNT: FailureLimit = { free: 5, ...COMMON };
/** Of one address, behind which may be an office. */
export const OF_ADDRESS: FailureLimit = { free: 30, ...COMMON };
