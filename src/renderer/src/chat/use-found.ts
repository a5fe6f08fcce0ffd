import { useEffect, useMemo, useRef, useState } from 'react';
import { usePageState } from '../state/page-context.ts';
import type { TurnBlocks } from '../state/turn-blocks.ts';
import { type FindPlace, placeFrom, unseenMessageIds } from './find-hits.ts';
import type { TextRange } from './text-marks.ts';
import { useTranscript } from './transcript-context.ts';

export interface Found {
  /** From 1 on; 0: nothing is found. */
  readonly at: number;
  readonly count: number;
  /** How many of the places the model does not see, and whether the one that is looked at is one of them. */
  readonly unseenCount: number;
  readonly isUnseen: boolean;
  /** Looks at another one, so many places on; round at both ends. */
  move(step: 1 | -1): void;
}

const noBlocks: TurnBlocks = [];

/** Where the words stand in the open chat, as it is now; all of it marked, and one place in sight. */
export function useFound(words: string): Found {
  const transcript = useTranscript();
  const chatId = usePageState((state) => state.openChatId);
  const blocks = usePageState((state) => state.chat?.blocks ?? noBlocks);
  const [from, setFrom] = useState<FindPlace | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the transcript finds in these blocks
  const hits = useMemo(() => transcript.find(words), [transcript, words, blocks]);
  const unseen = useMemo(() => unseenMessageIds(blocks), [blocks]);
  // It begins where one reads.
  const start = from ?? { messageId: transcript.firstInSight() ?? 0, start: 0 };
  const index = placeFrom(hits, start);
  const hit = hits[index];

  // biome-ignore lint/correctness/useExhaustiveDependencies: in another chat it begins anew
  useEffect(() => setFrom(null), [chatId]);
  useEffect(() => {
    transcript.mark('found', hits);
    transcript.mark('foundHere', hit ? [hit] : []);
  }, [transcript, hits, hit]);
  useEffect(
    () => () => {
      transcript.mark('found', []);
      transcript.mark('foundHere', []);
    },
    [transcript],
  );
  const show = (shown: TextRange) => {
    setFrom({ messageId: shown.messageId, start: shown.start });
    // What goes wrong while the chat is being left concerns nobody.
    void transcript.show(shown.messageId, { part: shown, takesFocus: false });
  };
  // What comes into the chat meanwhile moves nothing: only who types or goes on is led there.
  const shownWords = useRef('');
  useEffect(() => {
    if (shownWords.current === words) return;
    shownWords.current = words;
    if (hit) show(hit);
  });

  return {
    at: index + 1,
    count: hits.length,
    unseenCount: hits.filter(({ messageId }) => unseen.has(messageId)).length,
    isUnseen: hit !== undefined && unseen.has(hit.messageId),
    move: (step) => {
      const next = hits[(index + step + hits.length) % hits.length];
      if (next) show(next);
    },
  };
}
