/** How long to wait before a core that has ended by itself is started again, and when to stop trying. */
export interface RestartPlan {
  /** Milliseconds to wait, or nothing when it has been started again too often to go on. `nowMs` counts from anywhere. */
  nextDelayMs(nowMs: number): number | undefined;
}

/** What keeps failing is not tried for ever: so many restarts within a minute are the most. */
const mostRestarts = 3;
const withinMs = 60_000;
const firstDelayMs = 100;

/** Waits twice as long each time, so that what keeps failing does not keep the machine busy. */
export function openRestartPlan(): RestartPlan {
  let restartedAtMs: readonly number[] = [];
  return {
    nextDelayMs: (nowMs) => {
      restartedAtMs = restartedAtMs.filter((atMs) => nowMs - atMs < withinMs);
      if (restartedAtMs.length >= mostRestarts) return undefined;
      restartedAtMs = [...restartedAtMs, nowMs];
      return firstDelayMs * 2 ** (restartedAtMs.length - 1);
    },
  };
}
