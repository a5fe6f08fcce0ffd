import { memo, useRef, useState } from 'react';
import type { Answering, ForgettingLine as ForgettingLineView } from '../../../shared/views.ts';
import type { AnswerProgress } from '../state/chat-state.ts';
import type { ShownTurn } from '../state/turn-blocks.ts';
import { AssistantMessage } from './AssistantMessage.tsx';
import { EditMessage } from './EditMessage.tsx';
import { ForgotNote } from './ForgotNote.tsx';
import { ForgettingLine, StratumLine } from './SightLines.tsx';
import { TurnActions } from './TurnActions.tsx';
import type { EditedPart } from './turn-action-list.ts';
import { isAnswered } from './turn-sight.ts';
import { UserMessage } from './UserMessage.tsx';
import { isSamePast, type TurnPast } from './window-past.ts';

export interface TurnItemProps {
  readonly shown: ShownTurn;
  /** False: its words alone, while it is far from sight. */
  readonly isDressed: boolean;
  /** The forgetting line, when it is drawn above this turn. */
  readonly line: ForgettingLineView | null;
  /** What became of its place in the window. */
  readonly past: TurnPast | null;
  readonly isLast: boolean;
  readonly isForgottenNext: boolean;
  /** When this turn's answer is being written or waited for. */
  readonly answering: Answering | null;
  readonly progress: AnswerProgress | null;
}

/** A turn. It renders when its own words or state change, never for a token of any answer. */
export const TurnItem = memo(function TurnItem(props: TurnItemProps) {
  const { shown, isDressed, line, past, isLast, isForgottenNext, answering, progress } = props;
  const { turn, user, assistant } = shown;
  const item = useRef<HTMLLIElement>(null);
  const [edited, setEdited] = useState<EditedPart | null>(null);
  const endEdit = () => {
    const act = edited === 'answer' ? 'edit-answer' : 'edit';
    setEdited(null);
    item.current?.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus({ preventScroll: true });
  };
  const isSeen = turn?.isSeen ?? true;
  const gone = turn?.isLeftOut ? 'hidden' : isSeen ? '' : 'gone';
  const classes = ['turn', gone, isForgottenNext ? 'next' : '', isDressed ? '' : 'bare'];
  return (
    <li
      ref={item}
      className={classes.filter((name) => name !== '').join(' ')}
      // biome-ignore lint/a11y/noRedundantRoles: its list stands further out, beyond what groups turns for layout alone
      role="listitem"
      data-turn={shown.id}
      tabIndex={-1}
    >
      {past?.strata.map((stratum) => (
        <StratumLine key={stratum.atMs} stratum={stratum} isDressed={isDressed} />
      ))}
      {line && <ForgettingLine line={line} isDressed={isDressed} />}
      <div className="turn-body">
        {isDressed && turn && <TurnActions turn={turn} shown={shown} isLast={isLast} onEdit={setEdited} />}
        {user && (
          <UserMessage
            message={user}
            isDressed={isDressed}
            turn={turn}
            answerTokens={assistant && assistant.state !== 'streaming' ? assistant.tokenCount : null}
            isAnswered={isAnswered(assistant)}
            isForgottenNext={isForgottenNext}
            forgottenAtMs={past?.forgottenAtMs ?? null}
            editor={
              edited === 'question' && <EditMessage key={user.id} message={user} part="question" onEnd={endEdit} />
            }
          />
        )}
        {assistant?.forgot && <ForgotNote forgot={assistant.forgot} isDressed={isDressed} />}
        {assistant && (
          <AssistantMessage
            message={assistant}
            isDressed={isDressed}
            isSeen={isSeen}
            answering={answering}
            progress={progress}
            isLast={isLast}
            editor={
              edited === 'answer' &&
              assistant.state !== 'streaming' && (
                <EditMessage key={assistant.id} message={assistant} part="answer" onEnd={endEdit} />
              )
            }
          />
        )}
      </div>
    </li>
  );
}, isSameItem);

function isSameItem(before: TurnItemProps, after: TurnItemProps): boolean {
  return (
    before.shown === after.shown &&
    before.isDressed === after.isDressed &&
    before.line?.tokens === after.line?.tokens &&
    before.line?.atMs === after.line?.atMs &&
    before.line?.seenAbove === after.line?.seenAbove &&
    isSamePast(before.past, after.past) &&
    before.isLast === after.isLast &&
    before.isForgottenNext === after.isForgottenNext &&
    before.answering?.messageId === after.answering?.messageId &&
    before.answering?.isWaiting === after.answering?.isWaiting &&
    before.progress === after.progress
  );
}
