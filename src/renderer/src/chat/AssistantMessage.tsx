import type { ReactNode } from 'react';
import type { Answering, MessageView } from '../../../shared/views.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { AnswerProgress } from '../state/chat-state.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import { Branches } from './Branches.tsx';
import { LiveReceipt } from './LiveReceipt.tsx';
import { ReceiptLine } from './ReceiptLine.tsx';
import { SlowNote } from './SlowNote.tsx';
import { StreamingText } from './StreamingText.tsx';
import { WhyUnknown } from './WhyUnknown.tsx';

export interface AssistantMessageProps {
  readonly message: MessageView;
  readonly isSeen: boolean;
  /** False: its words alone. */
  readonly isDressed: boolean;
  readonly answering: Answering | null;
  readonly progress: AnswerProgress | null;
  readonly isLast: boolean;
  /** In the place of its words while they are edited. */
  readonly editor: ReactNode;
}

/** What the model said, or is saying, and what it cost. */
export function AssistantMessage(props: AssistantMessageProps) {
  const { message, isSeen, isDressed, answering, progress, isLast } = props;
  const isStreaming = message.state === 'streaming' && answering !== null;
  return (
    <article
      className={message.state === 'failed' ? 'message failed' : 'message'}
      data-testid="message"
      data-message-id={message.id}
      data-turn-id={message.turnId}
      data-role="assistant"
      data-state={message.state}
      data-seen={isSeen}
      aria-busy={isStreaming}
    >
      {isDressed && <WhoSays {...props} />}
      {isStreaming ? (
        <StreamingText messageId={message.id} isWaiting={answering.isWaiting} />
      ) : (
        props.editor || (
          <div className="message-text" data-testid="message-text" dir="auto">
            {message.text}
          </div>
        )
      )}
      {isDressed && message.receipt && (
        <ReceiptLine receipt={message.receipt} by={message.isByOther ? message.answeredBy : null} />
      )}
      {isDressed && message.unseen && <WhyUnknown message={message} unseen={message.unseen} isLast={isLast} />}
      {isStreaming && progress && <LiveReceipt progress={progress} />}
    </article>
  );
}

function WhoSays({ message, answering, progress }: AssistantMessageProps) {
  const words = useWords();
  const { answeredBy } = message;
  const isStoppedByUser = message.receipt?.endedBy === 'user';
  return (
    <div className="who" {...tip(words.formats.longTime(message.createdAtMs))}>
      <span {...tip(answeredBy ? words.messages.computedOn(answeredBy.precision, answeredBy.device) : undefined)}>
        {answeredBy?.modelName ?? words.messages.model}
      </span>
      <Branches message={message} />
      {message.isEdited && <span {...tip(words.branch.editedSays)}>{words.branch.edited}</span>}
      {answering && <span>{writingWords(words, answering, progress)}</span>}
      {answering && !answering.isWaiting && <SlowNote />}
      {message.state === 'stopped' && <span>{isStoppedByUser ? words.messages.stopped : words.messages.cutOff}</span>}
      {message.receipt?.endedBy === 'length' && <span>{words.messages.cutAtLength}</span>}
      {message.areIdsRenewed && <span {...tip(words.importing.renewedSays)}>{words.importing.renewed}</span>}
      {message.state === 'failed' && (
        <span className="mark-failed">
          {message.failure ? sentenceOf(words, message.failure) : words.messages.failed}
        </span>
      )}
      {message.state !== 'streaming' && message.tokenCount > 0 && (
        <span className="detail">
          {message.isRecounted ? (
            <RecountedTokens tokens={message.tokenCount} />
          ) : (
            words.messages.tokens(message.tokenCount)
          )}
        </span>
      )}
    </div>
  );
}

/** Beside what another model wrote: so many tokens are these words for the one in use. */
function RecountedTokens({ tokens }: { readonly tokens: number }) {
  const { chatModel: words } = useWords();
  const name = usePageState((state) => state.model?.name ?? '');
  return words.recounted(tokens, name);
}

function writingWords(
  { messages: words }: ReturnType<typeof useWords>,
  answering: Answering,
  progress: AnswerProgress | null,
): string {
  if (answering.isWaiting) return words.waiting;
  const prefill = progress?.prefill;
  const isReading = prefill && prefill.doneTokens < prefill.totalTokens;
  return isReading ? words.reading(prefill.doneTokens, prefill.totalTokens) : words.writing;
}
