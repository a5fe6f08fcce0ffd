import type { Ground } from './ground.ts';
import { retryWhileBusy } from './store/busy.ts';

/** How long somebody who presses a button waits for another program to let go of the database. */
const PRESS_PATIENCE_MS = 2_000;

/** Writes what was asked for, and says what the disk makes of it. */
export async function write<Result>(app: Pick<Ground, 'storage'>, action: () => Result): Promise<Result> {
  try {
    const result = await retryWhileBusy(action, PRESS_PATIENCE_MS);
    app.storage.worked();
    return result;
  } catch (error) {
    app.storage.failed(error);
    throw error;
  }
}
