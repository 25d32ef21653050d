export interface Gate {
  /** Waits for a place. Those who come back from a wait go before those who have not begun. */
  enter(returning?: boolean): Promise<void>;
  leave(): void;
  readonly inside: number;
}

/**
 * Lets `places` in at a time, in the order of arrival. Not `p-limit`: whoever is inside may leave for a while, and who
 * comes back goes first.
 */
export function createGate(places: number): Gate {
  let inside = 0;
  const returning: (() => void)[] = [];
  const fresh: (() => void)[] = [];
  return {
    get inside() {
      return inside;
    },
    async enter(comesBack = false) {
      if (inside < places) {
        inside += 1;
        return;
      }
      await new Promise<void>((admitted) => (comesBack ? returning : fresh).push(admitted));
    },
    leave() {
      const next = returning.shift() ?? fresh.shift();
      if (next) next();
      else inside -= 1;
    },
  };
}
