export interface PulseOptions {
  /** Asks for a sign of life. A rejection is one, too: something answered. */
  readonly beat: () => Promise<unknown>;
  readonly tickMs: number;
  /** How long the present beat may stay away; asked at each tick, since a load may take longer than an answer. */
  readonly patienceMs: () => number;
  readonly onHung: () => void;
}

/**
 * Tells once when a sign of life stays away for too long; returns what ends the watch. Counts unanswered ticks, not time: a
 * machine that slept, or a watcher that was itself busy or stopped, has missed one tick, not many.
 */
export function watchPulse({ beat, tickMs, patienceMs, onHung }: PulseOptions): () => void {
  let unansweredTicks = 0;
  let isWaiting = false;
  const answered = () => {
    isWaiting = false;
    unansweredTicks = 0;
  };
  const tick = () => {
    if (isWaiting) {
      unansweredTicks += 1;
      if (unansweredTicks < Math.ceil(patienceMs() / tickMs)) return;
      clearInterval(timer);
      return onHung();
    }
    isWaiting = true;
    beat().then(answered, answered);
  };
  const timer = setInterval(tick, tickMs);
  timer.unref?.();
  return () => clearInterval(timer);
}
