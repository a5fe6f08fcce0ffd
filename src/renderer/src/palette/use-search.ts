import { useEffect, useRef, useState } from 'react';
import type { SearchedPart, SearchView } from '../../../shared/search-view.ts';
import { isClosed, mishapOf } from '../state/core-link.ts';
import { type NewestOnly, openNewestOnly } from '../state/newest-only.ts';
import { usePage } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';
import { useMore } from './use-more.ts';

export interface SearchNow {
  /** Of what is typed, or until its answer comes, of what was typed before; null before the first answer. */
  readonly found: SearchView | null;
  /** Asks for more of a part of it. */
  readonly onMore: (part: SearchedPart) => void;
  /** The answer to what is typed has not come yet. */
  readonly isPending: boolean;
  readonly mishap: Mishap | null;
}

interface Answered {
  readonly typed: string;
  readonly found: SearchView | null;
  readonly mishap: Mishap | null;
}

/** While messages are still being taken up, what is found becomes more. */
const ASKED_AGAIN_MS = 1_000;

/** What is found for what is typed, as it is typed. */
export function useSearch(typed: string): SearchNow {
  const page = usePage();
  const [answered, setAnswered] = useState<Answered | null>(null);
  const asking = useRef<NewestOnly<string> | null>(null);
  useEffect(() => {
    const newest = openNewestOnly<string, SearchView>({
      ask: page.search,
      onAnswer: (found, question) => setAnswered({ typed: question, found, mishap: null }),
      // A line that broke is told by the page; what was found stays.
      onError: (error) =>
        setAnswered((before) => ({
          typed: before?.typed ?? '',
          found: before?.found ?? null,
          mishap: isClosed(error) ? null : mishapOf(error),
        })),
    });
    asking.current = newest;
    return () => newest.close();
  }, [page]);
  useEffect(() => {
    if (typed !== '') asking.current?.ask(typed);
  }, [typed]);
  const isFilling = answered?.found?.isFilling ?? false;
  useEffect(() => {
    if (!isFilling || typed === '') return;
    const timer = setInterval(() => asking.current?.ask(typed), ASKED_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isFilling, typed]);
  // Also after a mishap: what was found for other words is not what Enter means.
  const isPending = typed !== '' && answered?.typed !== typed;
  const onMishap = (error: unknown) => {
    if (!isClosed(error)) setAnswered((before) => before && { ...before, mishap: mishapOf(error) });
  };
  const { found, onMore } = useMore(answered, onMishap);
  return { found, onMore, isPending, mishap: answered?.mishap ?? null };
}
