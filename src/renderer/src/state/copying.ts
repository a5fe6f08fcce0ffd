import type { Observable } from './observable.ts';
import type { PageState } from './page-state.ts';

/** How long it is said that something was copied. */
const TOLD_MS = 2_000;

/** Puts text into the clipboard, as plain text, and says so for a moment. Whether it worked. */
export function openCopying(state: Observable<PageState>): (text: string) => Promise<boolean> {
  let times = 0;
  return async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Where the page has not the focus, or the system keeps its clipboard to itself: nothing more is known of it.
      state.patch({ mishap: { code: 'notCopied' } });
      return false;
    }
    times += 1;
    const own = times;
    state.patch({ isCopied: true });
    setTimeout(() => own === times && state.patch({ isCopied: false }), TOLD_MS);
    return true;
  };
}
