import { createContext, useContext, useRef, useSyncExternalStore } from 'react';
import { chooseWords } from '../../../shared/words/catalogues.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { Page } from './page.ts';
import type { PageState } from './page-state.ts';

export const PageContext = createContext<Page | null>(null);
export const WordsContext = createContext<Words>(chooseWords([]));

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('A component was shown outside the page.');
  return page;
}

export function useWords(): Words {
  return useContext(WordsContext);
}

/** A part of the page's state. `select` must give the same object while nothing changed; build new ones from parts. */
export function usePageState<Part>(select: (state: PageState) => Part): Part {
  const { state } = usePage();
  return useSyncExternalStore(state.subscribe, () => select(state.get()));
}

/** The window's use, text under way included: at most one change a frame. */
export function useLiveUsedTokens(): number | null {
  const { live } = usePage();
  return useSyncExternalStore(live.subscribe, live.usedTokens);
}

/** The last value that was not null, so that what is closing or being replaced does not blink. */
export function useLast<Value>(value: Value | null): Value | null {
  const last = useRef(value);
  if (value !== null) last.current = value;
  return last.current;
}
