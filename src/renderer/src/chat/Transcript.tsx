import { useEffect, useMemo, useRef, useState } from 'react';
import type { NamedTurn } from '../../../shared/usage-view.ts';
import type { ForgettingLine as ForgettingLineView } from '../../../shared/views.ts';
import type { ChatState } from '../state/chat-state.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { shownUsage } from '../state/page-state.ts';
import { Icon } from '../ui/Icon.tsx';
import { TurnItem } from './TurnItem.tsx';
import { groupTurns } from './turn-groups.ts';
import { useStickToBottom } from './use-stick-to-bottom.ts';

const noTurns: readonly NamedTurn[] = [];

/** All turns of the open chat, and the line above which the model does not see. */
export function Transcript({ chat }: { readonly chat: ChatState }) {
  const words = useWords();
  const groups = useMemo(() => groupTurns(chat.messages, chat.turns), [chat.messages, chat.turns]);
  const { scroller, content, isAtBottom, jumpToLatest, stick, onScroll } = useStickToBottom();
  const forgottenNext = usePageState((state) => {
    const sending = shownUsage(state)?.sending;
    return sending?.type === 'forgets' ? sending.turns : noTurns;
  });
  const forgottenIds = useMemo(() => new Set(forgottenNext.map((turn) => turn.turnId)), [forgottenNext]);
  useStickWhenAsked(chat, stick);

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
        <ol className="turns" ref={content}>
          {groups.map((group, index) => (
            <TurnItem
              key={group.id}
              group={group}
              line={lineAbove(chat.forgetting, group.id)}
              isLast={index === groups.length - 1}
              isForgottenNext={forgottenIds.has(group.id)}
              answering={chat.answering?.messageId === group.assistant?.id ? chat.answering : null}
              progress={chat.progress?.messageId === group.assistant?.id ? chat.progress : null}
            />
          ))}
        </ol>
      </section>
      {!isAtBottom && (
        <button type="button" className="button quiet latest" onClick={jumpToLatest}>
          <Icon name="down" />
          {words.messages.latest}
        </button>
      )}
      <AnswerAnnouncer chat={chat} />
    </div>
  );
}

function lineAbove(line: ForgettingLineView | null, turnId: number): ForgettingLineView | null {
  return line?.beforeTurnId === turnId ? line : null;
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
  const [said, setSaid] = useState('');
  const writtenId = useRef<number | null>(null);
  useEffect(() => {
    if (chat.answering) {
      writtenId.current = chat.answering.messageId;
      return;
    }
    const message = chat.messages.find(({ id }) => id === writtenId.current);
    writtenId.current = null;
    if (message) setSaid(words.messages.answered(message.answeredBy?.modelName ?? words.messages.model, message.text));
  }, [chat.answering, chat.messages, words]);
  return (
    <div className="visually-hidden" role="status">
      {said}
    </div>
  );
}
