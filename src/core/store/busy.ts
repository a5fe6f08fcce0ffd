import { CoreError } from '../../shared/wire.ts';

/** How long a call may hold up this process while another program writes to the database, by connection. */
export const busyTimeoutMs = {
  /** Nothing else can happen yet. */
  opening: 2_000,
  /** For what must be on the disk; see `retryWhileBusy`. */
  full: 250,
  /** For what is written again a moment later. */
  relaxed: 50,
} as const;

const pauseMs = 20;

/**
 * Does something with the store, again and again while another program writes to it. Every try waits a moment by itself, with
 * this process standing still; between tries the loop turns, so that typing is answered and stopping works. The action is run
 * anew each time: what it decides from the store's state belongs into it. Throws `storeBusy` after `patienceMs`.
 */
export async function retryWhileBusy<Result>(action: () => Result, patienceMs = 10_000): Promise<Result> {
  const startedAtMs = performance.now();
  for (;;) {
    try {
      return action();
    } catch (error) {
      const isBusy = error instanceof CoreError && error.code === 'storeBusy';
      if (!isBusy || performance.now() - startedAtMs >= patienceMs) throw error;
    }
    await new Promise((next) => setTimeout(next, pauseMs));
  }
}
