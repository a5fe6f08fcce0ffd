/** How long to wait before the core is started again, and when to stop trying. */
export interface RestartPlan {
  /** Milliseconds to wait, or nothing when it has ended too often in a row to go on. */
  nextDelayMs(ranForMs: number): number | undefined;
}

const firstDelayMs = 200;
const longestDelayMs = 5_000;
const mostInARow = 6;
/** Whoever ran this long did not fail at its start: what follows is a new row. */
const steadyAfterMs = 60_000;

/** Waits twice as long each time, so that what keeps failing does not keep the machine busy. */
export function openRestartPlan(): RestartPlan {
  let inARow = 0;
  return {
    nextDelayMs: (ranForMs) => {
      inARow = ranForMs >= steadyAfterMs ? 1 : inARow + 1;
      if (inARow > mostInARow) return undefined;
      return Math.min(firstDelayMs * 2 ** (inARow - 1), longestDelayMs);
    },
  };
}
