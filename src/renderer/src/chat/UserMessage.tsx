import type { ReactNode } from 'react';
import type { MessageView, TurnView } from '../../../shared/views.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import { Branches } from './Branches.tsx';

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
  /** Null where that is not known. */
  readonly forgottenAtMs: number | null;
  /** In the place of its words while they are edited. */
  readonly editor: ReactNode;
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
      {props.editor || (
        <div className="message-text" data-testid="message-text" dir="auto">
          {message.text}
        </div>
      )}
    </article>
  );
}

interface WhoSaysProps extends UserMessageProps {
  readonly isSeen: boolean;
}

function WhoSays(props: WhoSaysProps) {
  const { message, turn, answerTokens, isForgottenNext } = props;
  const { messages: words, importing, formats } = useWords();
  return (
    <div className="who" {...tip(formats.longTime(message.createdAtMs))}>
      <span>{words.you}</span>
      <Branches message={message} />
      {turn?.isPinned && <span className="mark-pinned">{words.pinned}</span>}
      <Unseen {...props} />
      {message.areIdsRenewed && <span {...tip(importing.renewedSays)}>{importing.renewed}</span>}
      {isForgottenNext && <span className="mark-next">{words.forgottenNext}</span>}
      <span
        className="detail"
        {...tip(turn ? words.turnTokens(turn.tokenCount, message.tokenCount, answerTokens) : undefined)}
      >
        {words.tokens(message.tokenCount)}
      </span>
    </div>
  );
}

/** Why the model does not see it: a person hid it, it was forgotten, or it never was part of the window. */
function Unseen({ turn, isSeen, isAnswered, forgottenAtMs }: WhoSaysProps) {
  const { messages: words, formats } = useWords();
  if (turn?.isLeftOut) return <span>{words.leftOut}</span>;
  if (isSeen) return null;
  if (!isAnswered) return <span>{words.neverSeen}</span>;
  return <span>{words.forgottenAt(forgottenAtMs === null ? null : formats.dayClock(forgottenAtMs, Date.now()))}</span>;
}
