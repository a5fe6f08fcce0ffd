import { useWords } from '../state/page-context.ts';
import { ModelCardItem } from './ModelCardItem.tsx';
import { ModelsSection } from './ModelsSection.tsx';
import { useModelsState } from './models-context.ts';
import './model-cards.css';

/** The models that are here, the one in use first. */
export function ModelCards() {
  const { models: words } = useWords();
  const cards = useModelsState((state) => state.view?.models ?? null);
  if (cards === null) {
    return (
      <p className="models-says" role="status">
        {words.loading}
      </p>
    );
  }
  const ordered = [...cards].sort((one, other) => Number(other.isCurrent) - Number(one.isCurrent));
  return (
    <ModelsSection name="here" title={words.cards.title} note={words.cards.count(cards.length)}>
      <ul className="model-cards">
        {ordered.map((card) => (
          <ModelCardItem key={card.modelId} card={card} />
        ))}
      </ul>
      {cards.length === 1 && cards[0]?.origin.type === 'shipped' && (
        <p className="models-says">{words.cards.onlyShipped}</p>
      )}
    </ModelsSection>
  );
}
