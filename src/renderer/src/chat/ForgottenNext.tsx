import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { NamedTurn, SendingView, Usage } from '../../../shared/usage-view.ts';
import { TIME_TO_SEE_MS } from '../state/accepted-turns.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { type PageState, type Question, shownSending, shownUsage } from '../state/page-state.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { explaining } from '../ui/watch-tips.ts';
import { InsteadOfForgetting } from './InsteadOfForgetting.tsx';
import { shorterReplyTokens } from './shorter-reply.ts';
import { TellingMenu } from './TellingMenu.tsx';
import { TurnChips } from './TurnChips.tsx';
import './forgetting.css';

type Forgets = Extract<SendingView, { type: 'forgets' }>;

/** Named before it happens: the turns that leave with the next send, what that costs, and what can be done instead. */
export function ForgottenNext() {
  const shown = usePageState(forgettingUsage);
  const question = usePageState((state) => state.question);
  if (shown?.sending.type !== 'forgets') return null;
  return <ForgottenPanel usage={shown} sending={shown.sending} question={question} />;
}

/** Null while nothing is forgotten, whatever the numbers are: a key need not ask again then. */
function forgettingUsage(state: PageState): Usage | null {
  return shownSending(state)?.type === 'forgets' ? shownUsage(state) : null;
}

interface ForgottenPanelProps {
  readonly usage: Usage;
  readonly sending: Forgets;
  readonly question: Question | null;
}

function ForgottenPanel({ usage, sending, question }: ForgottenPanelProps) {
  const { forgetting: words } = useWords();
  const telling = usePageState((state) => state.chat?.settings.telling ?? null);
  const isAsked = question !== null;
  const turnCount = sending.turns.length;
  const next = isAsked ? words.question(turnCount) : telling === 'ask' ? words.willAsk : words.goesAhead;
  return (
    <section className="forgetting" aria-label={words.panel}>
      <div className="note" data-testid="forgotten-next">
        <p>
          <b>{words.title(turnCount, usage.draftTokens > 0 || isAsked)}</b> {next}
        </p>
        <NamedTurns turns={sending.turns} />
        <p className="forgetting-cost">
          {words.cost(sending.forgottenTokens, sending.rereadTokens, sending.rereadMs)}
          {turnCount > 1 && (
            <button type="button" className="quiet-link" {...explaining(words.whySays)}>
              {words.whySoMany}
            </button>
          )}
        </p>
      </div>
      <div className="forgetting-row">
        {question && <QuestionButtons question={question} turnCount={turnCount} />}
        <ShorterReply usage={usage} />
        <InsteadOfForgetting usage={usage} question={question} />
        <TellingMenu />
      </div>
    </section>
  );
}

/** Each can be kept with a press, and one that was kept here can be let go again: it stays named until the panel goes. */
function NamedTurns({ turns }: { readonly turns: readonly NamedTurn[] }) {
  const { forgetting: words } = useWords();
  const page = usePage();
  const [kept, setKept] = useState<readonly NamedTurn[]>([]);
  const shown = useMemo(() => {
    const named = new Set(turns.map(({ turnId }) => turnId));
    const all = [...turns, ...kept.filter(({ turnId }) => !named.has(turnId))];
    return all.sort((one, other) => one.turnId - other.turnId);
  }, [turns, kept]);
  const isKept = useCallback((turnId: number) => !turns.some((turn) => turn.turnId === turnId), [turns]);
  const label = useCallback(({ name }: NamedTurn) => words.keep(name), [words]);
  const press = useCallback(
    (turnId: number) => {
      const turn = turns.find((named) => named.turnId === turnId);
      if (turn) setKept((before) => [...before.filter((known) => known.turnId !== turnId), turn]);
      else setKept((before) => before.filter((known) => known.turnId !== turnId));
      void page.changeTurn(turnId, turn ? 'pin' : 'unpin');
    },
    [page, turns],
  );
  return (
    <div className="forgotten-turns">
      <TurnChips
        name={words.panel}
        turns={shown}
        icon="pin"
        testId="forgotten-turn"
        isPressed={isKept}
        label={label}
        says={words.keepSays}
        onPress={press}
      />
    </div>
  );
}

interface QuestionButtonsProps {
  readonly question: Question;
  readonly turnCount: number;
}

function QuestionButtons({ question, turnCount }: QuestionButtonsProps) {
  const { forgetting: words, answers } = useWords();
  const { sending } = usePage();
  const primary = useRef<HTMLButtonElement>(null);
  const askedAtMs = useRef(0);
  useEffect(() => {
    askedAtMs.current = performance.now();
    primary.current?.focus();
  }, []);
  const keepWriting = () => {
    sending.dismissQuestion();
    focusComposer();
  };
  /** The Enter that sent may still be held, or come twice: it is no answer to what nobody can have read. */
  const onKeyDown = (event: KeyboardEvent) => {
    const isUnread = event.repeat || performance.now() - askedAtMs.current < TIME_TO_SEE_MS;
    if (event.key === 'Enter' && isUnread) event.preventDefault();
  };
  return (
    <>
      <button
        ref={primary}
        type="button"
        className="button"
        data-testid="forget-and-send"
        onKeyDown={onKeyDown}
        onClick={() => void sending.acceptQuestion().then(focusComposer)}
      >
        {(question.type === 'send' || question.type === 'edit') && words.forgetAndSend(turnCount)}
        {question.type === 'retry' && words.forgetAndRetry(turnCount)}
        {question.type === 'continue' && answers.forgetAndGoOn(turnCount)}
        <Icon name="enter" />
      </button>
      <button type="button" className="button quiet" onClick={keepWriting}>
        {words.keepWriting}
      </button>
    </>
  );
}

function ShorterReply({ usage }: { readonly usage: Usage }) {
  const { forgetting: words } = useWords();
  const page = usePage();
  const maxReplyTokens = shorterReplyTokens(usage);
  return maxReplyTokens === null ? null : (
    <button type="button" className="chip" onClick={() => void page.configure({ maxReplyTokens }).then(focusComposer)}>
      {words.shorten(maxReplyTokens)}
    </button>
  );
}
