import { useEffect, useState } from 'react';
import type { MessageView, UnseenTurn } from '../../../shared/views.ts';
import type { WindowPrice } from '../../../shared/window-view.ts';
import type { OutOfSight, WhyUnknownWords } from '../../../shared/words/why-unknown-words.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { PageState } from '../state/page-state.ts';
import { turnIn } from '../state/turn-blocks.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { tip } from '../ui/watch-tips.ts';
import { useTranscript } from './transcript-context.ts';
import './why-unknown.css';

export interface WhyUnknownProps {
  readonly message: MessageView;
  readonly unseen: UnseenTurn;
  readonly isLast: boolean;
}

/** Under an answer: what was asked for stands in a turn that the model does not see. Nothing once it sees it, or where it is not wanted. */
export function WhyUnknown({ message, unseen, isLast }: WhyUnknownProps) {
  const { whyUnknown: words } = useWords();
  const page = usePage();
  const transcript = useTranscript();
  const why = usePageState((state) => outOfSight(state, unseen.turnId));
  if (why === null) return null;
  return (
    <div className="why-unknown" data-testid="why-unknown" data-turn={unseen.turnId}>
      <span className="why-unknown-said">
        {saidWords(words, unseen)[why]}{' '}
        <button
          type="button"
          className="text-button why-unknown-turn"
          {...tip(words.showSays)}
          onClick={() => void transcript.show(unseen.turnId)}
        >
          <bdi>{words.turn(unseen.name)}</bdi>
        </button>
      </span>
      {isLast && why !== 'unanswered' && <BringBackAndAskAgain message={message} unseen={unseen} />}
      <button
        type="button"
        className="icon-button why-unknown-off"
        aria-label={words.switchOff}
        {...tip(words.switchOffSays)}
        onClick={() => {
          void page.configureApp({ tellsWhyUnknown: false });
          focusComposer();
        }}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** The same in words alone, for whoever hears the answer. */
export function WhyUnknownHeard({ unseen }: { readonly unseen: UnseenTurn }) {
  const { whyUnknown: words } = useWords();
  const why = usePageState((state) => outOfSight(state, unseen.turnId));
  return why && `${saidWords(words, unseen)[why]} ${words.turn(unseen.name)}`;
}

function saidWords(words: WhyUnknownWords, { isSaidByUser }: UnseenTurn): WhyUnknownWords['said'] {
  return isSaidByUser ? words.said : words.wasSaid;
}

/** Why the model does not see a turn now; null while it does, while that is not known, and where nobody wants to be told. */
function outOfSight({ settings, chat }: PageState, turnId: number): OutOfSight | null {
  if (!settings.tellsWhyUnknown || !chat) return null;
  const shown = turnIn(chat.blocks, turnId);
  // Not told yet: the older turns of a long chat come a moment later, and they are out of sight.
  if (!shown?.turn) return chat.isWhole ? null : 'forgotten';
  if (shown.turn.isSeen) return null;
  if (shown.turn.isLeftOut) return 'hidden';
  return shown.assistant === null || shown.assistant.tokenCount === 0 ? 'unanswered' : 'forgotten';
}

/** One press: the turn is pinned and the question asked again. Offered where both fit, with what it costs. */
function BringBackAndAskAgain({ message, unseen }: Omit<WhyUnknownProps, 'isLast'>) {
  const { whyUnknown: words } = useWords();
  const page = usePage();
  const isAnswering = usePageState((state) => state.chat?.answering != null);
  const price = useRetryPrice(message.turnId, unseen.turnId, isAnswering);
  if (!price?.isPossible || isAnswering) return null;
  const leaves = price.leaves.map((turn) => turn.name);
  const askAgain = () => {
    // What the try before made the model forget was named then.
    const before = message.forgot?.turns ?? [];
    const acceptForgetting = [...before, ...price.leaves].map((turn) => turn.turnId);
    void page.sending.retry(message.turnId, { bringBack: [unseen.turnId], acceptForgetting });
    focusComposer();
  };
  return (
    <span className="why-unknown-offer">
      <button
        type="button"
        className="text-button"
        {...tip(words.price(price.rereadTokens, price.rereadMs))}
        onClick={askAgain}
      >
        {words.bringBack}
      </button>
      {leaves.length > 0 && <span> {words.leaves(leaves)}</span>}
    </span>
  );
}

/** Asked for once the answer has ended, and again when the window is another; null until it is known. */
function useRetryPrice(turnId: number, unseenTurnId: number, isAnswering: boolean): WindowPrice | null {
  const page = usePage();
  const settings = usePageState((state) => state.chat?.settings);
  const forgetting = usePageState((state) => state.chat?.forgetting);
  const [price, setPrice] = useState<WindowPrice | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: settings and the line tell that the window is another
  useEffect(() => {
    if (isAnswering) return;
    let isAsked = true;
    page.retryPriceOf(turnId, [unseenTurnId]).then(
      (told) => isAsked && setPrice(told),
      // It cannot be asked again, or the line is gone: nothing is offered.
      () => isAsked && setPrice(null),
    );
    return () => {
      isAsked = false;
    };
  }, [page, turnId, unseenTurnId, isAnswering, settings, forgetting]);
  return price;
}
