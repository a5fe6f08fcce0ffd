import { useEffect, useRef } from 'react';
import type { ModelCard } from '../../../shared/models-view.ts';
import { useWords } from '../state/page-context.ts';
import { useModelsPlace } from './models-context.ts';

export interface RemoveModelProps {
  readonly card: ModelCard;
  readonly onDone: () => void;
}

/** Asks before a model goes, and says what goes: the focus is on what keeps it. */
export function RemoveModel({ card, onDone }: RemoveModelProps) {
  const { cards: words } = useWords().models;
  const { models } = useModelsPlace();
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a question with its answers, not fields of a form
    <div className="model-question" role="group" aria-label={words.removeNamed(card.name)}>
      <p>
        {words.removal(card.name, card.diskBytes)} {card.isCurrent && words.removalOfCurrent}
      </p>
      <div className="model-actions">
        <button ref={keep} type="button" className="button small" onClick={onDone}>
          {words.no}
        </button>
        <button
          type="button"
          className="button quiet small"
          data-testid="model-remove-yes"
          onClick={() => {
            onDone();
            models.remove(card);
          }}
        >
          {words.yes}
        </button>
      </div>
    </div>
  );
}
