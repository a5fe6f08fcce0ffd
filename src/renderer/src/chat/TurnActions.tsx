import { useEffect, useId, useState } from 'react';
import type { ChangePrice, TurnView } from '../../../shared/views.ts';
import type { TurnChange } from '../state/page.ts';
import { usePage, useWords } from '../state/page-context.ts';

export interface TurnActionsProps {
  readonly turn: TurnView;
  readonly isChatAnswering: boolean;
}

interface Priced {
  readonly change: TurnChange;
  readonly price: ChangePrice;
}

/** Pin and leave out, each with its price, which is asked for when the button is looked at. */
export function TurnActions({ turn, isChatAnswering }: TurnActionsProps) {
  const words = useWords();
  const page = usePage();
  const tipId = useId();
  const [priced, setPriced] = useState<Priced | null>(null);

  // A price holds for the window as it stood: a turn that changed is priced anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the turn's object is what tells of a change
  useEffect(() => setPriced(null), [turn, isChatAnswering]);

  const look = (change: TurnChange) => {
    if (isChatAnswering) return;
    page.priceOf(turn.id, change).then(
      (price) => setPriced({ change, price }),
      () => setPriced(null),
    );
  };
  const changes: readonly TurnChange[] = [turn.isPinned ? 'unpin' : 'pin', turn.isLeftOut ? 'putBack' : 'leaveOut'];
  return (
    <fieldset className="turn-actions" aria-label={words.messages.turnActions(turn.name)}>
      <span className="turn-tip" id={tipId} role="tooltip">
        {tipWords(words, priced, isChatAnswering)}
      </span>
      {changes.map((change) => {
        const isPossible = !isChatAnswering && (priced?.change !== change || priced.price.isPossible);
        return (
          <button
            key={change}
            type="button"
            className="turn-action"
            aria-disabled={!isPossible}
            aria-describedby={tipId}
            onMouseEnter={() => look(change)}
            onFocus={() => look(change)}
            onClick={() => isPossible && void page.changeTurn(turn.id, change)}
          >
            {words.messages.change[change]}
          </button>
        );
      })}
    </fieldset>
  );
}

function tipWords({ messages }: ReturnType<typeof useWords>, priced: Priced | null, isChatAnswering: boolean): string {
  if (isChatAnswering) return messages.waitForEnd;
  if (!priced) return '';
  const { rereadTokens, rereadMs, usedTokensAfter, isPossible } = priced.price;
  return isPossible ? messages.price(rereadTokens, rereadMs, usedTokensAfter) : messages.notPossible;
}
