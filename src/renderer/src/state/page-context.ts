import { createContext, useContext, useLayoutEffect, useReducer, useRef, useSyncExternalStore } from 'react';
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

/**
 * A part of the page's state. `select` must give the same object while nothing changed; build new ones from parts. Nothing is
 * rendered in pieces here, so that no two components could see different states: React's own way to such a state costs a task
 * of its own behind each render, which a keystroke would pay twice.
 */
export function usePageState<Part>(select: (state: PageState) => Part): Part {
  const { state } = usePage();
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const part = select(state.get());
  const shown = useRef({ select, part });
  useLayoutEffect(() => {
    shown.current = { select, part };
  });
  useLayoutEffect(() => {
    const look = () => {
      const { select: newest, part: before } = shown.current;
      if (!Object.is(newest(state.get()), before)) renderAgain();
    };
    look();
    return state.subscribe(look);
  }, [state]);
  return part;
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
