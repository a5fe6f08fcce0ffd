import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

export interface StartedAgain {
  /** A core said when it took the place of one that ended unexpectedly, or null. */
  receive(startedAgainAtMs: number | null): void;
  /** It has been read. */
  dismiss(): void;
}

const READ_KEY = 'palimpsest-started-again-read';

/** What all pages of this address have read; tests have none. */
const readOnPages: Pick<Storage, 'getItem' | 'setItem'> | undefined =
  typeof localStorage === 'undefined' ? undefined : localStorage;

/** Tells each restart until it has been read on one page, however often lines break and pages are loaded meanwhile. */
export function openStartedAgain(state: Observable<PageState>, storage = readOnPages): StartedAgain {
  let toldAtMs: number | null = null;
  return {
    receive: (startedAgainAtMs) => {
      toldAtMs = startedAgainAtMs;
      const isRead = storage?.getItem(READ_KEY) === String(startedAgainAtMs);
      state.patch({ isStartedAgain: startedAgainAtMs !== null && !isRead });
    },
    dismiss: () => {
      storage?.setItem(READ_KEY, String(toldAtMs));
      state.patch({ isStartedAgain: false });
    },
  };
}
