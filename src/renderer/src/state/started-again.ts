import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

export interface StartedAgain {
  /** A core said of itself whether it took the place of one that ended unexpectedly. */
  receive(isStartedAgain: boolean): void;
  dismiss(): void;
}

const READ_KEY = 'palimpsest-started-again-read';

/** This tab's own storage, as far as one reload reaches; tests have none. */
const readInThisTab: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined =
  typeof sessionStorage === 'undefined' ? undefined : sessionStorage;

/**
 * Tells once of each restart. A core says the same of itself for as long as it lives: a line that comes back to a page is a
 * new restart, but a page that was loaded again after the sentence had been read does not tell it again.
 */
export function openStartedAgain(state: Observable<PageState>, storage = readInThisTab): StartedAgain {
  let isFirst = true;
  return {
    receive: (isStartedAgain) => {
      const isRead = isFirst && storage?.getItem(READ_KEY) === 'read';
      isFirst = false;
      if (!isRead) storage?.removeItem(READ_KEY);
      state.patch({ isStartedAgain: isStartedAgain && !isRead });
    },
    dismiss: () => {
      storage?.setItem(READ_KEY, 'read');
      state.patch({ isStartedAgain: false });
    },
  };
}
