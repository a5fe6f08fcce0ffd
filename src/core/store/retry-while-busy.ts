import { CoreError } from '../../shared/wire.ts';

const firstPauseMs = 20;
const longestPauseMs = 200;
/** A backup or a second program holds a database for so long, seldom longer. */
const patienceMs = 2_000;

/**
 * Tries a write again while another program holds the database (`storeBusy`), with pauses in which the loop turns: typing and
 * the gauge go on meanwhile. What it throws after that is thrown, and everything else at once.
 */
export async function retryWhileBusy<Result>(action: () => Result): Promise<Result> {
  const giveUpAt = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return action();
    } catch (error) {
      const isBusy = error instanceof CoreError && error.code === 'storeBusy';
      if (!isBusy || performance.now() > giveUpAt) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
