import { useEffect, useRef } from 'react';
import type { NamedTurn, SendingView, Usage } from '../../../shared/usage-view.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { type Question, shownUsage } from '../state/page-state.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { AskAgain } from './AskAgain.tsx';
import { shorterReplyTokens } from './shorter-reply.ts';

type Forgets = Extract<SendingView, { type: 'forgets' }>;

/** Named before it happens: the turns that leave with the next send, what that costs, and what can be done instead. */
export function ForgottenNext() {
  const shown = usePageState(shownUsage);
  const question = usePageState((state) => state.question);
  if (shown?.sending.type !== 'forgets') return null;
  return <ForgottenPanel usage={shown} sending={shown.sending} question={question} />;
}

interface ForgottenPanelProps {
  readonly usage: Usage;
  readonly sending: Forgets;
  readonly question: Question | null;
}

function ForgottenPanel({ usage, sending, question }: ForgottenPanelProps) {
  const { forgetting: words } = useWords();
  const telling = usePageState((state) => state.chat?.settings.telling ?? null);
  const panel = useRef<HTMLElement>(null);
  const isAsked = question !== null;
  useEffect(() => {
    if (isAsked) panel.current?.focus();
  }, [isAsked]);
  const hasDraft = usage.draftTokens > 0 || isAsked;
  return (
    <section ref={panel} className="forgetting" tabIndex={-1} aria-label={words.panel}>
      <div className="note" data-testid="forgotten-next">
        <b>{words.title(sending.turns.length, hasDraft)}</b>{' '}
        {isAsked ? words.question(sending.turns.length) : telling === 'ask' ? words.willAsk : words.goesAhead}
        <div className="forgotten-turns">
          <ul>
            {sending.turns.map((turn) => (
              <li key={turn.turnId} data-testid="forgotten-turn" data-turn-id={turn.turnId}>
                {words.turn(turn.name)}
              </li>
            ))}
          </ul>
          <span>{words.cost(sending.forgottenTokens, sending.rereadTokens, sending.rereadMs)}</span>
        </div>
      </div>
      <div className="forgetting-row">
        {question && <QuestionButtons question={question} />}
        <Instead usage={usage} turns={sending.turns} />
        <AskAgain />
      </div>
    </section>
  );
}

function QuestionButtons({ question }: { readonly question: Question }) {
  const { forgetting: words, answers } = useWords();
  const { sending } = usePage();
  const keepWriting = () => {
    sending.dismissQuestion();
    focusComposer();
  };
  return (
    <>
      <button
        type="button"
        className="button"
        data-testid="forget-and-send"
        onClick={() => void sending.acceptQuestion().then(focusComposer)}
      >
        {{ send: words.forgetAndSend, retry: words.forgetAndRetry, continue: answers.forgetAndGoOn }[question.type]}
      </button>
      <button type="button" className="button quiet" onClick={keepWriting}>
        {words.keepWriting}
      </button>
    </>
  );
}

/** Pinning is offered for the first of them; the others can be pinned where they stand. */
const PINS_OFFERED = 2;

function Instead({ usage, turns }: { readonly usage: Usage; readonly turns: readonly NamedTurn[] }) {
  const { forgetting: words } = useWords();
  const page = usePage();
  const maxReplyTokens = shorterReplyTokens(usage);
  return (
    <>
      {turns.slice(0, PINS_OFFERED).map((turn) => (
        <button
          key={turn.turnId}
          type="button"
          className="chip"
          onClick={() => void page.changeTurn(turn.turnId, 'pin').then(focusComposer)}
        >
          {words.pin(turn.name)}
        </button>
      ))}
      {maxReplyTokens !== null && (
        <button
          type="button"
          className="chip"
          onClick={() => void page.configure({ maxReplyTokens }).then(focusComposer)}
        >
          {words.shorten(maxReplyTokens)}
        </button>
      )}
    </>
  );
}
