import { useEffect, useRef, useState } from 'react';
import type { ModelPrice } from '../../../shared/chat-model-view.ts';
import type { ModelCard } from '../../../shared/models-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { mishapOf } from '../state/core-link.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { type Mishap, openChatTitle } from '../state/page-state.ts';
import { useModelsPlace } from './models-context.ts';

export interface UseModelProps {
  readonly card: ModelCard;
  readonly onDone: () => void;
}

/** Asks before a chat goes on with another model, and says what that takes. Where nothing was said in it, nothing is asked. */
export function UseModel({ card, onDone }: UseModelProps) {
  const words = useWords();
  const { cards } = words.models;
  const { models } = useModelsPlace();
  const title = usePageState(openChatTitle);
  const [price, setPrice] = useState<ModelPrice | null>(null);
  const [mishap, setMishap] = useState<Mishap | null>(null);
  const first = useRef<HTMLButtonElement>(null);
  const isAsked = price !== null || mishap !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when it is wanted
  useEffect(() => {
    let isLeft = false;
    models.priceOf(card.modelId).then(
      (told) => {
        if (isLeft) return;
        if (told === null) {
          onDone();
          models.take(card, { withChat: false });
        } else setPrice(told);
      },
      (error: unknown) => !isLeft && setMishap(mishapOf(error)),
    );
    return () => {
      isLeft = true;
    };
  }, []);
  useEffect(() => {
    if (isAsked) first.current?.focus();
  }, [isAsked]);
  const take = (withChat: boolean) => {
    onDone();
    models.take(card, { withChat });
  };
  if (!isAsked) return <div className="model-actions" aria-busy="true" />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a question with its answers, not fields of a form
    <div
      className="model-question plain"
      role="group"
      aria-label={cards.takeNamed(card.name)}
      data-testid="model-price"
    >
      {mishap && <p role="alert">{sentenceOf(words, mishap)}</p>}
      {price && (
        <p data-testid="price" data-kept={price.keptTokens} data-reread={price.readTokens} data-ms={price.readMs}>
          {price.isPossible
            ? cards.price(title || words.chats.untitled, price)
            : cards.noRoom(title, price.windowTokens)}
          {price.isPossible && price.forgets.length > 0 && ` ${cards.forgets(price.forgets.length)}`}
        </p>
      )}
      <div className="model-actions">
        {price?.isPossible && (
          <button type="button" className="button small" data-testid="model-use-here" onClick={() => take(true)}>
            {cards.takeHere}
          </button>
        )}
        {price && (
          <button type="button" className="button quiet small" data-testid="model-use-new" onClick={() => take(false)}>
            {cards.takeForNew}
          </button>
        )}
        <button ref={first} type="button" className="button quiet small" onClick={onDone}>
          {cards.leave}
        </button>
      </div>
    </div>
  );
}
