import { useWords } from '../state/page-context.ts';
import { ModelCardItem } from './ModelCardItem.tsx';
import { ModelsSection } from './ModelsSection.tsx';
import { useModelsPlace, useObserved } from './models-context.ts';
import './model-cards.css';

/** The models that are here, the one in use first. */
export function ModelCards() {
  const { models: words } = useWords();
  const { models } = useModelsPlace();
  const cards = useObserved(models.state, ({ view }) => view?.models ?? null);
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
      <DoneStatus />
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

/** Says what was done to those who do not see the cards change. */
function DoneStatus() {
  const { cards: words } = useWords().models;
  const { models } = useModelsPlace();
  const done = useObserved(models.state, (state) => state.done);
  return (
    <div className="visually-hidden" role="status" data-testid="models-status">
      {done && words.done[done.type](done.name)}
    </div>
  );
}
