import { useEffect, useRef } from 'react';
import { usePage, usePageState } from '../state/page-context.ts';
import type { PageState } from '../state/page-state.ts';
import { turnIn } from '../state/turn-blocks.ts';
import type { WantedMessage } from '../state/wanted-message.ts';
import type { TranscriptView } from './transcript-view.ts';

/**
 * Shows the message that somebody wants to see once it is in the open chat: at once, when older turns have come, or on another branch
 * than the one that is shown. The words that were looked for are marked until the next message is sent.
 */
export function useWantedMessage(transcript: TranscriptView): void {
  const page = usePage();
  const wanted = usePageState((state) => (state.wanted?.chatId === state.chat?.id ? state.wanted : null));
  const where = usePageState(whereIsWanted);
  const isAnswering = usePageState((state) => state.chat?.answering != null);
  const isMarked = useRef(false);
  useEffect(() => {
    if (!wanted) return;
    if (where === 'elsewhere') page.showBranchOf(wanted);
    if (where !== 'here') return;
    // Once all that shows it is rendered: it is brought into the document in its own time.
    const timer = setTimeout(() => {
      isMarked.current = true;
      transcript.mark('foundHere', marksOf(wanted));
      // What goes wrong while the chat is being left concerns nobody.
      void transcript.show(wanted.messageId, { ...(wanted.places[0] && { part: wanted.places[0] }) });
      page.endWanted(wanted);
    });
    return () => clearTimeout(timer);
  }, [wanted, where, page, transcript]);
  useEffect(() => {
    if (!isAnswering || !isMarked.current) return;
    isMarked.current = false;
    transcript.mark('foundHere', []);
  }, [isAnswering, transcript]);
}

function marksOf({ messageId, places }: WantedMessage) {
  return places.map((range) => ({ messageId, ...range }));
}

type WhereIsWanted = 'here' | 'coming' | 'elsewhere' | null;

/** Null: nothing is wanted of the open chat. */
function whereIsWanted({ wanted, chat }: PageState): WhereIsWanted {
  if (!wanted || wanted.chatId !== chat?.id) return null;
  const turn = turnIn(chat.blocks, wanted.turnId);
  if (turn?.user?.id === wanted.messageId || turn?.assistant?.id === wanted.messageId) return 'here';
  return chat.isWhole ? 'elsewhere' : 'coming';
}
