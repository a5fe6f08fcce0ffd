import { createContext, useContext, useSyncExternalStore } from 'react';
import { chooseWords } from '../../../shared/words/catalogues.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { LiveReach } from './live-answer.ts';
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

/** The window's use, text under way included; null when the newest measurement has it. */
export function useLiveUsedTokens(): number | null {
  const { live } = usePage();
  return useSyncExternalStore(live.subscribeNumbers, live.usedTokens);
}

/** How far the window is filled by the answer under way; null when none is. */
export function useLiveReach(): LiveReach | null {
  const { live } = usePage();
  return useSyncExternalStore(live.subscribeNumbers, live.reach);
}
