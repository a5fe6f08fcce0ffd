import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { NamedTurn } from '../../../shared/usage-view.ts';
import type { ForgettingLine as ForgettingLineView, MessageView } from '../../../shared/views.ts';
import type { ChatState } from '../state/chat-state.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { shownSending } from '../state/page-state.ts';
import { findNewest, type TurnBlock } from '../state/turn-blocks.ts';
import { Icon } from '../ui/Icon.tsx';
import { tip } from '../ui/watch-tips.ts';
import { TurnBlockItem } from './TurnBlockItem.tsx';
import { useTranscript } from './transcript-context.ts';
import { openTranscriptForms } from './transcript-forms.ts';
import { useRovingTurns } from './use-roving-turns.ts';
import { useSelectAll } from './use-select-all.ts';
import { useStickToBottom } from './use-stick-to-bottom.ts';
import { WhyUnknownHeard } from './WhyUnknown.tsx';
import { WindowPasts } from './window-past.ts';

const noTurns: readonly NamedTurn[] = [];

/** All turns of the open chat, and the line above which the model does not see. */
export function Transcript({ chat }: { readonly chat: ChatState }) {
  const words = useWords();
  const { blocks } = chat;
  const [forms] = useState(openTranscriptForms);
  const { scroller, content, isAtBottom, jumpToLatest, stick, letGo, onScroll } = useStickToBottom();
  const forgottenNext = usePageState((state) => {
    const sending = shownSending(state);
    return sending?.type === 'forgets' ? sending.turns : noTurns;
  });
  const details = usePageState((state) => state.settings.receiptDetails);
  const forgottenIds = useSameSet(forgottenNext);
  const [pasts] = useState(() => new WindowPasts());
  pasts.update(blocks, chat.forgetting);
  useStickWhenAsked(chat, stick);
  useLayoutEffect(() => (scroller.current ? forms.start(scroller.current) : undefined), [forms, scroller]);
  useLayoutEffect(() => forms.number(blocks, chat.isWhole), [forms, blocks, chat.isWhole]);
  const view = useTranscript();
  useRovingTurns(content, view);
  useSelectAll(scroller, view);
  useLayoutEffect(() => {
    const [box, messages] = [scroller.current, content.current];
    return box && messages ? view.attach({ scroller: box, content: messages, forms, letGo }) : undefined;
  }, [view, forms, letGo, scroller, content]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changes in the blocks changes texts in the document
  useLayoutEffect(() => view.refreshMarks(), [view, blocks]);
  useLayoutEffect(() => forms.filled.subscribeAll(view.refreshMarks), [view, forms]);

  return (
    <div className="transcript-place">
      <section
        className="transcript"
        ref={scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={words.messages.transcript}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: between it and its items stand blocks, which no list element may hold */}
        <div className="turns" role="list" ref={content} data-details={details}>
          {blocks.map((block, index) => (
            <TurnBlockItem
              key={block.key}
              block={block}
              forms={forms}
              isLast={index === blocks.length - 1}
              line={lineIn(block, chat.forgetting)}
              past={pasts.of(block)}
              forgottenIds={block.turns.some(({ id }) => forgottenIds.has(id)) ? forgottenIds : null}
              answering={index === blocks.length - 1 ? chat.answering : null}
              progress={index === blocks.length - 1 ? chat.progress : null}
            />
          ))}
        </div>
      </section>
      {!isAtBottom && (
        <button
          type="button"
          className="icon-button latest"
          aria-label={words.messages.latest}
          {...tip(words.messages.latest)}
          onClick={jumpToLatest}
        >
          <Icon name="down" />
        </button>
      )}
      <AnswerAnnouncer chat={chat} />
    </div>
  );
}

const noIds: ReadonlySet<number> = new Set();

/** The ids of these turns, the very same set while they are the same: every keystroke names them anew. */
function useSameSet(turns: readonly NamedTurn[]): ReadonlySet<number> {
  const last = useRef(noIds);
  const isSame = turns.length === last.current.size && turns.every(({ turnId }) => last.current.has(turnId));
  if (!isSame) last.current = new Set(turns.map(({ turnId }) => turnId));
  return last.current;
}

function lineIn(block: TurnBlock, line: ForgettingLineView | null): ForgettingLineView | null {
  return line !== null && block.turns.some(({ id }) => id === line.beforeTurnId) ? line : null;
}

/** One's own question is always brought into sight. */
function useStickWhenAsked(chat: ChatState, stick: () => void): void {
  const answeringId = chat.answering?.messageId ?? null;
  useEffect(() => {
    if (answeringId !== null) stick();
  }, [answeringId, stick]);
}

/** Reads an answer out once it is whole: word by word nobody could follow it. */
function AnswerAnnouncer({ chat }: { readonly chat: ChatState }) {
  const words = useWords();
  const [said, setSaid] = useState<MessageView | null>(null);
  const writtenId = useRef<number | null>(null);
  useEffect(() => {
    if (chat.answering) {
      writtenId.current = chat.answering.messageId;
      return;
    }
    const message = findNewest(chat.blocks, ({ assistant }) => assistant?.id === writtenId.current)?.assistant;
    writtenId.current = null;
    if (message) setSaid(message);
  }, [chat.answering, chat.blocks]);
  return (
    <div className="visually-hidden" role="status">
      {said && words.messages.answered(said.answeredBy?.modelName ?? words.messages.model, said.text)}{' '}
      {said?.unseen && <WhyUnknownHeard unseen={said.unseen} />}
    </div>
  );
}
