import type { MessageView, TurnView } from '../../../shared/views.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';

export interface UserMessageProps {
  readonly message: MessageView;
  readonly turn: TurnView | null;
  /** False: its words alone. */
  readonly isDressed: boolean;
  /** Null while it is being written, and when there is none. */
  readonly answerTokens: number | null;
  /** Something was said to it, or is about to be. */
  readonly isAnswered: boolean;
  readonly isForgottenNext: boolean;
}

/** What the person said, and how the whole turn stands in the window. */
export function UserMessage(props: UserMessageProps) {
  const { message, turn, isDressed } = props;
  const isSeen = turn?.isSeen ?? true;
  return (
    <article
      className="message"
      data-testid="message"
      data-message-id={message.id}
      data-turn-id={message.turnId}
      data-role="user"
      data-state={message.state}
      data-seen={isSeen}
    >
      {isDressed && <WhoSays {...props} isSeen={isSeen} />}
      <div className="message-text" data-testid="message-text" dir="auto">
        {message.text}
      </div>
    </article>
  );
}

interface WhoSaysProps extends UserMessageProps {
  readonly isSeen: boolean;
}

function WhoSays({ message, turn, answerTokens, isSeen, isAnswered, isForgottenNext }: WhoSaysProps) {
  const { messages: words, formats } = useWords();
  return (
    <div className="who" {...tip(formats.longTime(message.createdAtMs))}>
      <span>{words.you}</span>
      <span {...tip(turn ? words.turnTokens(turn.tokenCount, message.tokenCount, answerTokens) : undefined)}>
        {words.tokens(message.tokenCount)}
      </span>
      {turn?.isPinned && <span className="mark-pinned">{words.pinned}</span>}
      {turn?.isLeftOut && <span>{words.leftOut}</span>}
      {!isSeen && <span>{isAnswered ? words.noLongerSeen : words.neverSeen}</span>}
      {isForgottenNext && <span className="mark-next">{words.forgottenNext}</span>}
    </div>
  );
}
