import { useMemo, useState } from 'react';
import type { SearchView } from '../../../shared/search-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { Words } from '../../../shared/words/words.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { PickDialog } from '../ui/PickDialog.tsx';
import { useNowMs } from '../ui/use-now.ts';
import { paletteKinds } from './palette-kinds.ts';
import { useSearch } from './use-search.ts';

/** The one box that finds chats and messages, as one types. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const page = usePage();
  const chats = usePageState((state) => state.chats);
  const openChatId = usePageState((state) => state.openChatId);
  const nowMs = useNowMs();
  const [input, setInput] = useState('');
  const typed = input.trim() === '' ? '' : input;
  const { found, onMore, isPending, mishap } = useSearch(typed);
  const groups = useMemo(
    () => paletteKinds.flatMap((kind) => kind({ page, words, typed, found, onMore, chats, openChatId, nowMs })),
    [page, words, typed, found, onMore, chats, openChatId, nowMs],
  );
  const isAnswered = typed !== '' && !isPending && found !== null;
  return (
    <PickDialog
      testId="palette"
      name={words.palette.name}
      placeholder={words.palette.placeholder}
      typed={input}
      onTyped={setInput}
      groups={groups}
      isPending={isPending}
      said={isAnswered ? words.palette.said(found.chats.length, countMessages(found)) : ''}
      onClose={onClose}
    >
      <p className="pick-foot">
        {mishap
          ? sentenceOf(words, mishap)
          : footOf(words.palette, { typed, found: isAnswered ? found : null, isEmpty: groups.length === 0 })}
      </p>
    </PickDialog>
  );
}

interface FootFacts {
  readonly typed: string;
  /** Null while that is not known of what is typed. */
  readonly found: SearchView | null;
  readonly isEmpty: boolean;
}

/** One line: the most that there is to say of what was found. */
function footOf(words: Words['palette'], { typed, found, isEmpty }: FootFacts): string {
  if (typed === '') return isEmpty ? words.nothingSaid : words.keys;
  if (found?.isFilling) return words.filling;
  if (found && isEmpty) return words.none(typed.trim());
  return found?.isMore ? words.olderLeft : words.keys;
}

function countMessages({ groups }: SearchView): number {
  return groups.reduce((sum, { hits, moreHits }) => sum + hits.length + moreHits, 0);
}
