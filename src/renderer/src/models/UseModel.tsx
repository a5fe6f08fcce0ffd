import { useEffect, useRef } from 'react';
import type { ModelCard } from '../../../shared/models-view.ts';
import { ModelPriceWords } from '../chat/ModelPriceWords.tsx';
import { canDecide, useModelPrice } from '../chat/use-model-price.ts';
import { useWords } from '../state/page-context.ts';
import { ModelQuestion } from './ModelQuestion.tsx';
import { useModelsPlace } from './models-context.ts';

export interface UseModelProps {
  readonly card: ModelCard;
  readonly onDone: () => void;
}

/** What it takes that the open chat goes on with a model, before it does. */
export function UseModel({ card, onDone }: UseModelProps) {
  const { chatModel: words } = useWords();
  const { models } = useModelsPlace();
  const asked = useModelPrice(card.modelId);
  const use = useRef<HTMLButtonElement>(null);
  useEffect(() => use.current?.focus(), []);
  const isPossible = canDecide(asked);
  return (
    <ModelQuestion name={words.title(card.name)} isPlain onLeave={onDone}>
      <p className="model-question-title">{words.title(card.name)}</p>
      <p role="status">{asked ? <ModelPriceWords asked={asked} /> : words.counting}</p>
      <p className="models-hint">{words.lead}</p>
      <div className="model-actions">
        <button
          ref={use}
          type="button"
          className="button small"
          data-testid="model-use-here"
          aria-disabled={!isPossible}
          aria-busy={asked === null}
          onClick={() => {
            if (!isPossible) return;
            onDone();
            models.take(card);
          }}
        >
          {words.use(card.name)}
        </button>
        <button type="button" className="button quiet small" onClick={onDone}>
          {words.cancel}
        </button>
      </div>
    </ModelQuestion>
  );
}
