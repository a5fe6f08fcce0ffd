import type { ModelCard } from '../../../shared/models-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { useWords } from '../state/page-context.ts';
import { useModelsPlace, useObserved } from './models-context.ts';

/** Has all of a model's files compared with what they were when they came; pressed again, it ends that. */
export function CheckModel({ card }: { readonly card: ModelCard }) {
  const { cards: words } = useWords().models;
  const { checks } = useModelsPlace();
  const isChecking = useObserved(checks.state, (state) => state[card.modelId]?.type === 'checking');
  return (
    <button
      type="button"
      className="button quiet small"
      data-testid="model-check"
      aria-label={isChecking ? words.cancelCheckNamed(card.name) : words.checkNamed(card.name)}
      onClick={() => (isChecking ? checks.cancel(card.modelId) : checks.start(card.modelId))}
    >
      {isChecking ? words.cancelCheck : words.check}
    </button>
  );
}

/** What came of it. */
export function CheckNote({ card }: { readonly card: ModelCard }) {
  const words = useWords();
  const { cards } = words.models;
  const { checks } = useModelsPlace();
  const check = useObserved(checks.state, (state) => state[card.modelId]);
  return (
    <p role="status" className="models-note check-note" data-testid="model-check-says" data-check={check?.type}>
      {check?.type === 'checking' && cards.checking}
      {check?.type === 'whole' && cards.checked}
      {check?.type === 'failed' && sentenceOf(words, check.failure)}
    </p>
  );
}
