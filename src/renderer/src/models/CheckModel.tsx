import { useState } from 'react';
import type { ModelCard } from '../../../shared/models-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { mishapOf } from '../state/core-link.ts';
import { usePage, useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';

type Check = { readonly type: 'asking' | 'checking' | 'whole' } | { readonly type: 'failed'; readonly failure: Mishap };

/** Reads all of a model's files, and says whether they are what they were when they came. */
export function CheckModel({ card }: { readonly card: ModelCard }) {
  const words = useWords();
  const { cards } = words.models;
  const { core } = usePage();
  const [check, setCheck] = useState<Check>({ type: 'asking' });
  const start = async () => {
    if (check.type === 'checking') return;
    setCheck({ type: 'checking' });
    try {
      await core.call('models.verify', { modelId: card.modelId });
      setCheck({ type: 'whole' });
    } catch (error) {
      setCheck({ type: 'failed', failure: mishapOf(error) });
    }
  };
  return (
    <>
      <button
        type="button"
        className="button quiet small"
        data-testid="model-check"
        aria-label={cards.checkNamed(card.name)}
        aria-disabled={check.type === 'checking'}
        onClick={() => void start()}
      >
        {cards.check}
      </button>
      <span role="status" className="models-note">
        {check.type === 'checking' && cards.checking}
        {check.type === 'whole' && cards.checked}
        {check.type === 'failed' && sentenceOf(words, check.failure)}
      </span>
    </>
  );
}
