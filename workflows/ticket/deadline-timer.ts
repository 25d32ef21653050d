import * as wf from '@temporalio/workflow';

/**
 * One timer for the earliest rung of all clocks, replaced only by an earlier one. Later rungs are found when it fires,
 * so a command that moves a date away costs nothing.
 */
export function deadlineTimer(onDue: (due: string) => Promise<void>): {
  arm(next: { at: string; label: string } | null): void;
} {
  let armed: { at: number; scope: wf.CancellationScope } | null = null;
  return {
    arm(next) {
      if (next === null) return;
      const at = Date.parse(next.at);
      if (armed !== null && armed.at <= at) return;
      armed?.scope.cancel();
      const scope = new wf.CancellationScope();
      const mine = { at, scope };
      armed = mine;
      void scope
        .run(() => wf.sleep(Math.max(1, at - Date.now()), { summary: `due: ${next.label}` }))
        .then(
          () => {
            if (armed === mine) armed = null;
            return onDue(next.at);
          },
          (error: unknown) => {
            if (!wf.isCancellation(error)) throw error;
          },
        );
    },
  };
}
