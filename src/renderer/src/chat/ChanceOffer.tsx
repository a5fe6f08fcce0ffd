import { useEffect } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { PageState } from '../state/page-state.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { tip } from '../ui/watch-tips.ts';

/** A greedy chat said the same words again: it is offered, once, to let it choose among likely words. */
export function ChanceOffer() {
  const { answers: words, link } = useWords();
  const { sending } = usePage();
  const turnId = usePageState(offeredTurnId);
  const isOffered = turnId !== null;
  useEffect(() => {
    if (isOffered) void sending.chanceWasOffered();
  }, [isOffered, sending]);
  return (
    <div role="status">
      {turnId !== null && (
        <div className="note chance-offer" data-testid="chance-offer">
          <span>{words.sameWords}</span>
          <button
            type="button"
            className="chip"
            {...tip(words.chanceSays)}
            onClick={() => void sending.retryWithChance(turnId).then(focusComposer)}
          >
            {words.tryWithChance}
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={link.dismiss}
            onClick={() => {
              sending.dismissChance();
              focusComposer();
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}

/** The turn that was asked again, once its newest try has ended with the very words of the one before. */
function offeredTurnId({ chat, chanceOffer }: PageState): number | null {
  if (!chat || !chanceOffer || chat.answering || !chat.settings.isGreedy) return null;
  const last = chat.blocks.at(-1)?.turns.at(-1);
  const isSame = last?.id === chanceOffer.turnId && last.assistant?.text === chanceOffer.text;
  return isSame ? chanceOffer.turnId : null;
}
