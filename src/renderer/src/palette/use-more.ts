import { useCallback, useMemo, useRef, useState } from 'react';
import type { SearchedPart, SearchView } from '../../../shared/search-view.ts';
import { usePage } from '../state/page-context.ts';
import { withPart } from './with-part.ts';

interface FoundFor {
  readonly typed: string;
  readonly found: SearchView | null;
}

interface MoreFound {
  readonly typed: string;
  readonly parts: readonly { readonly part: SearchedPart; readonly found: SearchView }[];
}

/** What was found, with the parts of which more was asked for since. */
export function useMore(
  answered: FoundFor | null,
  onMishap: (error: unknown) => void,
): { readonly found: SearchView | null; readonly onMore: (part: SearchedPart) => void } {
  const page = usePage();
  const [more, setMore] = useState<MoreFound | null>(null);
  const now = useRef({ typed: '', onMishap });
  const typed = answered?.typed ?? '';
  now.current = { typed, onMishap };
  const onMore = useCallback(
    (part: SearchedPart) => {
      const { typed: asked } = now.current;
      page.searchMore(asked, part).then(
        (found) =>
          setMore((before) => ({
            typed: asked,
            parts: [...(before?.typed === asked ? before.parts : []), { part, found }],
          })),
        (error: unknown) => now.current.onMishap(error),
      );
    },
    [page],
  );
  const first = answered?.found ?? null;
  const found = useMemo(
    () =>
      first && more?.typed === typed
        ? more.parts.reduce((all, { part, found: of }) => withPart(all, part, of), first)
        : first,
    [first, more, typed],
  );
  return { found, onMore };
}
